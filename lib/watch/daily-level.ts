import { EXPOSURE_MIN, type GuessesAt, LEVEL_MIN, openLevels } from './level-stretches.ts';
import { chanceOf, expectOf, type LevelGuess, normalQuantile } from './spread-of-spend.ts';

/** What days of use tell of the days to come. */
export interface DailyLevel {
  readonly guesses: readonly LevelGuess[];
  /** What past forecasts were off, in standard deviations: by how much (`shift`), and how many times as far as they said. */
  readonly shift: number;
  readonly stretch: number;
}

/** A day: what it took, and what its hours take of an average day by the pattern. */
export interface LevelDay {
  readonly spent: number;
  readonly exposure: number;
}

/** How use may change: how much of what days differ by is noise, and in how many days the level changes once. */
const MODELS = [
  { times: 1, changeDays: 60 },
  { times: 1, changeDays: 12 },
  { times: 2.5, changeDays: 60 },
  { times: 2.5, changeDays: 15 },
  { times: 6, changeDays: 100 },
] as const;
/** What noise is before it was seen: so many days of half an average day up and down. */
const NOISE_DAYS = 2;
const NOISE_FIRST = 0.25;
const NOISE_FORGOTTEN_DAYS = 4;
const NOISE_MIN = 1e-6;
/** After so many days a day's noise counts half. */
const NOISE_HALF_LIFE_DAYS = 30;
/** Days whose forecasts are looked back at are weighed against so many that went as they should. */
const TRUST_BLOCKS = 3;
const SHIFT_BLOCKS = 6;
const LEARNING_DAYS = 7;
/** From P10 to P90. */
const INSIDE = 0.8;
/** Where forecasts were off, it is less sure by how much they will be. */
const UNSURE = 0.3;
const CHANCE_MIN = 0.001;
const UNLIKELY = 0.004;
const STRETCH_MIN = 0.85;
const STRETCH_MAX = 2;
const WIDER_MIN = 0.6;
const WIDER_MAX = 6;

/**
 * Reads the level of use off days (oldest first, at least one, of a mean near 1): it may have changed on any of them, so
 * each beginning of the last stretch is a guess with a weight, with a trend and without. Then every past forecast over
 * `horizonDays` is held against what came, and the noise is widened by what they were off.
 */
export function readLevel(days: readonly LevelDay[], horizonDays: number): DailyLevel {
  const levels = openLevels(days);
  const first = noiseOf(days);
  const span = Math.max(1, Math.min(10, Math.round(horizonDays)));
  const models = MODELS.map(({ times, changeDays }) => {
    const noise = first * times;
    const guessesAt = levels(noise, changeDays);
    return { ...lookBack({ days, guessesAt, span }), guessesAt };
  });
  const best = Math.max(...models.map(({ score }) => score));
  const likely = models.map(({ score }) => Math.exp(score - best));
  const sum = likely.reduce((all, one) => all + one, 0);
  const guessesAt = (day: number): readonly LevelGuess[] =>
    withoutUnlikely(
      models.flatMap(({ wider, guessesAt: ofModel }, index) => {
        const share = (likely[index] ?? 0) / sum;
        if (share < UNLIKELY) return [];
        return ofModel(day).map(({ level, weight, variance, noise, trend, trendVariance, trendDays }) => ({
          ...{ level, trend, trendDays, weight: share * weight, noise: noise * wider },
          ...{ variance: variance * wider, trendVariance: trendVariance * wider },
        }));
      }),
    );
  const widened = models.reduce((all, { wider }, index) => all + (wider * (likely[index] ?? 0)) / sum, 0);
  return { guesses: guessesAt(days.length), ...calibrate({ days, guessesAt, span }, widened) };
}

/** What changes no quantile costs time. */
function withoutUnlikely(guesses: readonly LevelGuess[]): readonly LevelGuess[] {
  const least = UNLIKELY * guesses.reduce((most, { weight }) => Math.max(most, weight), 0);
  const kept = guesses.filter(({ weight }) => weight >= least);
  const sum = kept.reduce((all, { weight }) => all + weight, 0);
  return kept.map((guess) => ({ ...guess, weight: guess.weight / sum }));
}

