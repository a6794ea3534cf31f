import { type Process, spend } from './processes.ts';
import { seededRandom } from './random.ts';

/* Families that a first forecast was measured by, and missed; the one of today was made knowing them. */

const DAY = 24;

/** Idle, usual and busy: a level lasts some days, then another comes. */
function regimes(levels: readonly number[], lastsDays: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let level = 1;
    const rate = Array.from({ length: hours }, () => {
      if (random.uniform() < 1 / (lastsDays * DAY)) level = levels[Math.floor(random.uniform() * levels.length)] ?? 1;
      return level;
    });
    return spend(random, hours, (hour) => rate[hour] ?? 0, 0.7);
  };
}

/** Calls bring further calls in the hours after them. */
function selfExciting(perHour: number, children: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let echo = 0;
    return Array.from({ length: hours }, () => {
      const calls = random.poisson(perHour + echo);
      // Half of what is left comes in each hour.
      echo = (echo + calls * children) / 2;
      let sum = 0;
      for (let call = 0; call < calls; call += 1) sum += Math.exp(0.7 * random.normal());
      return sum;
    });
  };
}

/** Work of a cycle that is no week: the last days of every so many are busy. */
function cycle(days: number, busyDays: number, times: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const rate = (hour: number): number => 4 * (Math.floor(hour / DAY) % days >= days - busyDays ? times : 1);
    return spend(random, hours, rate, 0.7);
  };
}

/** A project that ends: a little less every day. */
function fading(perDay: number): Process['play'] {
  return (hours, seed) => spend(seededRandom(seed), hours, (hour) => 20 * (1 - perDay) ** (hour / DAY), 0.7);
}

/** Rare large batches, at any hour, over next to nothing. */
function rareBatches(eachDays: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    return Array.from({ length: hours }, () => {
      const size = random.uniform() < 1 / (eachDays * DAY) ? 200 + 600 * random.uniform() : 0;
      return size + random.poisson(0.5);
    });
  };
}

/** A fixed amount every hour, as a service pays that always asks the same. */
function clockwork(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    return Array.from({ length: hours }, () => 5 + 0.02 * random.normal());
  };
}

/** What every other week takes more, mostly in the evening. */
function everyOtherWeek(times: number): Process['play'] {
  const evening = (hour: number): number => (hour % DAY >= 17 ? 2.5 : hour % DAY >= 8 ? 0.8 : 0.1);
  const week = (hour: number): number => Math.floor(hour / (7 * DAY));
  return (hours, seed) =>
    spend(seededRandom(seed), hours, (hour) => 5 * evening(hour) * (week(hour) % 2 === 0 ? times : 1), 0.9);
}

export const otherProcesses: readonly Process[] = [
  { name: 'clockwork', kind: 'steady', isHeldOut: false, play: clockwork() },
  { name: 'regimes that last 4 days', kind: 'other', isHeldOut: false, play: regimes([0.5, 4, 16], 4) },
  { name: 'self-exciting calls', kind: 'other', isHeldOut: false, play: selfExciting(2, 0.7) },
  { name: 'cycle of 10 days, 3 busy', kind: 'other', isHeldOut: false, play: cycle(10, 3, 6) },
  { name: 'month ends (2 of 30 days, tenfold)', kind: 'other', isHeldOut: false, play: cycle(30, 2, 10) },
  { name: 'fading 3 % a day', kind: 'other', isHeldOut: false, play: fading(0.03) },
  { name: 'a large batch every 5 days or so', kind: 'other', isHeldOut: false, play: rareBatches(5) },
  { name: 'every other week, threefold', kind: 'weekly', isHeldOut: false, play: everyOtherWeek(3) },
];
