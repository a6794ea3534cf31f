import type { Count } from './call.ts';
import { LETTERS, LINES, NUMBERS, openPieces, PAIRS, SCRIPTS, SIGNS } from './token-pieces.ts';

/** Counts one text that comes in pieces; where it is cut into pieces makes no difference. */
export interface TokenCounter {
  readonly push: (text: string) => void;
  /** Ends one text: what is pushed next is counted as another. */
  readonly cut: () => void;
  /** The count so far. Ends the text, as `cut` does. */
  readonly total: () => Count;
}

/** Starts a count of o200k_base tokens; see {@link countTokens}. */
export function openTokenCounter(): TokenCounter {
  let likely = 0;
  const pieces = openPieces((feature, amount) => {
    likely += amount * priceOf(feature);
  });
  return {
    ...pieces,
    total() {
      pieces.cut();
      const slack = 2 + likely * 0.2;
      return toCount(likely - slack, likely, likely + slack);
    },
  };
}

/** Counts the o200k_base tokens of `text` without a vocabulary. */
export function countTokens(text: string): Count {
  const counter = openTokenCounter();
  counter.push(text);
  return counter.total();
}

/** The sum of two counts. */
export function addCounts(a: Count, b: Count): Count {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

function toCount(low: number, likely: number, high: number): Count {
  return { low: Math.max(0, Math.floor(low)), likely: Math.round(likely), high: Math.ceil(high) };
}

function priceOf(feature: number): number {
  if (feature < LETTERS) return 1;
  if (feature >= PAIRS) return 0;
  if (feature >= SCRIPTS) return (feature - SCRIPTS) % 2 === 0 ? 0.6 : 0.3;
  if (feature < SIGNS) return feature === LETTERS + 4 ? 0.12 : 0;
  return feature <= SIGNS + 1 || feature >= LINES || feature === NUMBERS ? 1 : 0.3;
}
