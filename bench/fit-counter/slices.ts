import { openPieces } from '../../lib/domain/token-pieces.ts';
import type { Encoding } from '../../lib/tokenizer/encoding.ts';
import { openRandom } from '../../test/forecast/random.ts';
import type { FitText } from './texts.ts';

/** Part of a text: which pieces it is made of, how many of each, and its exact count. */
export interface Slice {
  readonly kind: string;
  readonly source: string;
  readonly isHeldOut: boolean;
  readonly characters: number;
  readonly tokens: number;
  /** Places in {@link Pieces}, and how often each is in it. */
  readonly pieces: Int32Array;
  readonly times: Float32Array;
}

/** All pieces that differ in their features: a sparse matrix, and what is known of each. */
export interface Pieces {
  /** Where the features of each piece start in `features` and `amounts`; one more than there are pieces. */
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly amounts: Float32Array;
  /** The fewest tokens it may be said to have. */
  readonly tokensMin: Float32Array;
  /** Tokens that begin in it, the mean over the slices that are fitted to. */
  readonly tokens: Float32Array;
}

const SLICE_MIN = 200;
const SLICE_MAX = 20_000;

/** Cuts texts into slices of random length (log-uniform), these into pieces, and gives each piece the tokens that begin in it. */
export function readSlices(
  texts: readonly FitText[],
  exact: Encoding,
): { readonly slices: readonly Slice[]; readonly pieces: Pieces } {
  const random = openRandom(5);
  const startsOf = openTokenStarts(exact);
  const table = openPieceTable();
  const slices = texts.flatMap(({ kind, source, text, isHeldOut }) => {
    const found: Slice[] = [];
    for (let at = 0; at < text.length - SLICE_MIN; ) {
      const length = Math.round(SLICE_MIN * (SLICE_MAX / SLICE_MIN) ** random.next());
      const slice = text.slice(at, at + length).toWellFormed();
      at += length;
      if (slice.length < SLICE_MIN) continue;
      const starts = startsOf(slice);
      const counts = table.count(slice, starts, !isHeldOut);
      found.push({
        ...{ kind, source, isHeldOut, characters: slice.length, tokens: starts.length },
        pieces: Int32Array.from(counts.keys()),
        times: Float32Array.from(counts.values()),
      });
    }
    return found;
  });
  return { slices, pieces: table.end() };
}

/** Where each token of a text begins, in code units; one that begins inside a character, behind it. */
function openTokenStarts(exact: Encoding): (text: string) => Int32Array {
  const lengths: number[] = [];
  const lengthOf = (token: number): number => {
    const known = lengths[token] ?? exact.decode([token]).length;
    lengths[token] = known;
    return known;
  };
  return (text) => {
    let byte = 0;
    let unit = 0;
    let unitByte = 0;
    return Int32Array.from(exact.encode(text), (token) => {
      while (unitByte < byte && unit < text.length) {
        const code = text.codePointAt(unit) ?? 0;
        unitByte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        unit += code < 0x10000 ? 1 : 2;
      }
      byte += lengthOf(token);
      return unit;
    });
  };
}

function openPieceTable() {
  const known = new Map<number, number>();
  const starts = [0];
  const features: number[] = [];
  const amounts: number[] = [];
  const tokensMin: number[] = [];
  const tokens: number[] = [];
  const seen: number[] = [];

  function idOf(piece: readonly (readonly [number, number])[], min: number): number {
    const key = keyOf(piece, min);
    const id = known.get(key) ?? known.size;
    if (id < known.size) return id;
    known.set(key, id);
    for (const [feature, amount] of piece) {
      features.push(feature);
      amounts.push(amount);
    }
    starts.push(features.length);
    tokensMin.push(min);
    tokens.push(0);
    seen.push(0);
    return id;
  }

  return {
    /** How often each piece is in `text`, whose tokens begin at `tokenStarts`; `isTaught`: what they are is learned from it. */
    count(text: string, tokenStarts: Int32Array, isTaught: boolean): ReadonlyMap<number, number> {
      const counts = new Map<number, number>();
      let piece: [number, number][] = [];
      let at = 0;
      let token = 0;
      const splitter = openPieces({
        add: (feature, amount) => {
          if (amount !== 0) piece.push([feature, amount]);
        },
        end: (_kind, min, kept) => {
          const id = idOf(piece, min);
          const before = token;
          while (token < tokenStarts.length && (tokenStarts[token] ?? 0) < at - kept) token += 1;
          if (isTaught) {
            tokens[id] = (tokens[id] ?? 0) + token - before;
            seen[id] = (seen[id] ?? 0) + 1;
          }
          counts.set(id, (counts.get(id) ?? 0) + 1);
          piece = [];
        },
      });
      for (; at < text.length; at++) splitter.push(text.charAt(at));
      splitter.cut();
      return counts;
    },
    end: (): Pieces => ({
      starts: Int32Array.from(starts),
      features: Int32Array.from(features),
      amounts: Float32Array.from(amounts),
      tokensMin: Float32Array.from(tokensMin),
      tokens: Float32Array.from(tokens, (sum, id) => sum / Math.max(1, seen[id] ?? 0)),
    }),
  };
}

/** The same for pieces of the same features. */
function keyOf(piece: readonly (readonly [number, number])[], tokensMin: number): number {
  let low = tokensMin;
  let high = piece.length;
  for (const [feature, amount] of piece) {
    low = Math.imul(low ^ feature, 0x85ebca6b) + amount;
    high = Math.imul(high + feature, 0x9e3779b1) ^ low;
  }
  return (low >>> 0) * 2 ** 20 + (high & 0xfffff);
}
