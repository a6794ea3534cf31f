import { CHAINS, FEATURES, NUMBERS, WHOLES } from '../../lib/domain/token-pieces.ts';
import type { Pieces, Slice } from './slices.ts';

/** A slice, and how much its relative error counts; all weights sum to 1. */
export interface Weighted {
  readonly slice: Slice;
  readonly weight: number;
}

/** What hashed features may be worth: a step, tokens, times the square of a whole number up to `max`. */
export interface Levels {
  readonly max: number;
  readonly step: number;
}

/** Errors beyond this count in proportion, not squared: texts that no table of this size can know should not bend it. */
const ERROR_USUAL = 0.1;
/**
 * How much the error of each piece for itself counts beside the error of the whole slice. A slice says one number, its pieces
 * say hundreds: without them the table would learn the slices by heart.
 */
const PIECES_SHARE = 10;
/** A piece that stands twice in a slice is wrong there twice, and mostly the same way. */
const TIMES_POWER = 1.5;
const RIDGE = 1e-8;
const RIDGE_OF_HASHES = 3e-7;
/** From this share of the rounds on the weights used are those that can be written down. */
const ROUNDED_FROM = 0.4;
const RATE = 0.03;

/**
 * The price of each feature in tokens that makes slices, and the pieces they are made of, least wrong: Adam with a ridge, the
 * hashed features in steps of `levels` (of chains of letters, of whole pieces).
 */
export function fitPrices(
  samples: readonly Weighted[],
  pieces: Pieces,
  { rounds, levels }: { readonly rounds: number; readonly levels: readonly [chains: Levels, wholes: Levels] },
): Float64Array {
  const importance = importanceOf(samples, pieces.tokens.length);
  const weights = new Float64Array(FEATURES).map((_none, at) => (at === NUMBERS ? 1 : at < CHAINS ? 0.3 : 0));
  const used = new Float64Array(FEATURES);
  const mean = new Float64Array(FEATURES);
  const square = new Float64Array(FEATURES);
  for (let round = 1; round <= rounds; round++) {
    roundWeights(weights, used, round > rounds * ROUNDED_FROM ? levels : null);
    const { slopes, loss } = findSlopes(samples, pieces, importance, used);
    const left = (rounds - round) / rounds;
    const rate = RATE * Math.min(1, Math.max(0.02, left / 0.7));
    for (let at = 0; at < FEATURES; at++) {
      // Nothing but a number is known before: it is its tokens.
      if (at === NUMBERS) continue;
      const slope = (slopes[at] ?? 0) + (at < CHAINS ? RIDGE : RIDGE_OF_HASHES) * (weights[at] ?? 0);
      mean[at] = 0.9 * (mean[at] ?? 0) + 0.1 * slope;
      square[at] = 0.99 * (square[at] ?? 0) + 0.01 * slope ** 2;
      const size = Math.sqrt((square[at] ?? 0) / (1 - 0.99 ** round)) + 1e-9;
      weights[at] = (weights[at] ?? 0) - (rate * ((mean[at] ?? 0) / (1 - 0.9 ** round))) / size;
    }
    if (round % 25 === 0) process.stderr.write(`round ${round}: ${(Math.sqrt(loss) * 100).toFixed(2)} %\n`);
  }
  roundWeights(weights, used, levels);
  return used;
}

/** Tokens of each piece at these prices. */
export function pricePieces(pieces: Pieces, prices: Float64Array): Float64Array {
  return rawPrices(pieces, prices).map((price, id) => Math.max(pieces.tokensMin[id] ?? 0, price));
}

/** Tokens of a slice, from those of its pieces. */
export function sumSlice({ pieces, times }: Slice, tokens: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < pieces.length; at++) sum += (times[at] ?? 0) * (tokens[pieces[at] ?? 0] ?? 0);
  return sum;
}

function importanceOf(samples: readonly Weighted[], count: number): Float64Array {
  const importance = new Float64Array(count);
  for (const { slice, weight } of samples) {
    for (const [at, id] of slice.pieces.entries()) {
      const times = (slice.times[at] ?? 0) ** TIMES_POWER;
      importance[id] = (importance[id] ?? 0) + (PIECES_SHARE * weight * times) / slice.tokens ** 2;
    }
  }
  return importance;
}

/** How the loss changes with each weight, and the mean squared relative error of slices. */
function findSlopes(
  samples: readonly Weighted[],
  pieces: Pieces,
  importance: Float64Array,
  used: Float64Array,
): { readonly slopes: Float64Array; readonly loss: number } {
  const raw = rawPrices(pieces, used);
  const prices = raw.map((price, id) => Math.max(pieces.tokensMin[id] ?? 0, price));
  const byPiece = prices.map((price, id) => 2 * (importance[id] ?? 0) * (price - (pieces.tokens[id] ?? 0)));
  let loss = 0;
  for (const { slice, weight } of samples) {
    // Of the logarithm: what is half of the truth is as wrong as what is twice of it.
    const error = Math.log(Math.max(sumSlice(slice, prices), slice.tokens / 10) / slice.tokens);
    loss += weight * error ** 2;
    const slope = (2 * weight * error) / Math.sqrt(1 + (error / ERROR_USUAL) ** 2) / slice.tokens;
    for (let at = 0; at < slice.pieces.length; at++) {
      const id = slice.pieces[at] ?? 0;
      byPiece[id] = (byPiece[id] ?? 0) + slope * (slice.times[at] ?? 0);
    }
  }
  const slopes = new Float64Array(FEATURES);
  for (let id = 0; id < raw.length; id++) {
    // A piece that is at its least can only become dearer.
    const isLeast = (raw[id] ?? 0) < (pieces.tokensMin[id] ?? 0);
    const slope = isLeast ? 0.3 * Math.min(0, byPiece[id] ?? 0) : (byPiece[id] ?? 0);
    if (slope === 0) continue;
    for (let at = pieces.starts[id] ?? 0; at < (pieces.starts[id + 1] ?? 0); at++) {
      const feature = pieces.features[at] ?? 0;
      slopes[feature] = (slopes[feature] ?? 0) + slope * (pieces.amounts[at] ?? 0);
    }
  }
  return { slopes, loss };
}

function rawPrices({ starts, features, amounts, tokens }: Pieces, prices: Float64Array): Float64Array {
  const raw = new Float64Array(tokens.length);
  for (let id = 0; id < raw.length; id++) {
    let sum = 0;
    const end = starts[id + 1] ?? 0;
    for (let at = starts[id] ?? 0; at < end; at++) sum += (amounts[at] ?? 0) * (prices[features[at] ?? 0] ?? 0);
    raw[id] = sum;
  }
  return raw;
}

function roundWeights(weights: Float64Array, into: Float64Array, levels: readonly [Levels, Levels] | null): void {
  for (let at = 0; at < FEATURES; at++) {
    const weight = weights[at] ?? 0;
    if (levels === null) into[at] = weight;
    else if (at < CHAINS) into[at] = Math.round(weight * 100) / 100;
    else into[at] = nearest(weight, at < WHOLES ? levels[0] : levels[1]);
  }
}

/** Between two squares, the nearer one. */
function nearest(weight: number, { max, step }: Levels): number {
  const root = Math.sqrt(Math.abs(weight) / step);
  const below = Math.floor(root);
  const level = Math.min(max, root ** 2 - below ** 2 < (below + 1) ** 2 - root ** 2 ? below : below + 1);
  return Math.sign(weight) * level ** 2 * step;
}
