import { styleText } from 'node:util';
import { cutColumns, widthOf, wrapColumns } from '../terminal/columns.ts';
import { writeTable } from '../terminal/write-table.ts';
import type { BalanceTrend } from './balance-section.ts';
import type { Report } from './gather-report.ts';
import { sayCount, saySums } from './report-lines.ts';
import { type ReportTable, reportTables, spendTables } from './report-tables.ts';
import { type ReportWords, wordsIn } from './report-words.ts';

const COLUMNS = 80;
const BAR_COLUMNS = 40;
/** More days than that are no picture in a terminal. */
const DAYS_SHOWN_MAX = 31;
const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** A report for a terminal, in 80 columns. */
export function writeReport(report: Report): readonly string[] {
  const words = wordsIn(report.language);
  const { say } = words;
  const { from, to, calls, sums } = report;
  const title = styleText('bold', say('report.title', { from, to }));
  const tables = reportTables(report, words).flatMap(writePart);
  if (calls === 0) return [title, '', say('report.noCalls'), ...tables];
  return [
    title,
    sayCount(report, words),
    '',
    ...saySums(report, words).flatMap((line) => wrapColumns(line, COLUMNS)),
    ...sums.slice(0, 1).flatMap(({ unit }) => writeDays(report, unit, words)),
    ...spendTables(report, words).flatMap(writePart),
    ...tables,
  ];
}

function writePart({ title, summary, heads, rows, trends = [] }: ReportTable): readonly string[] {
  return [
    ...['', styleText('bold', title), ...summary.flatMap((line) => wrapColumns(line, COLUMNS))],
    ...trends.flatMap((trend) => writeTrend(trend)),
    ...(rows.length === 0 ? [] : writeTable(heads, rows)),
  ];
}

function writeDays({ days }: Report, unit: string, { money }: ReportWords): readonly string[] {
  const shown = days.slice(-DAYS_SHOWN_MAX);
  const most = Math.max(...shown.map(({ costs }) => Number(costs[unit] ?? 0)));
  if (shown.length < 2 || most <= 0) return [];
  return [
    '',
    ...shown.map(({ day, costs }) => {
      const cost = costs[unit] ?? '0';
      const filled = Math.round((Number(cost) / most) * BAR_COLUMNS);
      return `${day}  ${'█'.repeat(filled)}${filled === 0 ? '' : ' '}${cost === '0' ? '' : money(cost, unit)}`.trimEnd();
    }),
  ];
}

/** A balance as a row of steps, a day each; a dot is a day on which it was not read. The sentence above says the same. */
function writeTrend({ name, unit, days }: BalanceTrend): readonly string[] {
  const shown = days.slice(-DAYS_SHOWN_MAX);
  const most = Math.max(...shown.map(({ amount }) => Number(amount ?? 0)));
  if (shown.length < 2 || most <= 0) return [];
  const steps = shown.map(({ amount }) => {
    if (amount === null) return '·';
    const share = Math.max(0, Number(amount) / most);
    return STEPS[Math.min(STEPS.length - 1, Math.floor(share * STEPS.length))] ?? '';
  });
  const rest = COLUMNS - shown.length - 2 - widthOf(unit) - 1;
  return [`${steps.join('')}  ${cutColumns(name, rest)} ${unit}`];
}
