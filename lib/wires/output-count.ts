import type { Count } from '../domain/call.ts';
import { addCounts, NO_TOKENS, openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';

/** Texts that may come interleaved (several answers, reasoning beside content); further ones share a counter. */
const COUNTERS_MAX = 64;

/** Counts texts of an answer that come in pieces and side by side; keeps none of them. */
export interface OutputCount {
  /** The next piece of the text that is called `channel`. */
  readonly add: (channel: string, text: string) => void;
  readonly total: () => Count;
}

/** Starts counting one answer. */
export function openOutputCount(): OutputCount {
  const counters = new Map<string, TokenCounter>();
  return {
    add(channel, text) {
      if (text === '') return;
      const key = counters.has(channel) || counters.size < COUNTERS_MAX ? channel : '';
      const counter = counters.get(key) ?? openTokenCounter();
      counters.set(key, counter);
      counter.push(text);
    },
    total: () => [...counters.values()].map((counter) => counter.total()).reduce(addCounts, NO_TOKENS),
  };
}

/** A text of an answer, or nothing. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
