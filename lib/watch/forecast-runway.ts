import { fromFloat, toFloat } from '../domain/money.ts';
import { daysOfMonth, isoDayOf } from '../domain/utc-day.ts';
import { type DailyLevel, type LevelDay, readLevel } from './daily-level.ts';
import { findCycle } from './find-cycle.ts';
import { findGaps, type Gaps } from './find-gaps.ts';
import { learnPattern } from './hour-pattern.ts';
import type { Runway, RunwayInput } from './runway.ts';
import { chanceOf, expectOf, normalBelow, normalQuantile } from './spread-of-spend.ts';
import { openZoneHours, type ZoneHours } from './zone-hours.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Older hours than these are not looked at. */
export const HISTORY_DAYS_MAX = 120;
/** How far ahead is looked. */
export const HORIZON_DAYS = 365;
/** A day that takes less of an average one by habit is a day off. */
const OFF = 0.15;
/** Spend of so many days to come is looked back at as a block, until it is known how long what is left lasts. */
const BLOCK_DAYS_MAX = 10;

/**
 * How long what is left lasts at the usual pace: hours of the week by habit, the level of the last days as far as it holds
 * (it may have changed on any of them), and what is scheduled, taken off when it comes. Nothing is drawn at random: what is
 * spent until an hour has a distribution (a mixture of gammas over where the level may have changed), and the balance ends
 * before that hour as likely as that much or more is spent. Scheduled spend comes on top of the habit: leave out of it what
 * the hours have seen before. Where nothing was spent all three ends are null; where nothing is left they are `now`.
 * @throws RangeError for a zone that there is none of.
 */
export function forecastRunway(input: RunwayInput): Runway {
  const { leftNano, now } = input;
  const horizon = now + HORIZON_DAYS * DAY_HOURS * HOUR_MS;
  const pace = learnPace(input);
  const found = pace === null ? NO_USE : { perDayNano: fromFloat(pace.perDay), basis: pace.basis, days: pace.days };
  if (leftNano <= 0n) return { p10: now, p50: now, p90: now, horizon, ...found };
  const steps = lookAhead(input, pace);
  const end = (share: number): number | null => findEnd({ steps, share, leftNano, now, pace });
  return { p10: end(0.1), p50: end(0.5), p90: end(0.9), horizon, ...found };
}

/**
 * What is expected to be spent in each of the coming periods of 24 hours, nano-units: by habit, and what is scheduled. All 0n where
 * nothing was spent.
 * @throws RangeError for a zone that there is none of.
 */
export function expectSpend(input: RunwayInput, days: number): readonly bigint[] {
  const pace = learnPace(input);
  const { exposure, scheduled } = lookAhead(input, pace);
  const until = (hour: number): number => expectedIn(exposure[hour] ?? 0, pace) + (scheduled[hour] ?? 0);
  return Array.from({ length: Math.min(days, HORIZON_DAYS) }, (_, day) =>
    fromFloat(until((day + 1) * DAY_HOURS) - until(day * DAY_HOURS)),
  );
}

/** What so many average days take, nano-units. */
function expectedIn(exposure: number, pace: Pace | null): number {
  if (pace === null || exposure <= 0) return 0;
  const days = exposure * pace.gaps.activeShare;
  return pace.scale * pace.level.guesses.reduce((sum, guess) => sum + guess.weight * expectOf(guess, days).mean, 0);
}

const NO_USE = { perDayNano: 0n, basis: 'recent', days: 0 } as const;

/** What was learned of an account's use. */
interface Pace {
  readonly level: DailyLevel;
  readonly gaps: Gaps;
  /** Nano-units of a day of level 1. */
  readonly scale: number;
  /** Nano-units of an average day to come. */
  readonly perDay: number;
  readonly factors: readonly number[];
  /** Factors of days to come, the one that begins now is 0. Null: there is no cycle but the week. */
  readonly cycle: ((day: number) => number) | null;
  readonly basis: Runway['basis'];
  readonly days: number;
}

