import type { Count } from './call.ts';
import { countOf, NO_TOKENS } from './counts.ts';
import { NO_KINDS, type TextKinds } from './text-kinds.ts';
import { openPieces } from './token-pieces.ts';
import { CHAIN_PRICES, PLAIN_PRICES, WHOLE_PRICES } from './token-prices.ts';

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

/** Tokens by feature. */
const PRICES = Float64Array.from([
  ...PLAIN_PRICES.map((hundredths) => hundredths / 100),
  ...unpack(CHAIN_PRICES, 4, 0.03),
  ...unpack(WHOLE_PRICES, 3, 0.06),
]);

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

/** Two a character: levels from `-max` to `max`, each squared, times `step` tokens. */
function unpack(packed: string, max: number, step: number): number[] {
  const levels = 2 * max + 1;
  return [...packed].flatMap((character) => {
    const code = character.charCodeAt(0) - 40;
    return [Math.floor(code / levels) - max, (code % levels) - max].map((level) => level * Math.abs(level) * step);
  });
}
