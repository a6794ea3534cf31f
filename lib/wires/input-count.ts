import type { Count, Draft, Uncounted } from '../domain/call.ts';
import { type OpenCounter, openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';
import { attempt, listOf, readKey } from '../domain/json-path.ts';
import { readModel } from './request-keys.ts';

/** A range of factors, or of tokens. */
export type Range = Count;

/** Adds up the input of a request: texts, what stands around them, tools, and what is no text. Keeps none of it. */
export interface InputCount {
  /** Counts a text; false: it was none. `as`: what it is a part of, where that is written in a form nobody knows. */
  readonly text: (value: unknown, as?: Uncounted) => boolean;
  readonly add: (tokens: Range, as?: Uncounted) => void;
  /** What stands around a message, or (`messages` 0) around all of them. */
  readonly frame: (tokens: Range, messages?: number) => void;
  /** Counts a part that is no text. `detail`: how closely it is looked at, where the part itself does not say. */
  readonly other: (part: unknown, detail?: unknown) => void;
  /**
   * Tools, or a schema of the answer: nothing for what is neither an object nor a list. They are apart (`Draft.frame`), because
   * what they come to depends on the model.
   */
  readonly tools: (tools: unknown) => void;
  /** All of it, the texts in tokens of what they were counted with. */
  readonly total: () => CountedInput;
}

/** Reads the sizes of what is beside the texts of one request. Keeps nothing else of it. */
export interface MediaCount {
  /** False: nobody can tell what this part is. `texts`: counts the text of a document. */
  readonly add: (part: unknown, detail: unknown, texts: TokenCounter) => boolean;
  readonly total: () => Pick<Draft, 'media'>;
}

/** What a request is counted with: its texts, and what is beside them. */
export type Counting = readonly [openCounter?: OpenCounter | undefined, openMedia?: (() => MediaCount) | undefined];

/** How a draft says it. */
export interface CountedInput extends Pick<Draft, 'uncounted' | 'isExact' | 'media' | 'frame' | 'kinds'> {
  readonly inputTokens: Count;
}

/**
 * Pictures, audio and files cost by pixels, seconds or pages, which only {@link MediaCount} reads. A picture takes from one
 * token (a 32-pixel patch) to 48,000 (gpt-4o-mini, 8 tiles); 765 is one of 1024 × 1024 at gpt-4o. What nobody can read costs
 * as much as the high end says.
 */
export const PER_OTHER_PART = range(1, 765, 50_000);

/** What the provider remembers of a conversation is billed again, and is not in the request. */
export const REMEMBERED = range(0, 1000, 1_000_000);

/** Starts counting one request, as the model that `body` names counts. */
export function openInputCount(body: unknown, ...[openCounter = openTokenCounter, openMedia]: Counting): InputCount {
  const open = () => openCounter(readModel(readKey(body, 'model')));
  const texts = open();
  const media = openMedia?.();
  let extras = NO_TOKENS;
  const frame = { messages: 0, tools: 0, written: NO_TOKENS, around: NO_TOKENS };
  let uncounted: Uncounted | undefined;
  const add = (tokens: Range, as?: Uncounted): void => {
    extras = addCounts(extras, tokens);
    uncounted ??= as;
  };
  return {
    text(value, as) {
      if (typeof value !== 'string') return false;
      uncounted ??= as;
      texts.push(value);
      texts.cut();
      return true;
    },
    add,
    frame(tokens, messages = 0) {
      frame.messages += messages;
      frame.around = addCounts(frame.around, tokens);
    },
    other(part, detail) {
      uncounted ??= 'media';
      if (!media?.add(part, detail, texts)) add(PER_OTHER_PART);
    },
    tools(tools) {
      if (!tools || typeof tools !== 'object') return;
      uncounted ??= 'tools';
      const counter = open();
      // Nested too deeply to be written, it would be refused anyway.
      counter.push(attempt(() => JSON.stringify(tools), ''));
      frame.tools += listOf(tools).length;
      frame.written = addCounts(frame.written, counter.total());
    },
    total() {
      const inputTokens = addCounts(addCounts(extras, frame.around), texts.total());
      const kinds = texts.kinds?.();
      return {
        ...{ inputTokens, ...media?.total() },
        ...(frame.messages && { frame }),
        ...(uncounted && { uncounted }),
        ...(texts.isExact && { isExact: true }),
        ...(kinds && { kinds: kinds.map(Math.round) }),
      };
    },
  };
}

/** A range by its ends and what is likely. */
export function range(low: number, likely: number, high: number): Range {
  return { low, likely, high };
}