function learnPace({ spend, leftNano, now, zone }: RunwayInput): Pace | null {
  const { hours, startMs } = wholeHours(spend, now);
  if (hours.length === 0) return null;
  const clock = openZoneHours(zone);
  const hourOfWeek = hours.map((_, index) => clock.hourOf(startMs + index * HOUR_MS));
  const { factors, isWeekly, blocks, cycle } = learnRhythm(hours, hourOfWeek, {
    ...{ clock, now },
  });
  const gaps = findGaps(blocks);
  // Days off by habit say nothing of the level, and days without a call nothing but that they are gaps.
  const active = blocks.filter(({ exposure }, index) => exposure >= OFF && gaps.isGap[index] !== true);
  const spent = active.reduce((sum, day) => sum + day.spent, 0);
  const exposure = active.reduce((sum, day) => sum + day.exposure, 0);
  if (spent <= 0 || exposure <= 0) return null;
  const scale = spent / exposure;
  const scaled = active.map((day) => ({ spent: day.spent / scale, exposure: day.exposure }));
  const level = readLevel(scaled, Math.min(BLOCK_DAYS_MAX, toFloat(leftNano) / scale));
  const mean = level.guesses.reduce((sum, guess) => sum + guess.weight * guess.level, 0);
  return {
    ...{ level, gaps, scale, factors, cycle, perDay: mean * scale * gaps.activeShare },
    basis: isWeekly ? 'weekly' : 'recent',
    days: blocks.filter((day) => day.spent > 0).length,
  };
}

/** What days take by habit: by the hour of the week, and by a cycle that is none where there is one. */
interface Rhythm extends Pick<Pace, 'factors' | 'cycle'> {
  readonly isWeekly: boolean;
  readonly blocks: readonly LevelDay[];
}

function learnRhythm(
  hours: readonly number[],
  hourOfWeek: readonly number[],
  { clock, now }: { readonly clock: ZoneHours; readonly now: number },
): Rhythm {
  const pattern = learnPattern(hours, hourOfWeek);
  const blocks = toBlocks(hours, factorsAt(hourOfWeek, pattern.factors));
  const monthDayOf = (day: number) =>
    monthDayAt(clock.localOf(now + (day - blocks.length + 0.5) * DAY_HOURS * HOUR_MS));
  const cycle = blocks.length * DAY_HOURS > hours.length ? null : findCycle(blocks, monthDayOf);
  if (cycle === null) return { ...pattern, blocks, cycle: null };
  // The hours of the week are learned anew from days without the cycle.
  const rest = hours.length - blocks.length * DAY_HOURS;
  const ofHour = hours.map((_, hour) => cycle.factorOf(Math.floor((hour - rest) / DAY_HOURS)));
  const again = learnPattern(
    hours.map((amount, hour) => amount / (ofHour[hour] ?? 1)),
    hourOfWeek,
  );
  const exposures = factorsAt(hourOfWeek, again.factors).map((factor, hour) => factor * (ofHour[hour] ?? 1));
  return { ...again, blocks: toBlocks(hours, exposures), cycle: (day) => cycle.factorOf(blocks.length + day) };
}

function factorsAt(hourOfWeek: readonly number[], factors: readonly number[]): readonly number[] {
  return hourOfWeek.map((hour) => factors[hour] ?? 1);
}

/** Of what a clock shows (epoch ms of UTC): how many days of its month have gone, and how many are left. */
function monthDayAt(local: number): { readonly gone: number; readonly left: number } {
  const [year = 0, month = 0, date = 1] = isoDayOf(local).split('-').map(Number);
  return { gone: date - 1, left: daysOfMonth(year, month) - date };
}

/** From the first hour with spend on, without the one that is not over. */
function wholeHours(
  { startMs, nano }: RunwayInput['spend'],
  now: number,
): { readonly hours: readonly number[]; readonly startMs: number } {
  const over = Math.max(0, Math.min(nano.length, Math.floor((now - startMs) / HOUR_MS)));
  const first = nano.findIndex((amount) => amount > 0n);
  if (first < 0 || first >= over) return { hours: [], startMs };
  const from = Math.max(first, over - HISTORY_DAYS_MAX * DAY_HOURS);
  // Corrections may be below zero: a forecast has no use for them.
  const hours = nano.slice(from, over).map((amount) => Math.max(0, toFloat(amount)));
  return { hours, startMs: startMs + from * HOUR_MS };
}

