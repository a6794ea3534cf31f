import { parseDecimal, percentChange, toDecimal } from '../../lib/domain/money.ts';
import type { Language } from '../../lib/domain/text.ts';
import { daysBefore, daysFrom } from '../api/days.ts';
import type { ShownBudget } from '../terminal/write-budgets.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import type { CallDetails } from './scan-calls.ts';
import type { ReportSection } from './sections.ts';

/** A sum as `GET /spend` gives it. */
export interface SpendRow {
  readonly provider?: string;
  readonly model?: string;
  readonly day?: string;
  /** Empty: calls of which nobody knows what they cost. */
  readonly unit: string;
  /** Decimal. */
  readonly cost: string;
  readonly calls: number;
  readonly refusals: number;
  readonly unknown: number;
}

/** What was spent in one unit. Amounts are decimals. */
export interface ReportSum {
  readonly unit: string;
  readonly cost: string;
  /** Calls whose cost is known. */
  readonly calls: number;
  /** Of those; null: there is none. */
  readonly average: string | null;
  /** By how many percent it is more than in the days before, less with a minus; null: nothing was spent in those. */
  readonly changePercent: number | null;
}

/** What a ledger can tell of some days. */
export interface Report extends SpendReport {
  /** Of its sections, and of how it is shown. */
  readonly language: Language;
  readonly details: CallDetails;
  /** What else was worked out, and how many parts could not be. */
  readonly sections: readonly ReportSection[];
  readonly sectionsMissing: number;
}

/** What its sums of days tell. */
export interface SpendReport {
  /** `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** All calls, those of unknown cost among them. */
  readonly calls: number;
  readonly refusals: number;
  readonly unknown: number;
  readonly sums: readonly ReportSum[];
  readonly providers: readonly SpendRow[];
  readonly models: readonly SpendRow[];
  /** Every day of it, in order; those without calls have none. */
  readonly days: readonly {
    readonly day: string;
    readonly costs: Readonly<Record<string, string>>;
    readonly calls: number;
  }[];
  readonly budgets: readonly ShownBudget[];
  readonly balances: ShownStatus['balances'];
}

/** Asks for the sums of some days, as `GET /spend` has them. */
export type AskSpend = (by: 'provider' | 'model' | 'day', from: string, to: string) => Promise<readonly SpendRow[]>;

/** Puts the sums of a report together. `from`, `to`: days, both included. */
export async function gatherReport(
  { from, to }: { readonly from: string; readonly to: string },
  status: Pick<ShownStatus, 'budgets' | 'balances'> & { readonly zone: string },
  ask: AskSpend,
): Promise<SpendReport> {
  const days = daysFrom(from, to);
  const before = { from: daysBefore(from, days.length), to: daysBefore(from, 1) };
  const models = await ask('model', from, to);
  const byDay = await ask('day', from, to);
  const earlier = await ask('provider', before.from, before.to);
  return {
    ...{ from, to, zone: status.zone, models, providers: await ask('provider', from, to) },
    calls: count(models, 'calls'),
    refusals: count(models, 'refusals'),
    unknown: count(models, 'unknown'),
    sums: unitsOf(models).map((unit) => sumOf(unit, models, earlier)),
    days: days.map((day) => dayOf(day, byDay)),
    budgets: status.budgets,
    balances: status.balances,
  };
}

function sumOf(unit: string, rows: readonly SpendRow[], earlier: readonly SpendRow[]): ReportSum {
  const own = rows.filter((row) => row.unit === unit);
  const nano = total(own);
  const calls = count(own, 'calls') - count(own, 'unknown');
  const was = total(earlier.filter((row) => row.unit === unit));
  const change = percentChange(was, nano);
  return {
    ...{ unit, cost: toDecimal(nano), calls },
    average: calls > 0 ? toDecimal(nano / BigInt(calls)) : null,
    changePercent: change === null ? null : nano < was ? -change : change,
  };
}

/** Without what has no price; what most was spent in first. */
function unitsOf(rows: readonly SpendRow[]): readonly string[] {
  return [...new Set(rows.map(({ unit }) => unit))].filter((unit) => unit !== '');
}

function dayOf(day: string, rows: readonly SpendRow[]): SpendReport['days'][number] {
  const own = rows.filter((row) => row.day === day);
  const priced = own.filter(({ unit }) => unit !== '');
  return { day, costs: Object.fromEntries(priced.map(({ unit, cost }) => [unit, cost])), calls: count(own, 'calls') };
}

function total(rows: readonly SpendRow[]): bigint {
  return rows.reduce((sum, { cost }) => sum + (parseDecimal(cost) ?? 0n), 0n);
}

function count(rows: readonly SpendRow[], of: 'calls' | 'refusals' | 'unknown'): number {
  return rows.reduce((sum, row) => sum + row[of], 0);
}
