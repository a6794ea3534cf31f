import type { Count } from './call.ts';
import { KANA, LETTERS, NUMBERS, openPieces, PAIRS, SCRIPTS, SIGNS } from './token-pieces.ts';
import { PAIR_PRICES, PRICES } from './token-prices.ts';

/** Counts texts that come in pieces; where they are cut into pieces makes no difference. */
export interface TokenCounter {
  readonly push: (text: string) => void;
  /** Ends one text: what is pushed next does not continue its last word. */
  readonly cut: () => void;
  /** The count so far. Ends the text, as `cut` does. */
  readonly total: () => Count;
}

/** Exactly nothing. */
export const NO_TOKENS: Count = { low: 0, likely: 0, high: 0 };

/** Hundredths of a token by feature. */
const TABLE = [...PRICES, ...[...PAIR_PRICES].map((step) => (step.charCodeAt(0) - 65) * 4)];
/** By which share a whole text of one kind may be off; by feature. Words are surest, signs and rarer scripts vary most. */
const WORDS_SLACK = 0.14;
const SLACKS = TABLE.map((_price, feature) => slackOf(feature));

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
  let isEmpty = true;
  let words = 0;
  // Hundredths of a token.
  let wordsPrice = 0;
  let restPrice = 0;
  let restSlack = 0;
  const pieces = openPieces((feature, amount) => {
    const price = (TABLE[feature] ?? 0) * amount;
    isEmpty = false;
    if (feature < LETTERS) words += amount;
    if (feature < SIGNS || feature >= PAIRS) wordsPrice += price;
    else {
      restPrice += price;
      restSlack += price * (SLACKS[feature] ?? 0);
    }
  });
  return {
    ...pieces,
    total() {
      pieces.cut();
      // A word is at least one token, however common its letters.
      const inWords = Math.max(words, wordsPrice / 100);
      return isEmpty ? NO_TOKENS : toCount(inWords + restPrice / 100, inWords * WORDS_SLACK + restSlack / 100);
    },
  };
}

/** The sum of two counts. */
export function addCounts(a: Count, b: Count): Count {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

function slackOf(feature: number): number {
  if (feature <= NUMBERS) return feature < NUMBERS ? 0.25 : 0;
  // An accented letter adds little, or a whole token.
  if (feature < SCRIPTS + 2) return 1;
  return feature < KANA ? 0.3 : 0.2;
}

/** Short texts are off by a few tokens, whatever they are; a text of anything has at least one. */
function toCount(tokens: number, share: number): Count {
  const likely = Math.max(1, Math.round(tokens));
  const slack = 2 + Math.max(0, share) + Math.sqrt(likely) / 2;
  return { low: Math.max(1, Math.floor(likely - slack)), likely, high: Math.ceil(likely + slack) };
}