/** Days of 24 hours backwards from the last hour; what is left over at the beginning counts where there is no whole day. */
function toBlocks(hours: readonly number[], factors: readonly number[]): readonly LevelDay[] {
  const rest = hours.length % DAY_HOURS;
  const from = hours.length < DAY_HOURS ? 0 : rest;
  const blocks: LevelDay[] = [];
  for (let start = from; start < hours.length; start += DAY_HOURS) {
    const end = Math.min(hours.length, start + DAY_HOURS);
    let [spent, exposure] = [0, 0];
    for (let index = start; index < end; index += 1) {
      spent += hours[index] ?? 0;
      exposure += (factors[index] ?? 1) / DAY_HOURS;
    }
    blocks.push({ spent, exposure });
  }
  return blocks;
}

/** What is to come until the end of each hour. */
interface Steps {
  /** Average days, by the pattern, from now on. */
  readonly exposure: Float64Array;
  /** Nano-units of what is scheduled. */
  readonly scheduled: Float64Array;
  /** Epoch ms of the first hour's beginning. */
  readonly startMs: number;
}

function lookAhead({ now, zone, scheduled }: RunwayInput, pace: Pace | null): Steps {
  const count = HORIZON_DAYS * DAY_HOURS;
  const clock = openZoneHours(zone);
  const steps: Steps = { exposure: new Float64Array(count + 1), scheduled: new Float64Array(count + 1), startMs: now };
  const { exposure, scheduled: fixed } = steps;
  for (const { at, nano } of scheduled) {
    const hour = Math.ceil((at - now) / HOUR_MS);
    if (hour >= 0 && hour <= count && nano > 0n) fixed[hour] = (fixed[hour] ?? 0) + toFloat(nano);
  }
  for (let hour = 1; hour <= count; hour += 1) {
    const factor = pace?.factors[clock.hourOf(now + (hour - 0.5) * HOUR_MS)] ?? 0;
    const ofDay = pace?.cycle?.(Math.floor((hour - 1) / DAY_HOURS)) ?? 1;
    exposure[hour] = (exposure[hour - 1] ?? 0) + (factor * ofDay) / DAY_HOURS;
    fixed[hour] = (fixed[hour] ?? 0) + (fixed[hour - 1] ?? 0);
  }
  return steps;
}

interface Search {
  readonly steps: Steps;
  /** How likely the end has come by then. */
  readonly share: number;
  readonly leftNano: bigint;
  readonly now: number;
  readonly pace: Pace | null;
}

/** The first hour by whose end it is over that likely, and how far into it; null: not within the horizon. */
function findEnd({ steps, share: asked, leftNano, now, pace }: Search): number | null {
  const { shift, stretch } = pace?.level ?? { shift: 0, stretch: 1 };
  const share = normalBelow(shift + stretch * normalQuantile(asked));
  const left = toFloat(leftNano);
  const overBy = (hour: number): number => {
    const rest = left - (steps.scheduled[hour] ?? 0);
    return rest <= 0 ? 1 : pace === null ? 0 : chanceOfSpending(rest / pace.scale, steps.exposure[hour] ?? 0, pace);
  };
  let [low, high] = [0, steps.exposure.length - 1];
  if (overBy(high) < share) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (overBy(middle) >= share) high = middle;
    else low = middle;
  }
  const [before, after] = [overBy(low), overBy(high)];
  const part = after > before ? Math.min(1, Math.max(0, (share - before) / (after - before))) : 1;
  return Math.round(now + (low + part) * HOUR_MS);
}

/** How likely `rest` or more (in days of level 1) is spent in so many average days. */
function chanceOfSpending(rest: number, exposure: number, { level, gaps }: Pace): number {
  if (exposure <= 0) return 0;
  const chance = chanceOf(rest, exposure * gaps.activeShare, level.guesses, gaps.variance(exposure));
  return chance * (1 - gaps.overChance);
}
