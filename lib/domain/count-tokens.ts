import type { Count } from './call.ts';
import { NUMBERS, openPieces, PAIRS, SCRIPTS, SIGNS } from './token-pieces.ts';
import { PAIR_PRICES, PRICES } from './token-prices.ts';

/** Counts one text that comes in pieces; where it is cut into pieces makes no difference. */
export interface TokenCounter {
  readonly push: (text: string) => void;
  /** Ends one text: what is pushed next does not continue its last word. */
  readonly cut: () => void;
  /** The count so far. Ends the text, as `cut` does. */
  readonly total: () => Count;
}

/**
 * Counts the o200k_base tokens of `text` without a vocabulary, in one pass. `low` to `high` holds the true count for
 * more than 99 of 100 texts as people and programs write them; text made to be hard (random words, rare characters
 * in a row) can be outside.
 */
export function countTokens(text: string): Count {
  const counter = openTokenCounter();
  counter.push(text);
  return counter.total();
}

/** Starts a count; see {@link countTokens}. */
export function openTokenCounter(): TokenCounter {
  let likely = 0;
  let slack = 0;
  const pieces = openPieces((feature, amount) => {
    const price = feature < PAIRS ? (PRICES[feature] ?? 0) / 100 : (PAIR_PRICES.charCodeAt(feature - PAIRS) - 52) / 5;
    likely += price * amount;
    slack += price * amount * slackOf(feature);
  });
  return {
    ...pieces,
    total() {
      pieces.cut();
      return likely === 0 ? NO_TOKENS : toCount(likely, 2 + slack + Math.sqrt(Math.max(0, likely)) / 2);
    },
  };
}

/** The sum of two counts. */
export function addCounts(a: Count, b: Count): Count {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

/** Exactly nothing. */
export const NO_TOKENS: Count = { low: 0, likely: 0, high: 0 };

/** How far a feature's price may be off for a whole text of one kind, as a share: prose is surest, signs vary most. */
function slackOf(feature: number): number {
  if (feature >= PAIRS || feature < SIGNS) return 0.12;
  if (feature < NUMBERS) return 0.25;
  if (feature === NUMBERS) return 0;
  // An accented letter adds little on average, and a whole token in some languages.
  if (feature < SCRIPTS + 2) return 1;
  return feature < KANA_AND_ON ? 0.3 : 0.2;
}

const KANA_AND_ON = SCRIPTS + 24;

/** A text of anything has at least one token. */
function toCount(likely: number, slack: number): Count {
  const count = Math.max(1, Math.round(likely));
  return {
    low: Math.max(1, Math.floor(likely - slack)),
    likely: count,
    high: Math.max(count, Math.ceil(likely + slack)),
  };
}
