import type { BalanceTrend } from './balance-section.ts';
import type { Report, SpendRow } from './gather-report.ts';
import type { ReportWords } from './report-words.ts';
import type { DetailRow, EstimateRow } from './scan-calls.ts';

/** A part of a report as every form of it shows it. */
export interface ReportTable {
  readonly title: string;
  /** Sentences; a report that is read aloud has no more. */
  readonly summary: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Balances that are drawn beside it. Absent: none. */
  readonly trends?: readonly BalanceTrend[];
}

/** Rows of each; JSON has all of them. */
const ROWS_MAX = 12;

/** What is beside the sums by model and day: budgets, labels and kinds, forecasts, and what others worked out. Empty ones are left out. */
export function reportTables(report: Report, words: ReportWords): readonly ReportTable[] {
  const { details, sections, sectionsMissing } = report;
  const { labels, kinds, estimates, isPart } = details;
  const { say } = words;
  const tables: readonly ReportTable[] = [
    budgetTable(report, words),
    detailTable('label', labels, words),
    detailTable('kind', kinds, words),
    estimateTable(estimates, words),
    ...sections,
    {
      ...{ title: say('report.missing'), heads: [], rows: [] },
      summary: [...(isPart ? [say('report.isPart')] : []), ...(sectionsMissing > 0 ? [say('report.leftOut')] : [])],
    },
  ];
  return tables.filter(({ rows, summary }) => rows.length > 0 || summary.length > 0);
}

/** The sums by model and by provider, for forms that do not draw them. Empty ones are left out. */
export function spendTables({ models, providers }: Report, words: ReportWords): readonly ReportTable[] {
  const tables = [spendTable('model', models, words), spendTable('provider', providers, words)];
  return tables.filter(({ rows }) => rows.length > 0);
}

function spendTable(by: 'model' | 'provider', rows: readonly SpendRow[], { say, money }: ReportWords): ReportTable {
  const names = by === 'model' ? (['model', 'provider'] as const) : (['provider'] as const);
  return {
    title: say(by === 'model' ? 'report.models' : 'report.providers'),
    summary: sayMore(rows, { say }),
    heads: [...names, ...(['cost', 'calls', 'refused'] as const)].map((head) => say(`report.head.${head}`)),
    rows: rows
      .slice(0, ROWS_MAX)
      .map(({ model, provider = '', cost, unit, calls, refusals }) => [
        ...(by === 'model' ? [model || say('report.noModel')] : []),
        ...[provider, unit === '' ? say('report.unknown') : money(cost, unit), String(calls), String(refusals)],
      ]),
  };
}

/** That a table has not all of its rows. */
function sayMore(rows: readonly unknown[], { say }: Pick<ReportWords, 'say'>): readonly string[] {
  const more = rows.length - ROWS_MAX;
  return more > 0 ? [say('report.more', { shown: ROWS_MAX, n: more })] : [];
}

function budgetTable({ budgets }: Report, { say, money }: ReportWords): ReportTable {
  return {
    ...{ title: say('report.budgets'), summary: [] },
    heads: (['budget', 'spent', 'left', 'limit'] as const).map((head) => say(`report.head.${head}`)),
    rows: budgets.map(({ id, spent, left, limitNow, unit, per }) => [
      ...[id, ...[spent, left].map((amount) => (amount === undefined ? '–' : money(amount, unit)))],
      isPer(per) ? say(`report.per.${per}`, { money: money(limitNow, unit) }) : money(limitNow, unit),
    ]),
  };
}

const PERS = ['call', 'hour', 'day', 'week', 'month'] as const;

function isPer(per: string): per is (typeof PERS)[number] {
  return PERS.some((one) => one === per);
}

function detailTable(by: 'label' | 'kind', rows: readonly DetailRow[], { say, money }: ReportWords): ReportTable {
  return {
    title: say(by === 'label' ? 'report.byLabel' : 'report.byKind'),
    summary: sayMore(rows, { say }),
    heads: [say(`report.head.${by}`), say('report.head.cost'), say('report.head.calls')],
    rows: rows
      .slice(0, ROWS_MAX)
      .map(({ name, unit, cost, calls }) => [
        ...[name, unit === '' ? say('report.unknown') : money(cost, unit), String(calls)],
      ]),
  };
}

function estimateTable(rows: readonly EstimateRow[], { say, money }: ReportWords): ReportTable {
  return {
    title: say('report.forecast'),
    summary: rows.flatMap(({ unit, inRangePercent: percent }) =>
      percent === null ? [] : [say('report.inRange', { percent, unit })],
    ),
    heads: (['calls', 'forecast', 'cost', 'off'] as const).map((head) => say(`report.head.${head}`)),
    rows: rows.map(({ unit, calls, estimate, cost, offPercent }) => [
      ...[String(calls), money(estimate, unit), money(cost, unit)],
      offPercent === null ? '–' : `${offPercent > 0 ? '+' : ''}${offPercent} %`,
    ]),
  };
}
