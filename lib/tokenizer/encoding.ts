import { openMerger } from './merge.ts';
import { openPieceBytes } from './piece-bytes.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Counts and encodes texts as one vocabulary does. Spellings of special tokens are counted as the text they are. */
export interface Encoding {
  /** How many tokens a text is. Half of a surrogate pair counts as U+FFFD. */
  readonly count: (text: string) => number;
  readonly encode: (text: string) => number[];
  /** The bytes of tokens, UTF-8 where they are whole characters. Throws a RangeError for a number that no token has. */
  readonly decode: (tokens: Iterable<number>) => Uint8Array;
}

/** Where the piece ends that begins at `start`. */
export type EndOfPiece = (text: string, start: number) => number;

/**
 * A piece without a blank, a sign or a change of script in so many characters is merged in parts of that many, so that
 * memory is bounded (100 MB); each cut can be a token off. Text that people or programs write has none.
 */
export const PIECE_CHARACTERS_MAX = 2 ** 20;

/** Counts of pieces that are several tokens, so that words that return are merged once. */
const CACHED_PIECES_MAX = 20_000;
const CACHED_CHARACTERS_MAX = 40;

/** Opens an encoding of a vocabulary and the splitter that belongs to it. */
export function openEncoding(vocabulary: Vocabulary, endOfPiece: EndOfPiece): Encoding {
  const piece = openPieceBytes(vocabulary);
  const merger = openMerger(piece);
  const cache = openCache();

  function countPiece(text: string, start: number, end: number): number {
    if (end - start > CACHED_CHARACTERS_MAX) return countMerged(text, start, end);
    if (vocabulary.findAscii(text, start, end) >= 0) return 1;
    const key = text.slice(start, end);
    return cache.get(key) ?? cache.set(key, countMerged(text, start, end));
  }

  function countMerged(text: string, start: number, end: number): number {
    const length = piece.take(text, start, end);
    return piece.find(0, length) >= 0 ? 1 : merger.merge(length);
  }

  return {
    count(text) {
      let tokens = 0;
      for (let start = 0, end = 0; start < text.length; start = end) {
        end = endOfPart(text, start, endOfPiece);
        tokens += countPiece(text, start, end);
      }
      return tokens;
    },
    encode(text) {
      const tokens: number[] = [];
      for (let start = 0, end = 0; start < text.length; start = end) {
        end = endOfPart(text, start, endOfPiece);
        const length = piece.take(text, start, end);
        const whole = piece.find(0, length);
        if (whole >= 0) tokens.push(whole);
        else {
          merger.merge(length);
          const starts = [...merger.starts(), length];
          for (let at = 1; at < starts.length; at++) tokens.push(piece.find(starts[at - 1] ?? 0, starts[at] ?? 0));
        }
      }
      return tokens;
    },
    decode: (tokens) => join([...tokens].map((token) => vocabulary.bytesOf(token))),
  };
}

function endOfPart(text: string, start: number, endOfPiece: EndOfPiece): number {
  const end = endOfPiece(text, start);
  return end - start > PIECE_CHARACTERS_MAX ? start + PIECE_CHARACTERS_MAX : end;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface Cache {
  readonly get: (key: string) => number | undefined;
  /** Returns the value. */
  readonly set: (key: string, value: number) => number;
}

/** Two halves: when the young one is full it becomes the old one, so that what is used stays. */
function openCache(): Cache {
  let young = new Map<string, number>();
  let old = new Map<string, number>();

  function set(key: string, value: number): number {
    young.set(key, value);
    if (young.size >= CACHED_PIECES_MAX) {
      old = young;
      young = new Map();
    }
    return value;
  }

  return {
    set,
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      const value = old.get(key);
      return value === undefined ? undefined : set(key, value);
    },
  };
}
