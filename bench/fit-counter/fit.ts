import { HASH_BITS, HASHES, NUMBERS, openPieces } from '../../lib/domain/token-pieces.ts';

/** A text, its exact count, and how much its relative error counts; 0: it is not fitted to. */
export interface Sample {
  readonly text: string;
  readonly tokens: number;
  readonly weight: number;
}

/** What the hashed features may be worth: a step, tokens, times the square of a whole number up to `max`. */
export interface Levels {
  readonly max: number;
  readonly step: number;
}

/** The texts as sums of pieces, and pieces as sums of features: rows of two sparse matrices. */
interface Pieces {
  readonly rows: Sparse;
  readonly features: Sparse;
  readonly tokensMin: Float64Array;
}

interface Sparse {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly amounts: Float32Array;
}

const FEATURES = HASHES + 2 ** HASH_BITS;
/** Errors beyond this count in proportion, not squared: texts that no table of this size can know should not bend it. */
const ERROR_USUAL = 0.08;
const RIDGE_OF_HASHES = 0.02;
const RIDGE = 0.0005;
/** From this share of the rounds on the weights used are those that can be written down. */
const ROUNDED_FROM = 0.4;

/**
 * The price of each feature in tokens that makes the counts of the samples least wrong: Adam on the logarithm of
 * the ratio with a ridge, the hashed features in steps of `levels`.
 */
export function fitPrices(samples: readonly Sample[], rounds: number, levels: Levels): Float64Array {
  const pieces = readPieces(samples);
  const weights = startWeights();
  const used = new Float64Array(FEATURES);
  const prices = new Float64Array(pieces.tokensMin.length);
  const slopes = new Float64Array(FEATURES);
  const mean = new Float64Array(FEATURES);
  const square = new Float64Array(FEATURES);
  for (let round = 1; round <= rounds; round++) {
    roundWeights(weights, used, round > rounds * ROUNDED_FROM ? levels : null);
    const loss = findSlopes(samples, pieces, { used, prices, slopes });
    const left = (rounds - round) / rounds;
    const rate = 0.03 * Math.min(1, Math.max(0.02, left / 0.4));
    for (let at = 0; at < FEATURES; at++) {
      if (at === NUMBERS) continue;
      const slope = (slopes[at] ?? 0) + (at < HASHES ? RIDGE : RIDGE_OF_HASHES) * (weights[at] ?? 0);
      mean[at] = 0.9 * (mean[at] ?? 0) + 0.1 * slope;
      square[at] = 0.99 * (square[at] ?? 0) + 0.01 * slope ** 2;
      const size = Math.sqrt((square[at] ?? 0) / (1 - 0.99 ** round)) + 1e-9;
      weights[at] = (weights[at] ?? 0) - (rate * ((mean[at] ?? 0) / (1 - 0.9 ** round))) / size;
    }
    if (round % 50 === 0) process.stderr.write(`round ${round}: ${(loss * 100).toFixed(2)} %\n`);
  }
  roundWeights(weights, used, levels);
  return used;
}

/** Nothing but a number is known before: it is its tokens. */
function startWeights(): Float64Array {
  return new Float64Array(FEATURES).map((_none, at) => (at === NUMBERS ? 1 : at < HASHES ? 0.3 : 0));
}

function roundWeights(weights: Float64Array, into: Float64Array, levels: Levels | null): void {
  for (let at = 0; at < FEATURES; at++) {
    const weight = weights[at] ?? 0;
    if (levels === null) into[at] = weight;
    else if (at < HASHES) into[at] = Math.round(weight * 100) / 100;
    else into[at] = nearest(weight, levels);
  }
}

/** Between two squares, the nearer one. */
function nearest(weight: number, { max, step }: Levels): number {
  const root = Math.sqrt(Math.abs(weight) / step);
  const below = Math.floor(root);
  const level = Math.min(max, root ** 2 - below ** 2 < (below + 1) ** 2 - root ** 2 ? below : below + 1);
  return Math.sign(weight) * level ** 2 * step;
}

/** Sets how the loss changes with each weight; returns the root of the mean squared relative error. */
function findSlopes(
  samples: readonly Sample[],
  { rows, features, tokensMin }: Pieces,
  { used, prices, slopes }: Record<'used' | 'prices' | 'slopes', Float64Array>,
): number {
  const raw = prices.map((_none, piece) => dot(features, piece, used));
  for (let piece = 0; piece < prices.length; piece++) {
    prices[piece] = Math.max(tokensMin[piece] ?? 0, raw[piece] ?? 0);
  }
  const bySlope = new Float64Array(prices.length);
  let loss = 0;
  let total = 0;
  for (const [row, { tokens, weight }] of samples.entries()) {
    if (weight === 0) continue;
    const likely = Math.max(dot(rows, row, prices), tokens / 10);
    // Of the logarithm: what is half of the truth is as wrong as what is twice of it.
    const error = Math.log(likely / tokens);
    total += weight;
    loss += weight * error ** 2;
    addScaled(rows, row, bySlope, (weight * error) / Math.sqrt(1 + (error / ERROR_USUAL) ** 2) / likely);
  }
  slopes.fill(0);
  for (let piece = 0; piece < prices.length; piece++) {
    let slope = ((bySlope[piece] ?? 0) * 2000) / total;
    // A piece that is at its least can only become dearer.
    if ((raw[piece] ?? 0) < (tokensMin[piece] ?? 0)) slope = 0.3 * Math.min(0, slope);
    if (slope !== 0) addScaled(features, piece, slopes, slope);
  }
  return Math.sqrt(loss / total);
}

function dot({ starts, columns, amounts }: Sparse, row: number, values: Float64Array): number {
  let sum = 0;
  const end = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < end; at++) sum += (amounts[at] ?? 0) * (values[columns[at] ?? 0] ?? 0);
  return sum;
}

function addScaled({ starts, columns, amounts }: Sparse, row: number, into: Float64Array, scale: number): void {
  const end = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < end; at++) {
    const column = columns[at] ?? 0;
    into[column] = (into[column] ?? 0) + scale * (amounts[at] ?? 0);
  }
}

function readPieces(samples: readonly Sample[]): Pieces {
  const rows = openSparse();
  const features = openSparse();
  const known = new Map<number, number>();
  const tokensMin: number[] = [];
  for (const { text } of samples) {
    const counts = new Map<number, number>();
    let piece: [number, number][] = [];
    const splitter = openPieces({
      add: (feature, amount) => {
        if (amount !== 0) piece.push([feature, amount]);
      },
      end: (_kind, min) => {
        const key = keyOf(piece, min);
        let id = known.get(key);
        if (id === undefined) {
          id = known.size;
          known.set(key, id);
          features.add(piece);
          tokensMin.push(min);
        }
        counts.set(id, (counts.get(id) ?? 0) + 1);
        piece = [];
      },
    });
    splitter.push(text);
    splitter.cut();
    rows.add(counts);
  }
  return { rows: rows.end(), features: features.end(), tokensMin: Float64Array.from(tokensMin) };
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

function openSparse() {
  const starts = [0];
  const columns: number[] = [];
  const amounts: number[] = [];
  return {
    add(cells: Iterable<readonly [number, number]>): void {
      for (const [column, amount] of cells) {
        columns.push(column);
        amounts.push(amount);
      }
      starts.push(columns.length);
    },
    end: (): Sparse => ({
      starts: Int32Array.from(starts),
      columns: Int32Array.from(columns),
      amounts: Float32Array.from(amounts),
    }),
  };
}
