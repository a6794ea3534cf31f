import type { Count } from './call.ts';
import { NO_KINDS, type TextKinds } from './text-kinds.ts';
import { openPieces } from './token-pieces.ts';
import { HASH_PRICES, PLAIN_PRICES } from './token-prices.ts';

/** Counts texts that come in pieces; where they are cut into pieces makes no difference. */
export interface TokenCounter {
  readonly push: (text: string) => void;
  /** Ends one text: what is pushed next does not continue its last word. */
  readonly cut: () => void;
  /** The count so far. Ends the text, as `cut` does. */
  readonly total: () => Count;
  /** It counts by a vocabulary. Absent: without one. */
  readonly isExact?: true;
  /** `total().likely` by kind of text. Absent: it does not tell them apart. */
  readonly kinds?: () => readonly number[];
}

/** One that has no vocabulary, and tells what the tokens are made of. */
export interface KindsCounter extends TokenCounter {
  /** About the likely count so far, by kind of text. Ends the text, as `cut` does. */
  readonly kinds: () => TextKinds;
}

/** Opens a count for what a model is sent; null: the request names none. */
export type OpenCounter = (model: string | null) => TokenCounter;

/** Exactly nothing. */
export const NO_TOKENS: Count = { low: 0, likely: 0, high: 0 };

/** Tokens by feature. */
const PRICES: readonly number[] = [
  ...PLAIN_PRICES.map((hundredths) => hundredths / 100),
  ...[...HASH_PRICES].flatMap(unpack),
];
/** By which share a whole text of one kind may be off. Words are surest; signs, blanks and rarer scripts vary most. */
const SLACKS: TextKinds = [0.14, 0.02, 0.25, 0.25, 0.18, 0.3];

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
export function openTokenCounter(): KindsCounter {
  const kinds = [...NO_KINDS];
  let isEmpty = true;
  // Of the piece that has not ended.
  let price = 0;
  const pieces = openPieces({
    add(feature, amount) {
      price += (PRICES[feature] ?? 0) * amount;
    },
    end(kind, tokensMin) {
      kinds[kind] = (kinds[kind] ?? 0) + Math.max(tokensMin, price);
      price = 0;
      isEmpty = false;
    },
  });
  return {
    ...pieces,
    total() {
      pieces.cut();
      return isEmpty ? NO_TOKENS : countOf(kinds);
    },
    kinds() {
      pieces.cut();
      return [...kinds];
    },
  };
}

/** The sum of two counts. */
export function addCounts(a: Count, b: Count): Count {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

/**
 * The count of a text of so many likely tokens of each kind. Short texts are off by a few tokens, whatever they are; a text of
 * anything has at least one.
 */
export function countOf(kinds: TextKinds): Count {
  const tokens = kinds.reduce((sum, one) => sum + one, 0);
  const likely = Math.max(1, Math.round(tokens));
  const slack = 2 + kinds.reduce((sum, one, kind) => sum + one * (SLACKS[kind] ?? 0), 0) + Math.sqrt(likely) / 2;
  return { low: Math.max(1, Math.floor(likely - slack)), likely, high: Math.ceil(likely + slack) };
}

/** Two of 9 levels a character; each stands for its distance from the middle one, squared, times 0.03. */
function unpack(character: string): number[] {
  const code = character.charCodeAt(0) - 40;
  return [Math.floor(code / 9) - 4, (code % 9) - 4].map((level) => level * Math.abs(level) * 0.03);
}
