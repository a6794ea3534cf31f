import type { LevelDay } from './daily-level.ts';

/** Days on which nothing was spent though something is as a rule: they tell of absence, not of a lower level. */
export interface Gaps {
  /** Whether a day is one, as the days that were asked about. */
  readonly isGap: readonly boolean[];
  /** The part of days to come that are none, above 0. */
  readonly activeShare: number;
  /** How likely it is that nobody will come back: there was nothing for long. */
  readonly overChance: number;
  /** Variance of how many of so many days are gaps. */
  readonly variance: (days: number) => number;
}

/** A day that is expected to take less of an average one than this may be empty by habit. */
const EXPOSURE_MIN = 0.25;
/** A day that takes less than this part of what it should is empty. */
const EMPTY = 0.01;
/** After so many days a gap counts half. */
const HALF_LIFE_DAYS = 30;
/** So many days are taken to have gone without a gap before any were seen. */
const FIRST_DAYS = 3;
/** Shorter silence says nothing of the end. */
const SILENCE_DAYS = 7;

/** Finds gaps among days (oldest first). */
export function findGaps(days: readonly LevelDay[]): Gaps {
  const levels = days.map(({ spent, exposure }) => spent / Math.max(EXPOSURE_MIN, exposure)).sort((a, b) => a - b);
  const above = levels.filter((level) => level > 0);
  const usual = above[above.length >> 1] ?? 0;
  const isGap = days.map(({ spent, exposure }) => exposure >= EXPOSURE_MIN && spent <= EMPTY * usual * exposure);
  let [weight, gone, runs] = [FIRST_DAYS, 0, 0];
  isGap.forEach((is, index) => {
    const own = 2 ** ((index + 1 - days.length) / HALF_LIFE_DAYS);
    weight += own;
    if (is) gone += own;
    if (is && isGap[index - 1] !== true) runs += 1;
  });
  const share = Math.min(0.95, gone / weight);
  const count = isGap.filter((is) => is).length;
  const length = runs === 0 ? 1 : count / runs;
  const silent = isGap.length - 1 - isGap.lastIndexOf(false);
  return {
    isGap,
    activeShare: 1 - share,
    overChance: Math.max(0, (silent - SILENCE_DAYS) / (silent + SILENCE_DAYS)),
    variance: (ahead) =>
      share * (1 - share) * ahead * Math.max(1, 2 * length - 1) + (share * (1 - share) * ahead ** 2 * length) / weight,
  };
}
