import type { Count, Draft, Uncounted } from '../domain/call.ts';
import { addCounts, openTokenCounter } from '../domain/count-tokens.ts';
import { attempt, listOf } from '../domain/json-path.ts';

/** A range of factors, or of tokens. */
export type Range = Count;

/** How tools get into a prompt, in tokens: `factor` of their JSON, once for all of them, and for each. */
export interface ToolCost {
  readonly factor: Range;
  readonly once: Range;
  readonly each: Range;
}

/** Adds up the input of a request: texts, what stands around them, tools, and what is no text. Keeps none of it. */
export interface InputCount {
  /** Counts a text; false: it was none. `as`: what it is a part of, where that is written in a form nobody knows. */
  readonly text: (value: unknown, as?: Uncounted) => boolean;
  readonly add: (tokens: Range) => void;
  /** Tools, or a schema: nothing for what is neither an object nor a list. */
  readonly tools: (tools: unknown, cost: ToolCost) => void;
  /** All of it. `vocabulary`: tokens of the provider's own vocabulary for one of o200k_base; absent: they are that. */
  readonly total: (vocabulary?: Range) => CountedInput;
}

/** How a draft says it. */
export interface CountedInput extends Pick<Draft, 'uncounted'> {
  readonly inputTokens: Count;
}

/**
 * Pictures, audio and files cost by pixels, seconds or pages, which are not read here. A picture takes from one token
 * (a 32-pixel patch) to 48,000 (gpt-4o-mini, 8 tiles); 765 is one of 1024 × 1024 at gpt-4o. Until the exact formulas
 * are known, the high end says that we do not know.
 */
export const PER_OTHER_PART = range(1, 765, 50_000);

/** What the provider remembers of a conversation is billed again, and is not in the request. */
export const REMEMBERED = range(0, 1000, 1_000_000);

/** Starts counting one request. */
export function openInputCount(): InputCount {
  const texts = openTokenCounter();
  const extras: Range[] = [];
  let uncounted: Uncounted | undefined;
  return {
    text(value, as) {
      if (typeof value !== 'string') return false;
      uncounted ??= as;
      texts.push(value);
      texts.cut();
      return true;
    },
    add: (tokens) => {
      extras.push(tokens);
      if (tokens === PER_OTHER_PART) uncounted ??= 'media';
      if (tokens === REMEMBERED) uncounted ??= 'remembered';
    },
    tools(tools, { factor, once, each }) {
      if (typeof tools !== 'object' || tools === null) return;
      uncounted ??= 'tools';
      const counter = openTokenCounter();
      // Nested too deeply to be written, it would be refused anyway.
      counter.push(attempt(() => JSON.stringify(tools), ''));
      const count = listOf(tools).length;
      extras.push(times(counter.total(), factor), once, times(range(count, count, count), each));
    },
    total(vocabulary) {
      const written = vocabulary === undefined ? texts.total() : times(texts.total(), vocabulary);
      const inputTokens = extras.reduce(addCounts, written);
      return { inputTokens, ...(uncounted && { uncounted }) };
    },
  };
}

/** A range by its ends and what is likely. */
export function range(low: number, likely: number, high: number): Range {
  return { low, likely, high };
}

function times(a: Count, b: Range): Count {
  return range(Math.floor(a.low * b.low), Math.round(a.likely * b.likely), Math.ceil(a.high * b.high));
}
