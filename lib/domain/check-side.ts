import type { CountedSide } from './counted.ts';
import type { TokenRatio } from './vocabulary.ts';

/** What counting alone explains of what was billed, for one side (input or output) of one account's calls of one model. */
export type SideCheck =
  | { readonly kind: 'few'; readonly calls: number; readonly needs: number }
  | ({ readonly kind: 'usual' | 'more' | 'less' } & SideFigures);

/** All but the counts are logarithms of billed by counted, so that twice as much and half as much are as far away. */
export interface SideFigures {
  readonly calls: number;
  /** The median call. */
  readonly middle: number;
  /** What counting alone leads to, about 99 of 100 times. */
  readonly low: number;
  readonly high: number;
  /** How far the median may be off because there are only so many calls: one standard error. */
  readonly error: number;
  /** How far because the template around a text is not known exactly: at the median size of a text. */
  readonly frame: number;
  /** Tokens that come on top of each call, where that explains what the calls have beyond counting; null: it does not. */
  readonly eachMore: number | null;
  /** Calls billed far above the others, and how many of them are usual; null: no more than usual. */
  readonly spikes: { readonly calls: number; readonly usual: number } | null;
}

/** Below so many calls nothing is said. */
const CALLS_MIN = 10;
/** Nor is more asked for than so many. */
const CALLS_NEEDED_MAX = 200;
/** Texts below so many tokens are mostly template, and left out. */
const TOKENS_MIN = 24;
/** 99 of 100, on both sides. */
const Z = 2.58;
/** The median of a normal sample scatters by so much more than its mean. */
const MEDIAN_ERROR = 1.2533;
/** Half of the normal distribution lies within 1 / 1.4826 standard deviations. */
const MAD_TO_SIGMA = 1.4826;
/** Our count beside o200k_base: the median of a kind of text is off by -6 to +5 % (`npm run bench -- relay-check`). */
const COUNTER_OFF = Math.log(1.08);
/** So much single texts scatter at the least. */
const SIGMA_MIN = 0.05;
/** As long as chance alone moves the median by more than this, there are too few calls. */
const ERROR_MAX = 0.1;

/** What is so far beyond the interval needs no more calls, however much they scatter. */
const CLEARLY = 1.3;

/**
 * Holds what was billed against what was counted, tokens of o200k_base. `ratio`: what the model counts by. `frameTokens`: by how
 * many the template of a call may be off.
 */
export function checkSide(sides: readonly CountedSide[], ratio: TokenRatio, frameTokens: number): SideCheck {
  const fitting = sides.filter(({ billed, counted }) => counted >= TOKENS_MIN && billed > 0);
  const plain = checkLogs(fitting, { ratio, frameTokens, eachMore: 0 });
  if (plain.kind === 'usual' || plain.kind === 'less') return plain;
  const eachMore = findEachMore(fitting);
  if (eachMore === null) return plain;
  // Without what comes on top of each call, counting explains the rest.
  const rest = checkLogs(fitting, { ratio, frameTokens, eachMore });
  if (rest.kind !== 'usual') return plain;
  const middle = medianOf(logsOf(fitting, ratio, 0));
  return middle > rest.high ? { ...rest, kind: 'more', middle, eachMore } : plain;
}

interface Given {
  readonly ratio: TokenRatio;
  readonly frameTokens: number;
  readonly eachMore: number;
}

function checkLogs(fitting: readonly CountedSide[], { ratio, frameTokens, eachMore }: Given): SideCheck {
  const logs = logsOf(fitting, ratio, eachMore);
  const middle = medianOf(logs);
  const sigma = Math.max(SIGMA_MIN, scatterOf(logs));
  const calls = fitting.length;
  const error = Math.max((MEDIAN_ERROR * sigma) / Math.sqrt(Math.max(1, calls)), errorByOrder(logs));
  const needs = Math.ceil(calls * ((Z * error) / ERROR_MAX) ** 2);
  const enough = Math.min(CALLS_NEEDED_MAX, Math.max(CALLS_MIN, needs));
  const frame = Math.log(1 + frameTokens / Math.max(1, medianOf(fitting.map(({ counted }) => counted))));
  const low = -spread(Math.log(ratio.likely / ratio.low), error, frame);
  const high = spread(Math.log(ratio.high / ratio.likely), error, frame);
  const isClear = calls >= CALLS_MIN && (middle > high * CLEARLY || middle < low * CLEARLY);
  if (calls < enough && !isClear) return { kind: 'few', calls, needs: enough };
  const kind = middle > high ? 'more' : middle < low ? 'less' : 'usual';
  const isFar = Math.max(4 * sigma, Math.log(1.3), Math.log(ratio.high / ratio.low) + 0.1);
  const spikes = readSpikes(logs.filter((log) => log - middle > isFar).length, calls);
  return { kind, calls, middle, low, high, error, frame, eachMore: null, spikes };
}

