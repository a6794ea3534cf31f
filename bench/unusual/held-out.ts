import { seededRandom } from '../runway/random.ts';
import { type Habit, sort } from './habits.ts';

/*
 * Habits of other families, written after the finder, for its measure alone. Whoever changes the finder by what they show must move
 * them to other-habits.ts and write others.
 */

const DAY = 24;
const WEEK = 168;

/** A level that wanders from day to day. */
function wandering(sigma: number): Habit['rhythm'] {
  return (hours, seed) => {
    const random = seededRandom(seed + 3000);
    let level = 0;
    const days = Array.from({ length: Math.ceil(hours / DAY) }, () => {
      level = 0.9 * level + sigma * random.normal();
      return Math.exp(level);
    });
    return Array.from({ length: hours }, (_, hour) => (days[Math.floor(hour / DAY)] ?? 1) * (hour % DAY < 7 ? 0.2 : 1));
  };
}

/** On call every other week. */
const everyOtherWeek: Habit['rhythm'] = (hours) =>
  Array.from({ length: hours }, (_, hour) => (Math.floor(hour / WEEK) % 2 === 0 ? 3 : 1));

/** Saturdays and Sundays, afternoons. */
const weekends: Habit['rhythm'] = (hours) =>
  Array.from({ length: hours }, (_, hour) => {
    const isOff = Math.floor((hour % WEEK) / DAY) < 5;
    return hour % DAY < 13 || hour % DAY > 20 ? 0.02 : isOff ? 0.15 : 4;
  });

/** A night job whose size differs. */
function nightJob(sigma: number): Habit['rhythm'] {
  return (hours, seed) => {
    const random = seededRandom(seed + 4000);
    return Array.from({ length: hours }, (_, hour) =>
      hour % DAY === 1 ? 30 * Math.exp(sigma * random.normal()) : 0.3,
    );
  };
}

/** A little more every day. */
const growing: Habit['rhythm'] = (hours) => Array.from({ length: hours }, (_, hour) => 0.5 * 1.015 ** (hour / DAY));

const SORTS = [sort('large', 'k1', 'app', 6, 0.02, 0.8), sort('small', 'k1', 'site', 9, 0.004, 0.8)];

export const heldOutHabits: readonly Habit[] = [
  { name: 'wandering from day to day', isHeldOut: true, sorts: SORTS, rhythm: wandering(0.25), shape: 0 },
  { name: 'on call every other week', isHeldOut: true, sorts: SORTS, rhythm: everyOtherWeek, shape: 0 },
  { name: 'weekends', isHeldOut: true, sorts: SORTS, rhythm: weekends, shape: 0 },
  { name: 'a night job of any size (0.6)', isHeldOut: true, sorts: SORTS, rhythm: nightJob(0.6), shape: 0 },
  {
    name: 'growing, log-normal (1.4)',
    isHeldOut: true,
    sorts: [sort('large', 'k1', 'app', 5, 0.02, 1.4), sort('small', 'k2', 'jobs', 5, 0.01, 1.4)],
    rhythm: growing,
    shape: 1,
  },
];
