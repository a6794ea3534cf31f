/** How use is spread over a week: a factor for each hour of it, 1 on average. */
export interface HourPattern {
  /** 168 factors of at least 0, by the hours of `openZoneHours`. */
  readonly factors: readonly number[];
  /** Whether days of the week were told apart, each for itself. */
  readonly isWeekly: boolean;
}

const DAY_HOURS = 24;
const WEEK_DAYS = 7;
const WEEK_HOURS = DAY_HOURS * WEEK_DAYS;
/** From so many days on each day of the week has been seen twice. */
const WEEKLY_DAYS_MIN = 14;
/** After so many weeks a week counts half. */
const HALF_LIFE_WEEKS = 5;
/** So many days of a kind weigh as much as the habit of all days together. */
const SHARED_DAYS = 3;
/** What an hour without a call is taken for, as a part of an even day: it may have one. */
const FLOOR = 0.02;
const WEEKEND = 5;

/** A day of use: its 24 hours by the clock, and how much it weighs. */
interface Day {
  readonly weekday: number;
  readonly hours: readonly number[];
  readonly total: number;
  readonly weight: number;
}

/**
 * Learns a pattern from `hours` (any unit, oldest first, without a gap) that stand at `hourOfWeek`. Each week is held
 * against itself, so that a level that changed is no pattern. How far days differ is believed as far as the weeks agree
 * (shrinkage by the ratio of variances, James and Stein): without an agreement all days are alike.
 */
export function learnPattern(hours: readonly number[], hourOfWeek: readonly number[]): HourPattern {
  const days = daysOf(hours, hourOfWeek);
  const isWeekly = hours.length >= WEEKLY_DAYS_MIN * DAY_HOURS;
  const groupOf = isWeekly ? (day: number) => day : (day: number) => (day >= WEEKEND ? 1 : 0);
  const byDay = dayFactors(days, groupOf);
  const shared = sharesOf(days);
  const kinds = [0, 1].map((kind) =>
    blend(
      days.filter((day) => (day.weekday >= WEEKEND ? 1 : 0) === kind),
      shared,
    ),
  );
  const factors = Array.from({ length: WEEK_DAYS }, (_, weekday) => {
    const own = days.filter((day) => day.weekday === weekday);
    const shares = blend(own, kinds[weekday >= WEEKEND ? 1 : 0] ?? shared);
    return shares.map((share) => Math.max(FLOOR, share * DAY_HOURS) * (byDay[weekday] ?? 1));
  }).flat();
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / WEEK_HOURS;
  return { factors: factors.map((factor) => factor / mean), isWeekly };
}

/** Whole days only, each as a part of an average day of the seven around it. */
function daysOf(hours: readonly number[], hourOfWeek: readonly number[]): readonly Day[] {
  const found: { weekday: number; week: number; hours: number[]; sum: number }[] = [];
  let day = { weekday: -1, week: 0, hours: [] as number[], sum: 0, count: 0 };
  hours.forEach((value, index) => {
    const hour = hourOfWeek[index] ?? 0;
    const weekday = Math.floor(hour / DAY_HOURS);
    if (weekday !== day.weekday) {
      if (day.count >= DAY_HOURS - 1) found.push(day);
      const week = Math.floor((hours.length - 1 - index) / WEEK_HOURS);
      day = { weekday, week, hours: new Array<number>(DAY_HOURS).fill(0), sum: 0, count: 0 };
    }
    const at = hour % DAY_HOURS;
    day.hours[at] = (day.hours[at] ?? 0) + value;
    day.sum += value;
    day.count += 1;
  });
  if (day.count >= DAY_HOURS - 1) found.push(day);
  return found.flatMap(({ weekday, week, hours: own }, index) => {
    const from = Math.max(0, Math.min(found.length - WEEK_DAYS, index - (WEEK_DAYS >> 1)));
    const around = found.slice(from, from + WEEK_DAYS);
    const usual = around.reduce((sum, one) => sum + one.sum, 0) / around.length;
    // A week without calls says nothing of its days.
    if (usual <= 0) return [];
    const scaled = own.map((value) => value / usual);
    const total = scaled.reduce((all, value) => all + value, 0);
    return [{ weekday, hours: scaled, total, weight: 2 ** (-week / HALF_LIFE_WEEKS) }];
  });
}

/** What a day of the week takes of an average one. */
function dayFactors(days: readonly Day[], groupOf: (weekday: number) => number): readonly number[] {
  const groups = new Map<number, { weight: number; sum: number; squares: number; count: number }>();
  for (const { weekday, total, weight } of days) {
    const name = groupOf(weekday);
    const group = groups.get(name) ?? { weight: 0, sum: 0, squares: 0, count: 0 };
    group.weight += weight;
    group.sum += weight * total;
    group.squares += weight * total * total;
    group.count += 1;
    groups.set(name, group);
  }
  const all = [...groups.values()];
  const weight = all.reduce((sum, group) => sum + group.weight, 0);
  const mean = all.reduce((sum, group) => sum + group.sum, 0) / (weight || 1);
  const freedom = days.length - groups.size;
  if (groups.size < 2 || freedom < 2 || mean <= 0) return new Array<number>(WEEK_DAYS).fill(1);
  const within = all.reduce((sum, group) => sum + group.squares - group.sum ** 2 / group.weight, 0) / freedom;
  const between = all.reduce((sum, g) => sum + g.weight * (g.sum / g.weight - mean) ** 2, 0) / (groups.size - 1);
  const noise = between > 0 ? (within / between) * (freedom / (freedom + 2)) : 1;
  const belief = Math.max(0, 1 - noise);
  return Array.from({ length: WEEK_DAYS }, (_, weekday) => {
    const group = groups.get(groupOf(weekday));
    if (group === undefined) return 1;
    return Math.max(FLOOR, 1 + belief * (group.sum / group.weight / mean - 1));
  });
}

function sharesOf(days: readonly Day[]): readonly number[] {
  return blend(days, new Array<number>(DAY_HOURS).fill(1 / DAY_HOURS));
}

/** The hours' parts of these days, with some days of `usual` mixed in. */
function blend(days: readonly Day[], usual: readonly number[]): readonly number[] {
  let weight = SHARED_DAYS;
  const sums = usual.map((share) => share * SHARED_DAYS);
  for (const day of days) {
    if (day.total <= 0) continue;
    weight += day.weight;
    day.hours.forEach((value, hour) => {
      sums[hour] = (sums[hour] ?? 0) + (day.weight * value) / day.total;
    });
  }
  return sums.map((sum) => sum / weight);
}
