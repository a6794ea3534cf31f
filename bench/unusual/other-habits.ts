import { seededRandom } from '../runway/random.ts';
import { type Habit, sort } from './habits.ts';

/* Habits of other families that a first finder was measured by, and missed; the one of today was made knowing them. */

const DAY = 24;

/** A level that lasts some days, then another. */
function regimes(levels: readonly number[], lastsDays: number): Habit['rhythm'] {
  return (hours, seed) => {
    const random = seededRandom(seed + 2000);
    let level = 1;
    return Array.from({ length: hours }, () => {
      if (random.uniform() < 1 / (lastsDays * DAY)) level = levels[Math.floor(random.uniform() * levels.length)] ?? 1;
      return level;
    });
  };
}

/** Busy for so many of the days of a cycle that is no week. */
function cycle(days: number, busyDays: number, times: number): Habit['rhythm'] {
  return (hours) =>
    Array.from({ length: hours }, (_, hour) => (Math.floor(hour / DAY) % days >= days - busyDays ? times : 1));
}

/** Jobs at fixed hours, and next to nothing between them. */
function jobsAt(hoursOfDay: readonly number[]): Habit['rhythm'] {
  return (hours) => Array.from({ length: hours }, (_, hour) => (hoursOfDay.includes(hour % DAY) ? 8 : 0.02));
}

const SORTS = [sort('large', 'k1', 'app', 5, 0.02, 0.7), sort('small', 'k2', 'site', 12, 0.003, 0.7)];

export const otherHabits: readonly Habit[] = [
  { name: 'regimes that last 3 days', isHeldOut: false, sorts: SORTS, rhythm: regimes([0.3, 1, 3], 3), shape: 0 },
  { name: 'cycle of 10 days, 3 busy', isHeldOut: false, sorts: SORTS, rhythm: cycle(10, 3, 5), shape: 0 },
  { name: 'jobs at three hours', isHeldOut: false, sorts: SORTS, rhythm: jobsAt([2, 9, 17]), shape: 0 },
  {
    name: 'heavy costs, log-normal (1.8)',
    isHeldOut: false,
    sorts: [sort('large', 'k1', 'app', 8, 0.01, 1.8)],
    rhythm: cycle(7, 5, 3),
    shape: 0,
  },
  { name: 'very over-dispersed (0.3)', isHeldOut: false, sorts: SORTS, rhythm: cycle(1, 0, 1), shape: 0.3 },
];
