import type { UseHour } from '../../lib/watch/unusual.ts';
import { seededRandom } from '../runway/random.ts';

/** A Monday's midnight in UTC. */
export const START = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const DAY = 24;

/** What one sort of calls is: who makes them, with which model, what one costs. */
interface Sort {
  readonly model: string;
  readonly key: string;
  readonly origin: string;
  readonly perHour: number;
  readonly cost: number;
  readonly sigma: number;
}

/** An account's use. */
export interface Habit {
  readonly name: string;
  /** Written after the finder, and nothing was changed for it; what came of the others was known while it was written. */
  readonly isHeldOut: boolean;
  readonly sorts: readonly Sort[];
  /** A factor of the rate, hour by hour. */
  readonly rhythm: (hours: number, seed: number) => readonly number[];
  /** Of the gamma distribution the rate of an hour is drawn from; 0: it is as it is. */
  readonly shape: number;
}

/** Something that happens from an hour on, for some hours. */
export interface Plant {
  readonly name: string;
  readonly from: number;
  readonly hours: number;
  /** Calls it changes; `times` their rate and `dearer` their cost. Null: it adds calls of its own. */
  readonly of: ((sort: Sort) => boolean) | null;
  readonly times: number;
  readonly dearer: number;
  readonly adds: Sort | null;
}

/** The hours of a habit, with what was planted. */
export function play(habit: Habit, hours: number, seed: number, plant: Plant | null): readonly UseHour[] {
  const random = seededRandom(seed);
  const rhythm = habit.rhythm(hours, seed);
  const found: UseHour[] = [];
  for (let hour = 0; hour < hours; hour += 1) {
    const isOn = plant !== null && hour >= plant.from && hour < plant.from + plant.hours;
    const sorts = isOn && plant.adds !== null ? [...habit.sorts, plant.adds] : habit.sorts;
    for (const sort of sorts) {
      const isPlanted = isOn && (plant.adds === sort || plant.of?.(sort) === true);
      const factor = plant?.adds === sort ? 1 : (rhythm[hour] ?? 1);
      const rate = sort.perHour * factor * (isPlanted ? plant.times : 1);
      const calls = random.poisson(
        habit.shape > 0 && rate > 0 && plant?.adds !== sort ? random.gamma(habit.shape) * (rate / habit.shape) : rate,
      );
      let sum = 0;
      for (let call = 0; call < calls; call += 1) sum += sort.cost * Math.exp(sort.sigma * random.normal());
      if (calls === 0) continue;
      const nano = BigInt(Math.round(sum * (isPlanted ? plant.dearer : 1) * 1e9));
      const { model, key, origin } = sort;
      found.push({
        at: START + hour * HOUR_MS,
        provider: 'sandbox',
        account: 'a',
        model,
        key,
        origin,
        unit: 'USD',
        nano,
        calls,
      });
    }
  }
  return found;
}

const OFFICE = [0, 0, 0, 0, 0, 0, 0.1, 0.5, 1.5, 2.5, 3, 2.5, 1.5, 2, 3, 2.5, 2, 1.5, 0.5, 0.3, 0.2, 0.1, 0, 0];
const BUSY = OFFICE.map((factor) => factor / 2 + 0.5);

function weekly(hoursOfDay: readonly number[], weekend: number): Habit['rhythm'] {
  return (hours) =>
    Array.from({ length: hours }, (_, hour) => {
      const day = Math.floor(hour / DAY) % 7;
      return (hoursOfDay[hour % DAY] ?? 1) * (day >= 5 ? weekend : 1);
    });
}

function sessions(perDay: number, longest: number): Habit['rhythm'] {
  return (hours, seed) => {
    const random = seededRandom(seed + 1000);
    let left = 0;
    return Array.from({ length: hours }, (_, hour) => {
      const waking = hour % DAY >= 8 && hour % DAY < 23 ? 1.6 : 0.05;
      if (left > 0) left -= 1;
      else if (random.uniform() < (perDay / DAY) * waking) left = 1 + Math.floor(random.uniform() * longest);
      return left > 0 ? 6 : 0.05;
    });
  };
}

export const sort = (model: string, key: string, origin: string, perHour: number, cost: number, sigma = 0.6): Sort => ({
  ...{ model, key, origin, perHour, cost, sigma },
});
const TEAM = [
  sort('large', 'k1', 'app', 6, 0.02),
  sort('small', 'k1', 'app', 20, 0.002),
  sort('large', 'k2', 'jobs', 4, 0.03),
];

export const habits: readonly Habit[] = [
  { name: 'a service, day and night', isHeldOut: false, sorts: TEAM, rhythm: weekly(BUSY, 0.8), shape: 0 },
  { name: 'an office', isHeldOut: false, sorts: TEAM, rhythm: weekly(OFFICE, 0.05), shape: 0 },
  { name: 'an office, over-dispersed', isHeldOut: false, sorts: TEAM, rhythm: weekly(OFFICE, 0.1), shape: 0.7 },
  { name: 'one person in sessions', isHeldOut: false, sorts: TEAM.slice(0, 2), rhythm: sessions(3, 3), shape: 0 },
  {
    name: 'few calls, log-normal (1.2)',
    isHeldOut: false,
    sorts: [sort('large', 'k1', 'app', 1, 0.05, 1.2), sort('small', 'k2', 'site', 2, 0.01, 1.2)],
    rhythm: weekly(OFFICE, 0.3),
    shape: 0,
  },
  {
    name: 'long sessions',
    isHeldOut: false,
    sorts: [sort('large', 'k1', 'cli', 4, 0.04, 1), sort('small', 'k1', 'cli', 10, 0.004, 1)],
    rhythm: sessions(1.5, 7),
    shape: 2,
  },
  {
    name: 'many keys',
    isHeldOut: false,
    sorts: Array.from({ length: 8 }, (_, index) =>
      sort(index % 3 === 0 ? 'large' : 'small', `k${index}`, `o${index % 4}`, 3, 0.01, 0.9),
    ),
    rhythm: weekly(BUSY, 0.5),
    shape: 1,
  },
];

/** What is planted, at an hour: each is worth more than half a usual day before the day is over. */
export function plantsAt(from: number, usualDay: number): readonly Plant[] {
  const runaway = (model: string, key: string, hours: number, share: number): Sort =>
    sort(model, key, 'app', (share * usualDay) / (0.02 * hours), 0.02, 0.3);
  const plain = { from, of: null, times: 1, dearer: 1, adds: null };
  return [
    { ...plain, name: 'everything, six times', hours: 24, of: () => true, times: 6 },
    { ...plain, name: 'a key runs away in an hour', hours: 1, adds: runaway('large', 'k1', 1, 2) },
    { ...plain, name: 'a key runs away in six hours', hours: 6, adds: runaway('large', 'k1', 6, 3) },
    { ...plain, name: 'a key nobody knew', hours: 12, adds: runaway('small', 'stolen', 12, 3) },
    {
      ...plain,
      name: 'calls of a model cost five times as much',
      hours: 24,
      of: ({ model }) => model === 'large',
      dearer: 5,
    },
    {
      ...plain,
      name: 'a new model, twenty times the price',
      hours: 24,
      adds: sort('huge', 'k1', 'app', Math.max(1, usualDay / 10), 0.4, 0.4),
    },
    {
      ...plain,
      name: 'an origin nobody knew',
      hours: 8,
      adds: { ...runaway('large', 'k1', 8, 3), origin: 'elsewhere' },
    },
  ];
}
