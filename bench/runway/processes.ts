import { seededRandom } from './random.ts';

/** How money is spent, hour by hour. */
export interface Process {
  readonly name: string;
  /** `steady` and `weekly` have a target of their own for "days left". */
  readonly kind: 'steady' | 'weekly' | 'other';
  /** Written after the forecast, and nothing was changed for it; what came of the others was known while it was written. */
  readonly isHeldOut: boolean;
  /** Spend of so many hours from a Monday's midnight on. */
  readonly play: (hours: number, seed: number) => readonly number[];
}

type Random = ReturnType<typeof seededRandom>;
/** Calls that are to be expected in an hour. */
type Rate = (hour: number) => number;

const DAY = 24;
const WEEK = 168;
const workday = [
  0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 1, 2, 2.5, 2.5, 2, 1.5, 2, 2.5, 2.5, 2, 1.5, 1, 0.6, 0.5, 0.4, 0.3, 0.2,
];

/** Calls arrive at a rate; each costs about the same, or log-normally so. */
export function spend(random: Random, hours: number, rate: Rate, sigma: number, shape = 0): readonly number[] {
  return Array.from({ length: hours }, (_, hour) => {
    const given = rate(hour);
    const calls = random.poisson(shape > 0 && given > 0 ? random.gamma(shape) * (given / shape) : given);
    let sum = 0;
    for (let call = 0; call < calls; call += 1) sum += Math.exp(sigma * random.normal() - (sigma * sigma) / 2);
    return sum;
  });
}

const dayOf = (hour: number): number => Math.floor((hour % WEEK) / DAY);
const ofWorkday = (hour: number): number => workday[hour % DAY] ?? 1;
const week =
  (weekend: number): Rate =>
  (hour) =>
    ofWorkday(hour) * (dayOf(hour) >= 5 ? weekend : 1);

/** Poisson arrivals, by the hour of the week. */
function hourOfWeek(perHour: number, sigma: number): Process['play'] {
  return (hours, seed) => spend(seededRandom(seed), hours, (hour) => perHour * week(0.6)(hour), sigma);
}

/** Bursts: now and then several hours at many times the rate. */
function bursts(perHour: number, each: number, times: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let left = 0;
    const rate = Array.from({ length: hours }, () => {
      if (left > 0) left -= 1;
      else if (random.uniform() < 1 / each) left = 1 + Math.floor(random.uniform() * 8);
      return perHour * (left > 0 ? times : 1);
    });
    return spend(random, hours, (hour) => rate[hour] ?? 0, 0.8);
  };
}

/** The level changes once, somewhere. */
function step(perHour: number, factors: readonly number[]): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const at = Math.floor(random.uniform() * hours);
    const factor = factors[Math.floor(random.uniform() * factors.length)] ?? 1;
    return spend(random, hours, (hour) => perHour * week(0.7)(hour) * (hour >= at ? factor : 1), 0.6);
  };
}

/** Absence: days without a call. */
function gaps(perHour: number, eachDays: number, daysMax: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let away = 0;
    const isAway: boolean[] = [];
    for (let day = 0; day * DAY < hours; day += 1) {
      if (away > 0) away -= 1;
      else if (random.uniform() < 1 / eachDays) away = 1 + Math.floor(random.uniform() * daysMax);
      isAway.push(away > 0);
    }
    return spend(random, hours, (hour) => (isAway[Math.floor(hour / DAY)] ? 0 : perHour * ofWorkday(hour)), 0.6);
  };
}

/** Each day has a level of its own, near the one before it. */
function drifting(perHour: number, memory: number, sigma: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let level = 0;
    const levels = Array.from({ length: Math.ceil(hours / DAY) }, () => {
      level = memory * level + sigma * random.normal();
      return Math.exp(level);
    });
    return spend(random, hours, (hour) => perHour * week(0.8)(hour) * (levels[Math.floor(hour / DAY)] ?? 1), 0.5);
  };
}

/** Few calls that cost much, of a tail without a variance. */
function pareto(perHour: number, alpha: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    return Array.from({ length: hours }, (_, hour) => {
      let sum = 0;
      const calls = random.poisson(perHour * week(0.5)(hour));
      for (let call = 0; call < calls; call += 1) sum += Math.min(200, (1 - random.uniform()) ** (-1 / alpha));
      return sum;
    });
  };
}