function logsOf(sides: readonly CountedSide[], ratio: TokenRatio, eachMore: number): readonly number[] {
  return sides.map(({ billed, counted }) => Math.log(Math.max(1, billed - eachMore) / (counted * ratio.likely)));
}

/** The same error without any idea of how calls scatter (two kinds of them, say): from those that stand around the median. */
function errorByOrder(logs: readonly number[]): number {
  const sorted = logs.toSorted((a, b) => a - b);
  const reach = (Z * Math.sqrt(sorted.length)) / 2;
  const at = (place: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, place))] ?? 0;
  const [low, high] = [Math.floor(sorted.length / 2 - reach), Math.ceil(sorted.length / 2 + reach) - 1];
  return (at(high) - at(low)) / (2 * Z);
}

/** A standard deviation that a few wild calls do not move. */
function scatterOf(logs: readonly number[]): number {
  const middle = medianOf(logs);
  return MAD_TO_SIGMA * medianOf(logs.map((log) => Math.abs(log - middle)));
}

/** What does not shrink with more calls, and what does: they are independent of each other. */
function spread(vocabulary: number, error: number, frame: number): number {
  return Math.hypot(vocabulary, COUNTER_OFF, Z * error) + frame;
}

/** How one account's calls stand to those of others with the same model, whose vocabulary cancels. */
export interface BesideCheck {
  readonly kind: 'usual' | 'more' | 'less';
  readonly others: number;
  /** Logarithms, as {@link SideFigures}. */
  readonly difference: number;
  readonly reach: number;
}

/** At the least two accounts differ by what is written through them: for a vocabulary like ours, our counter's error. */
const MIX_MIN = 0.07;
/** For others that share of how far their kinds of text lie apart. */
const MIX_SHARE = 0.35;

/** Compares one account with the median of others; null: there is none, or one of them has too few calls. */
export function checkBeside(own: SideCheck, others: readonly SideCheck[], ratio: TokenRatio): BesideCheck | null {
  const known = others.filter((other) => other.kind !== 'few');
  if (own.kind === 'few' || known.length === 0) return null;
  const middle = medianOf(known.map((other) => other.middle));
  const error = medianOf(known.map((other) => other.error));
  const frame = Math.max(own.frame, ...known.map((other) => other.frame));
  const mix = Math.max(MIX_MIN, MIX_SHARE * Math.log(ratio.high / ratio.low));
  const reach = Math.hypot(mix, Z * own.error, Z * error) + frame;
  const difference = own.middle - middle;
  const kind = difference > reach ? 'more' : difference < -reach ? 'less' : 'usual';
  return { kind, others: known.length, difference, reach };
}

/** Sizes that are tried. */
const EACH_MORE_STEPS = 48;
/** What is less is what templates differ by, tokens. */
const EACH_MORE_MIN = 24;
/** The ratios must lie so much closer together without it. */
const CLOSER = 0.5;

/**
 * The same tokens on top of each call, as a prompt of the relay's own would be: what has to be taken off so that billed by
 * counted is as alike as can be. Null: nothing makes it much more alike.
 */
function findEachMore(sides: readonly CountedSide[]): number | null {
  const even = { low: 1, likely: 1, high: 1 };
  const most = sides.reduce((least, { billed }) => Math.min(least, billed), Number.POSITIVE_INFINITY);
  if (sides.length < CALLS_MIN || most < EACH_MORE_MIN) return null;
  const tried = Array.from({ length: EACH_MORE_STEPS }, (_, step) => (most * step) / EACH_MORE_STEPS).map((tokens) => ({
    tokens,
    scatter: scatterOf(logsOf(sides, even, tokens)),
  }));
  const [none] = tried;
  const best = tried.reduce((closest, one) => (one.scatter < closest.scatter ? one : closest));
  const isCloser = best.scatter < (none?.scatter ?? 0) * CLOSER;
  return isCloser && best.tokens >= EACH_MORE_MIN ? Math.round(best.tokens) : null;
}

/** Of honest calls so many are far above the others: texts of another kind, a cut that was counted in part. */
const SPIKE_SHARE = 0.02;
const SPIKE_CALLS_MIN = 20;

function readSpikes(found: number, calls: number): SideFigures['spikes'] {
  const mean = calls * SPIKE_SHARE;
  const usual = Math.floor(mean + 3 * Math.sqrt(mean * (1 - SPIKE_SHARE)) + 1);
  return calls >= SPIKE_CALLS_MIN && found > usual ? { calls: found, usual } : null;
}

/** The middle one, or the mean of the two in the middle; 0 of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [below = 0, above = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (below + above) / 2;
}
