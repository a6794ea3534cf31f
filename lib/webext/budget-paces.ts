import { type Budget, isWithin } from '../budget/budget.ts';
import type { HourRow } from '../ledger/rows.ts';
import { describeRunway } from '../watch/describe-runway.ts';
import type { LowFound } from '../watch/find-low.ts';
import { forecastRunway } from '../watch/forecast-runway.ts';
import { hourlySpend } from '../watch/hourly-spend.ts';
import {
  RUNWAY_DAYS,
  type RunwayLimits,
  type RunwaySubject,
  runwayConditions,
  unsureRunways,
} from '../watch/runway-conditions.ts';
import { measureBudget, type OwnBudgetRow, type SpentFrom } from './own-budgets.ts';
import type { BudgetPace } from './watch-state.ts';

/** How long every own budget lasts. Tokens are not summed by hour: how long a budget of them lasts nobody can say. */
export function learnBudgetPaces(
  rows: readonly OwnBudgetRow[],
  from: SpentFrom,
  hours: readonly HourRow[],
  zone: string,
): readonly BudgetPace[] {
  const { now } = from;
  return rows.flatMap(({ id, budget }) => {
    const { span, left, unit } = standOf(budget, from);
    const amounts = amountsOf(budget, hours);
    if (amounts === null) return [];
    const spend = hourlySpend(amounts, unit, now);
    const runway = forecastRunway({ spend, leftNano: left, now, zone, scheduled: [] });
    const lasts = describeRunway(runway, { now, zone, renewsAt: span.end });
    return runway.days === 0 ? [] : [{ budget: id, renewsAt: span.end, runway, lasts }];
  });
}

/** Own budgets that end before they begin anew. What is used up is another condition's. */
export function findShortBudgets(
  rows: readonly OwnBudgetRow[],
  from: SpentFrom,
  paces: readonly BudgetPace[],
  looking: Pick<RunwayLimits, 'now' | 'zone' | 'hours' | 'holidays' | 'isOpen'>,
): LowFound {
  const subjects = rows.map(({ id, budget }): RunwaySubject => {
    const { span, left, unit } = standOf(budget, from);
    const pace = paces.find((one) => one.budget === id && one.renewsAt === span.end);
    const of = { kind: 'budget', id } as const;
    return { of, name: id, unit, left, runway: pace?.runway ?? null, renewsAt: span.end, link: null };
  });
  const conditions = runwayConditions(subjects, { ...looking, daysOf: () => RUNWAY_DAYS, leadOf: () => null });
  return { conditions, unsure: unsureRunways(subjects) };
}

function standOf(budget: Budget, from: SpentFrom): { span: { readonly end: number }; left: bigint; unit: string } {
  const { span, cap, spent, held } = measureBudget(budget, from);
  const left = cap > spent + held ? cap - spent - held : 0n;
  return { span, left, unit: budget.unit.kind === 'money' ? budget.unit.currency : budget.unit.kind };
}

function amountsOf(
  budget: Budget,
  hours: readonly HourRow[],
): readonly { readonly at: number; readonly amount: bigint }[] | null {
  const { unit } = budget;
  if (unit.kind === 'tokens') return null;
  return hours
    .filter((row) => isWithin(budget, { ...row, model: row.model || null, label: null }))
    .filter((row) => unit.kind === 'calls' || row.unit === unit.currency)
    .map(({ hour, nano, calls }) => ({ at: hour, amount: unit.kind === 'calls' ? BigInt(calls) : nano }));
}