/** Holds past forecasts against what came: what they gave for the chance of it should be spread evenly. */
function calibrate({ days, guessesAt, span }: LookBack, widened: number): Omit<DailyLevel, 'guesses'> {
  const found: number[] = [];
  for (let at = Math.min(LEARNING_DAYS, days.length); at + span <= days.length; at += 1) {
    const { spent, exposure } = sumOf(days.slice(at, at + span));
    if (exposure < EXPOSURE_MIN) continue;
    const chance = chanceOf(spent, exposure, guessesAt(at));
    found.push(normalQuantile(Math.min(1 - CHANCE_MIN, Math.max(CHANCE_MIN, chance))));
  }
  const count = found.length;
  if (count === 0) return { shift: 0, stretch: 1 };
  const sum = found.reduce((all, z) => all + z, 0);
  const blocks = count / span;
  const shift = (sum / count) * (blocks / (blocks + SHIFT_BLOCKS));
  const square = (TRUST_BLOCKS + blocks * withinOf(found.map((z) => Math.abs(z - shift)))) / (TRUST_BLOCKS + blocks);
  // As Student's distribution is wider than the normal one: the fewer blocks, the less is known of their spread.
  const unsure = 1 + 1 / (2 * (TRUST_BLOCKS + blocks)) + UNSURE * Math.max(0, Math.log(widened * square));
  return { shift, stretch: unsure * Math.min(STRETCH_MAX, Math.max(STRETCH_MIN, Math.sqrt(square))) };
}

/** How far eight of ten were off, against eight of ten of a normal distribution (squared): the rest may be as far off as it likes. */
function withinOf(off: readonly number[]): number {
  const sorted = off.toSorted((one, other) => one - other);
  const at = INSIDE * (sorted.length - 1);
  const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return ((low + (at - Math.floor(at)) * (high - low)) / normalQuantile((1 + INSIDE) / 2)) ** 2;
}

function sumOf(days: readonly LevelDay[]): LevelDay {
  let [spent, exposure] = [0, 0];
  for (const day of days) {
    spent += day.spent;
    exposure += day.exposure;
  }
  return { spent, exposure };
}

/** From neighbours, so that a level that changes is no noise. */
function noiseOf(days: readonly LevelDay[]): number {
  let weight = NOISE_DAYS * 2 ** (-days.length / NOISE_FORGOTTEN_DAYS);
  let sum = weight * NOISE_FIRST;
  for (let index = 1; index < days.length; index += 1) {
    const [one, two] = [days[index - 1], days[index]];
    if (one === undefined || two === undefined) continue;
    const exposures = [one, two].map(({ exposure }) => Math.max(EXPOSURE_MIN, exposure));
    const [first = 1, second = 1] = exposures;
    const level = localLevel(days, index);
    const apart = (one.spent / first - two.spent / second) ** 2 / (first ** -0.5 + second ** -0.5);
    const own = 2 ** ((index - days.length) / NOISE_HALF_LIFE_DAYS) * Math.min(1, first, second);
    sum += own * (apart / level ** 1.5);
    weight += own;
  }
  return Math.max(NOISE_MIN, sum / weight);
}

function localLevel(days: readonly LevelDay[], index: number): number {
  let spent = 0;
  let exposure = 0;
  for (const day of days.slice(Math.max(0, index - 4), index + 4)) {
    spent += day.spent;
    exposure += day.exposure;
  }
  return Math.max(LEVEL_MIN, spent / Math.max(EXPOSURE_MIN, exposure));
}

interface LookBack {
  readonly days: readonly LevelDay[];
  readonly guessesAt: GuessesAt;
  readonly span: number;
}

/** By how much the variance has to be widened, and how good the forecasts would have been then (logarithm). */
function lookBack({ days, guessesAt, span }: LookBack): { readonly wider: number; readonly score: number } {
  let [squares, count, logs] = [0, 0, 0];
  for (let at = Math.min(LEARNING_DAYS, days.length); at + span <= days.length; at += 1) {
    const { spent, exposure } = sumOf(days.slice(at, at + span));
    const { mean: likely, variance } = momentsOf(guessesAt(at), exposure);
    const expected = Math.max(1e-9, variance);
    squares += Math.min(25, (spent - likely) ** 2 / expected);
    logs += Math.log(expected);
    count += 1;
  }
  if (count === 0) return { wider: 1, score: 0 };
  const blocks = count / span;
  const mean = squares / count;
  const wider = Math.min(WIDER_MAX, Math.max(WIDER_MIN, (TRUST_BLOCKS + mean * blocks) / (TRUST_BLOCKS + blocks)));
  return { wider, score: (-blocks / 2) * (logs / count + Math.log(wider) + mean / wider) };
}

function momentsOf(
  guesses: readonly LevelGuess[],
  exposure: number,
): { readonly mean: number; readonly variance: number } {
  let [sum, squares] = [0, 0];
  for (const guess of guesses) {
    const { mean, spread } = expectOf(guess, exposure);
    sum += guess.weight * mean;
    squares += guess.weight * (mean * mean + spread);
  }
  return { mean: sum, variance: squares - sum * sum };
}
