import { styleText } from 'node:util';
import { wrap } from '../commands/help.ts';
import { showAmount } from '../terminal/shorten.ts';
import { writeBudgets } from '../terminal/write-budgets.ts';
import { writeTable } from '../terminal/write-table.ts';
import type { Report, SpendRow } from './gather-report.ts';
import { reportTables } from './report-tables.ts';

const COLUMNS = 80;
const BAR_COLUMNS = 40;
/** More days than that are no picture in a terminal. */
const DAYS_SHOWN_MAX = 31;
const MODELS_SHOWN_MAX = 12;

/** A report for a terminal, in 80 columns. */
export function writeReport(report: Report): readonly string[] {
  const { from, to, calls, sums } = report;
  const title = styleText('bold', `From ${from} to ${to}`);
  if (calls === 0) return [title, '', 'No calls.'];
  return [
    title,
    countLine(report),
    '',
    ...sums.map(
      ({ unit, cost, average, changePercent }) =>
        `${styleText('bold', showAmount(cost, unit).padEnd(18))}${average === null ? '' : `${showAmount(average, unit)} a call on average`}${sayChange(changePercent)}`,
    ),
    ...sums.slice(0, 1).flatMap(({ unit }) => writeDays(report, unit)),
    '',
    ...writeModels(report.models),
    ...(report.budgets.length === 0 ? [] : ['', ...writeBudgets(report.budgets)]),
    ...reportTables(report).flatMap(({ title: head, summary, heads, rows }) => [
      ...['', styleText('bold', head), ...summary.flatMap((line) => wrap(line, COLUMNS))],
      ...(rows.length === 0 ? [] : writeTable(heads, rows)),
    ]),
  ];
}

function countLine({ calls, refusals, unknown }: Report): string {
  const count = `${calls.toLocaleString('en')} ${calls === 1 ? 'call' : 'calls'}`;
  return [count, `${refusals} refused`, `${unknown} of unknown cost`].join(', ');
}

/** What it comes to, a sentence for each unit: the beginning of every form of a report. */
export function sumLines(report: Report): readonly string[] {
  return [
    `${countLine(report)}.`,
    ...report.sums.map(
      ({ unit, cost, average, changePercent }) =>
        `${showAmount(cost, unit)}${average === null ? '' : `; ${showAmount(average, unit)} a call on average`}${sayChange(changePercent)}.`,
    ),
  ];
}

/** The same and the sentences of its parts, for channels that show a few lines. */
export function reportLines(report: Report): readonly string[] {
  const said = reportTables(report).flatMap(({ title, summary }) => summary.map((line) => `${title}: ${line}`));
  return [...sumLines(report), ...said];
}

function sayChange(percent: number | null): string {
  if (percent === null) return ', nothing in the days before';
  if (percent === 0) return ', as much as in the days before';
  return `, ${Math.abs(percent)} % ${percent > 0 ? 'more' : 'less'} than in the days before`;
}

function writeDays({ days }: Report, unit: string): readonly string[] {
  const shown = days.slice(-DAYS_SHOWN_MAX);
  const most = Math.max(...shown.map(({ costs }) => Number(costs[unit] ?? 0)));
  if (shown.length < 2 || most <= 0) return [];
  return [
    '',
    ...shown.map(({ day, costs }) => {
      const cost = costs[unit] ?? '0';
      const filled = Math.round((Number(cost) / most) * BAR_COLUMNS);
      return `${day}  ${'█'.repeat(filled)}${filled === 0 ? '' : ' '}${cost === '0' ? '' : showAmount(cost, unit)}`.trimEnd();
    }),
  ];
}

function writeModels(models: readonly SpendRow[]): readonly string[] {
  const shown = models.slice(0, MODELS_SHOWN_MAX);
  const more = models.length - shown.length;
  const rows = shown.map(({ model, provider, cost, unit, calls, refusals }) => [
    ...[
      model || '–',
      provider ?? '',
      unit === '' ? 'unknown' : showAmount(cost, unit),
      String(calls),
      String(refusals),
    ],
  ]);
  return [
    ...writeTable(['Model', 'Provider', 'Cost', 'Calls', 'Refused'], rows),
    ...(more > 0 ? [`and ${more} more: tollkeeper spend`] : []),
  ];
}
