import type { Unit } from './money.ts';
import {
  type DayRange,
  SPEND_BY,
  type SpendBy,
  type SpendGroup,
  type SpendPart,
  type SpendPeriod,
  type SpendQuery,
  type SpendStep,
  type SpendView,
} from './spend-view.ts';
import { dayOfIso, isoDayOf, utcMomentOf } from './utc-day.ts';

const DAY_MS = 86_400_000;
/** Longer periods have weeks for bars, and still longer ones months. */
const DAY_BARS_MAX = 31;
const WEEK_BARS_MAX = 26;

/** The days of a period, and those that it is compared with. `today`: the local day. */
export function daysOfPeriod(
  period: SpendPeriod,
  today: string,
): { readonly days: DayRange; readonly before: DayRange } {
  if (period === 'month') {
    const days = { from: firstOfMonth(today), to: today };
    const from = firstOfMonth(addDays(days.from, -1));
    // The 31st has no day in a shorter month before: that one ends with its last.
    return { days, before: { from, to: earlier(addDays(from, daysIn(days) - 1), addDays(days.from, -1)) } };
  }
  if (period === 'last-month') {
    const to = addDays(firstOfMonth(today), -1);
    const days = { from: firstOfMonth(to), to };
    const last = addDays(days.from, -1);
    return { days, before: { from: firstOfMonth(last), to: last } };
  }
  const days = typeof period === 'string' ? { from: addDays(today, 1 - Number(period)), to: today } : period;
  return { days, before: { from: addDays(days.from, -daysIn(days)), to: addDays(days.from, -1) } };
}

/** What spend is read from: sums by day, and what people call what they are of, by its id. */
export interface SpendSource {
  /** What its parts do not tell apart: by that it cannot be asked for. */
  readonly lacks: readonly SpendBy[];
  readonly parts: Iterable<SpendPart>;
  /** See {@link SpendView.since}. */
  readonly since: string | null;
  readonly nameOf: (by: SpendBy, id: string) => string;
}

/** The screen of what was asked for. */
export function viewSpend(
  { parts, since, nameOf, lacks }: SpendSource,
  { by, within, unit: wanted }: Pick<SpendQuery, 'by' | 'within' | 'unit'>,
  { days, before }: { readonly days: DayRange; readonly before: DayRange },
): SpendView {
  const inside = [...parts].filter((part) =>
    SPEND_BY.every((one) => within[one] === undefined || within[one] === part[one]),
  );
  const now = inside.filter(({ day }) => isIn(days, day));
  const units = unitsOf(now);
  const unit = wanted !== null && units.includes(wanted) ? wanted : (units[0] ?? null);
  const { step, steps } = stepsOf(days);
  const ofUnit = unit === null ? [] : inside.filter((part) => part.unit === unit);
  const groups = groupParts(ofUnit, by, { days, before, steps }).map(({ id, ...sums }) => ({
    ...{ id, name: nameOf(by, id) },
    ...sums,
  }));
  return {
    ...{ by, days, before, since, units, unit, step, steps, groups },
    choices: SPEND_BY.filter((one) => one === by || (within[one] === undefined && !lacks.includes(one))),
    total: {
      nano: sumOf(groups, ({ nano }) => nano),
      calls: groups.reduce((sum, { calls }) => sum + calls, 0),
      beforeNano: sumOf(groups, ({ beforeNano }) => beforeNano),
    },
    unknownCalls: now.reduce((sum, part) => sum + part.unknownCalls, 0),
    path: SPEND_BY.flatMap((one) => {
      const id = within[one];
      return id === undefined ? [] : [{ by: one, id, name: nameOf(one, id) }];
    }),
  };
}

function groupParts(
  parts: readonly SpendPart[],
  by: SpendBy,
  { days, before, steps }: { readonly days: DayRange; readonly before: DayRange; readonly steps: readonly string[] },
): readonly Omit<SpendGroup, 'name'>[] {
  const groups = new Map<string, { nano: bigint; calls: number; beforeNano: bigint; perStep: bigint[] }>();
  for (const part of parts) {
    const isNow = isIn(days, part.day);
    if (!isNow && !isIn(before, part.day)) continue;
    const group = groups.get(part[by]) ?? { nano: 0n, calls: 0, beforeNano: 0n, perStep: steps.map(() => 0n) };
    groups.set(part[by], group);
    if (!isNow) {
      group.beforeNano += part.nano;
      continue;
    }
    group.nano += part.nano;
    group.calls += part.calls;
    const at = stepAt(steps, part.day);
    group.perStep[at] = (group.perStep[at] ?? 0n) + part.nano;
  }
  return [...groups]
    .map(([id, sums]) => ({ id, ...sums }))
    .filter(({ calls, nano, beforeNano }) => calls > 0 || nano !== 0n || beforeNano !== 0n)
    .sort((a, b) => compare(b.nano, a.nano) || b.calls - a.calls || compare(b.beforeNano, a.beforeNano));
}

/** The last step that has begun by this day. */
function stepAt(steps: readonly string[], day: string): number {
  return steps.findLastIndex((first) => first <= day);
}

function unitsOf(parts: readonly SpendPart[]): readonly Unit[] {
  const calls = new Map<Unit, number>();
  for (const part of parts) {
    if (part.unit !== '' && part.nano !== 0n) calls.set(part.unit, (calls.get(part.unit) ?? 0) + part.calls);
  }
  return [...calls].sort(([, a], [, b]) => b - a).map(([unit]) => unit);
}

/** The first bar begins with the period, whatever day that is. */
function stepsOf(days: DayRange): { readonly step: SpendStep; readonly steps: readonly string[] } {
  const step = stepFor(daysIn(days));
  const steps = [days.from];
  for (;;) {
    const next = nextStep(steps.at(-1) ?? days.from, step);
    if (next > days.to) return { step, steps };
    steps.push(next);
  }
}

function stepFor(days: number): SpendStep {
  if (days <= DAY_BARS_MAX) return 'day';
  return days <= WEEK_BARS_MAX * 7 ? 'week' : 'month';
}

/** Weeks begin on Monday. */
function nextStep(day: string, step: SpendStep): string {
  if (step === 'day') return addDays(day, 1);
  if (step === 'week') {
    const { weekday } = utcMomentOf(dayOfIso(day) * DAY_MS);
    return addDays(day, 7 - ((weekday + 6) % 7));
  }
  return firstOfMonth(addDays(firstOfMonth(day), 31));
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}

/** So many days later; days of the calendar, whatever clocks do. */
export function addDays(day: string, days: number): string {
  return isoDayOf((dayOfIso(day) + days) * DAY_MS);
}

/** How many days these are. */
export function daysIn({ from, to }: DayRange): number {
  return dayOfIso(to) - dayOfIso(from) + 1;
}

function isIn({ from, to }: DayRange, day: string): boolean {
  return from <= day && day <= to;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sumOf<T>(values: readonly T[], of: (value: T) => bigint): bigint {
  return values.reduce((sum, value) => sum + of(value), 0n);
}