/** Agents: a session begins now and then and calls for hours. */
function sessions(perDay: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let left = 0;
    const rate = Array.from({ length: hours }, (_, hour) => {
      if (left > 0) left -= 1;
      else if (random.uniform() < (perDay / DAY) * week(0.3)(hour)) left = 1 + Math.floor(random.uniform() * 5);
      return left > 0 ? 40 : 0.3;
    });
    return spend(random, hours, (hour) => rate[hour] ?? 0, 1);
  };
}

/** A job every night, and one on Sundays. */
function nightly(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const rest = spend(random, hours, week(0.2), 0.7);
    return rest.map((sum, hour) => {
      const job = hour % DAY === 3 ? 60 * Math.exp(0.2 * random.normal()) : 0;
      return sum + job + (dayOf(hour) === 6 && hour % DAY === 5 ? 150 * Math.exp(0.2 * random.normal()) : 0);
    });
  };
}

/** A little more every day. */
function growing(perHour: number, perDay: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    return spend(random, hours, (hour) => perHour * week(0.6)(hour) * (1 + perDay) ** (hour / DAY), 0.7);
  };
}

/** Calls whose costs were recorded, in their order, at the hours of a week. */
export function replayed(costs: readonly number[], perHour: number, weekend: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let next = Math.floor(random.uniform() * costs.length);
    return Array.from({ length: hours }, (_, hour) => {
      let sum = 0;
      for (let calls = random.poisson(perHour * week(weekend)(hour)); calls > 0; calls -= 1) {
        sum += costs[next % costs.length] ?? 0;
        next += 1;
      }
      return sum;
    });
  };
}

/** All of them, in the order of the report. */
export const processes: readonly Process[] = [
  {
    name: 'steady Poisson, 20 calls an hour',
    kind: 'steady',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, () => 20, 0),
  },
  {
    name: 'steady, log-normal cost (1.2)',
    kind: 'steady',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, () => 6, 1.2),
  },
  { name: 'hour-of-week Poisson', kind: 'weekly', isHeldOut: false, play: hourOfWeek(8, 0.8) },
  {
    name: 'weekly, quiet weekends',
    kind: 'weekly',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, (hour) => 10 * week(0.1)(hour), 0.8),
  },
  { name: 'bursts', kind: 'other', isHeldOut: false, play: bursts(4, 60, 12) },
  {
    name: 'over-dispersed hours',
    kind: 'other',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, (hour) => 6 * week(0.6)(hour), 0.8, 0.3),
  },
  { name: 'step change', kind: 'other', isHeldOut: false, play: step(8, [0.4, 2, 3]) },
  { name: 'gaps', kind: 'other', isHeldOut: false, play: gaps(6, 10, 3) },
  { name: 'drifting days', kind: 'other', isHeldOut: false, play: drifting(6, 0.7, 0.35) },
  {
    name: 'steady, 3 calls an hour, log-normal (0.8)',
    kind: 'steady',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, () => 3, 0.8),
  },
  {
    name: 'steady by day, log-normal (1.5)',
    kind: 'steady',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, (hour) => 12 * ofWorkday(hour), 1.5),
  },
  {
    name: 'weekly, weekends off',
    kind: 'weekly',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, (hour) => 5 * week(0)(hour), 1),
  },
  {
    name: 'weekly, weekends only',
    kind: 'weekly',
    isHeldOut: false,
    play: (hours, seed) => spend(seededRandom(seed), hours, (hour) => (dayOf(hour) >= 5 ? 30 : 4), 0.6),
  },
  { name: 'nightly and Sunday jobs', kind: 'weekly', isHeldOut: false, play: nightly() },
  { name: 'heavy tail (Pareto 1.6)', kind: 'other', isHeldOut: false, play: pareto(2, 1.6) },
  { name: 'agent sessions', kind: 'other', isHeldOut: false, play: sessions(3) },
  { name: 'long bursts', kind: 'other', isHeldOut: false, play: bursts(3, 160, 25) },
  { name: 'step up eightfold', kind: 'other', isHeldOut: false, play: step(5, [8]) },
  { name: 'long gaps', kind: 'other', isHeldOut: false, play: gaps(5, 20, 8) },
  { name: 'slow drift', kind: 'other', isHeldOut: false, play: drifting(8, 0.95, 0.12) },
  { name: 'growing 2 % a day', kind: 'other', isHeldOut: false, play: growing(3, 0.02) },
];
