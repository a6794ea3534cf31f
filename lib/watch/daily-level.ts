import { chanceOf, type LevelGuess, normalQuantile } from './spread-of-spend.ts';

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
/** How far apart (in logarithms) levels of one account lie. */
const LEVELS_APART = 1.2;
/** What noise is before it was seen: so many days of half an average day up and down. */
const NOISE_DAYS = 2;
const NOISE_FIRST = 0.25;
const NOISE_FORGOTTEN_DAYS = 4;
const NOISE_MIN = 4e-4;
/** After so many days a day's noise counts half. */
const NOISE_HALF_LIFE_DAYS = 30;
/** A level is at least this part of the average: nobody stops for good because of a quiet day. */
const LEVEL_MIN = 0.03;
const EXPOSURE_MIN = 0.03;
/** Days whose forecasts are looked back at are weighed against so many that went as they should. */
const TRUST_BLOCKS = 2;
const SHIFT_BLOCKS = 6;
const LEARNING_DAYS = 7;
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
 * each beginning of the last stretch is a guess with a weight (exact recursion over change points as in Fearnhead, 2006,
 * with the deviance of Tweedie's distribution of power 1.5, which knows days without a call). Then every past forecast over
 * `horizonDays` is held against what came, and the noise is widened by what they were off.
 */
export function readLevel(days: readonly LevelDay[], horizonDays: number): DailyLevel {
  const sums = sumUp(days);
  const first = noiseOf(days);
  const span = Math.max(1, Math.min(10, Math.round(horizonDays)));
  const models = MODELS.map(({ times, changeDays }) => {
    const noise = first * times;
    const guessesAt = recurse(sums, noise, changeDays);
    return { ...lookBack({ days, guessesAt, span }), guessesAt };
  });
  const best = Math.max(...models.map(({ score }) => score));
  const likely = models.map(({ score }) => Math.exp(score - best));
  const sum = likely.reduce((all, one) => all + one, 0);
  const guessesAt = (day: number): readonly LevelGuess[] =>
    withoutUnlikely(
      models.flatMap(({ wider, guessesAt: ofModel }, index) => {
        const share = (likely[index] ?? 0) / sum;
        return ofModel(day).map((guess) => ({
          ...{ level: guess.level, weight: share * guess.weight },
          ...{ variance: guess.variance * wider, noise: guess.noise * wider },
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
  let [count, sum, squares] = [0, 0, 0];
  for (let at = Math.min(LEARNING_DAYS, days.length); at + span <= days.length; at += 1) {
    const { spent, exposure } = sumOf(days.slice(at, at + span));
    if (exposure < EXPOSURE_MIN) continue;
    const chance = chanceOf(spent, exposure, guessesAt(at));
    const z = normalQuantile(Math.min(1 - CHANCE_MIN, Math.max(CHANCE_MIN, chance)));
    count += 1;
    sum += z;
    squares += z * z;
  }
  if (count === 0) return { shift: 0, stretch: 1 };
  const blocks = count / span;
  const shift = (sum / count) * (blocks / (blocks + SHIFT_BLOCKS));
  const square =
    (TRUST_BLOCKS + blocks * (squares / count - 2 * shift * (sum / count) + shift * shift)) / (TRUST_BLOCKS + blocks);
  // As Student's distribution is wider than the normal one: the fewer blocks, the less is known of their spread.
  const unsure = 1 + 1 / (2 * (TRUST_BLOCKS + blocks)) + UNSURE * Math.max(0, Math.log(widened * square));
  return { shift, stretch: unsure * Math.min(STRETCH_MAX, Math.max(STRETCH_MIN, Math.sqrt(square))) };
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

/** Sums from the first day on, one longer than the days: what a stretch's deviance is made of. */
interface Sums {
  readonly spent: Float64Array;
  readonly exposed: Float64Array;
  readonly roots: Float64Array;
}

function sumUp(days: readonly LevelDay[]): Sums {
  const empty = (): Float64Array => new Float64Array(days.length + 1);
  const { spent, exposed, roots }: Sums = { spent: empty(), exposed: empty(), roots: empty() };
  days.forEach((day, index) => {
    const exposure = Math.max(EXPOSURE_MIN, day.exposure);
    spent[index + 1] = (spent[index] ?? 0) + day.spent / Math.sqrt(exposure);
    exposed[index + 1] = (exposed[index] ?? 0) + Math.sqrt(exposure);
    roots[index + 1] = (roots[index] ?? 0) + Math.sqrt(day.spent);
  });
  return { spent, exposed, roots };
}

interface Stretch {
  readonly level: number;
  readonly variance: number;
  /** Logarithm of how well one level explains it. */
  readonly evidence: number;
}

function stretchOf({ spent, exposed, roots }: Sums, from: number, to: number, noise: number): Stretch {
  const took = (spent[to] ?? 0) - (spent[from] ?? 0);
  const exposure = (exposed[to] ?? 0) - (exposed[from] ?? 0);
  const root = (roots[to] ?? 0) - (roots[from] ?? 0);
  const level = Math.max(LEVEL_MIN, took / exposure);
  const deviance = 4 * (took / Math.sqrt(level) + exposure * Math.sqrt(level) - 2 * root);
  const variance = Math.min(LEVELS_APART ** 2, noise / (Math.sqrt(level) * exposure));
  const evidence = -Math.max(0, deviance) / (2 * noise) + 0.5 * Math.log(variance) - Math.log(LEVELS_APART);
  return { level, variance, evidence };
}

type GuessesAt = (day: number) => readonly LevelGuess[];

/** `guessesAt(n)`: what was to be thought after the first `n` days. */
function recurse(sums: Sums, noise: number, changeDays: number): GuessesAt {
  const count = sums.spent.length - 1;
  const change = Math.log(1 / changeDays);
  const stay = Math.log(1 - 1 / changeDays);
  const total = new Float64Array(count + 1);
  const known: (readonly LevelGuess[])[] = [[]];
  for (let to = 1; to <= count; to += 1) {
    const stretches = Array.from({ length: to }, (_, from) => stretchOf(sums, from, to, noise));
    const logs = stretches.map(
      ({ evidence }, from) => (total[from] ?? 0) + evidence + (from > 0 ? change : 0) + stay * (to - from - 1),
    );
    const most = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - most));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    total[to] = most + Math.log(sum);
    known[to] = stretches.map(({ level, variance }, from) => ({
      ...{ level, variance, noise },
      weight: (weights[from] ?? 0) / sum,
    }));
  }
  return (day) => known[day] ?? [];
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
    const { level, variance, noise } = momentsOf(guessesAt(at));
    const { spent, exposure } = sumOf(days.slice(at, at + span));
    const expected = Math.max(1e-9, noise * exposure + variance * exposure ** 2);
    squares += Math.min(25, (spent - level * exposure) ** 2 / expected);
    logs += Math.log(expected);
    count += 1;
  }
  if (count === 0) return { wider: 1, score: 0 };
  const blocks = count / span;
  const mean = squares / count;
  const wider = Math.min(WIDER_MAX, Math.max(WIDER_MIN, (TRUST_BLOCKS + mean * blocks) / (TRUST_BLOCKS + blocks)));
  return { wider, score: (-blocks / 2) * (logs / count + Math.log(wider) + mean / wider) };
}

function momentsOf(guesses: readonly LevelGuess[]): Omit<LevelGuess, 'weight'> {
  let [level, square, noise] = [0, 0, 0];
  for (const guess of guesses) {
    level += guess.weight * guess.level;
    square += guess.weight * guess.level ** 2 * (1 + guess.variance);
    noise += guess.weight * guess.noise * guess.level ** 1.5;
  }
  return { level, variance: Math.max(0, square - level ** 2), noise };
}
