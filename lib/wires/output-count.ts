import type { Count } from '../domain/call.ts';
import { openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';

/** Texts that may come interleaved (several answers, reasoning beside content); further ones share a counter. */
const COUNTERS_MAX = 64;

/** Counts texts of an answer that come in pieces and side by side; keeps none of them. */
export interface OutputCount {
  /** The next piece of the text that is called `channel`; `kind`: what it is, if not the answer itself. */
  readonly add: (channel: string, text: string, kind?: 'thought' | 'call') => void;
  readonly total: () => Count;
  /** How much of it is thoughts, likely tokens, and whether any of it calls a tool. */
  readonly beside: () => { readonly shown: number; readonly hasCalls: boolean };
}

/** Starts counting one answer. */
export function openOutputCount(): OutputCount {
  const counters = new Map<string, TokenCounter>();
  const thoughts = new Set<TokenCounter>();
  let hasCalls = false;
  const sum = (all: Iterable<TokenCounter>): Count => {
    let total = NO_TOKENS;
    for (const counter of all) total = addCounts(total, counter.total());
    return total;
  };
  return {
    add(channel, text, kind) {
      if (text === '') return;
      const key = counters.has(channel) || counters.size < COUNTERS_MAX ? channel : '';
      const counter = counters.get(key) ?? openTokenCounter();
      counters.set(key, counter);
      counter.push(text);
      if (kind === 'thought') thoughts.add(counter);
      hasCalls ||= kind === 'call';
    },
    total: () => sum(counters.values()),
    beside: () => ({ shown: sum(thoughts).likely, hasCalls }),
  };
}

/** A text of an answer, or nothing. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
