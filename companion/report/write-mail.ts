import type { BalanceTrend } from './balance-section.ts';
import { escapeHtml } from './escape-html.ts';
import type { Report } from './gather-report.ts';
import { sayCount, saySums } from './report-lines.ts';
import { reportTables, spendTables } from './report-tables.ts';
import { type ReportWords, wordsIn } from './report-words.ts';

/** Bars of a mail, of 100. */
const BAR_WIDTH = 60;
const CELL = 'padding:4px 8px;border-bottom:1px solid #ccc;text-align:left;vertical-align:top;font:14px sans-serif';

/** A report as HTML that mail programs show: tables and styles in their places, no picture, nothing from elsewhere. */
export function writeMail(report: Report): string {
  const { from, to, language, days, sums } = report;
  const words = wordsIn(language);
  const { say } = words;
  return [
    `<div lang="${language === 'zh' ? 'zh-CN' : 'en'}" style="max-width:720px;font:14px sans-serif">`,
    `<h1 style="font-size:20px">${escapeHtml(say('report.title', { from, to }))}</h1>`,
    ...[sayCount(report, words), ...saySums(report, words)].map((line) => `<p>${escapeHtml(line)}</p>`),
    ...sums.slice(0, 1).flatMap(({ unit }) => [
      heading(say('report.byDay', { unit })),
      bars(
        days.map(({ day, costs }) => ({ day, amount: costs[unit] ?? '0' })),
        unit,
        words,
      ),
    ]),
    ...[...spendTables(report, words), ...reportTables(report, words)].flatMap(
      ({ title, summary, heads, rows, trends = [] }) => [
        heading(title),
        ...summary.map((line) => `<p>${escapeHtml(line)}</p>`),
        rows.length === 0 ? '' : table(heads, rows),
        ...trends
          .filter(({ days: read }) => read.filter(({ amount }) => amount !== null).length > 1)
          .flatMap((trend) => [
            `<p>${escapeHtml(say('report.balance.chart', { name: trend.name, unit: trend.unit }))}</p>`,
            bars(trend.days, trend.unit, words),
          ]),
      ],
    ),
    '</div>',
  ].join('\n');
}

function heading(text: string): string {
  return `<h2 style="font-size:16px">${escapeHtml(text)}</h2>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag} style="${CELL}">${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table style="border-collapse:collapse">${line(heads, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`;
}

/** A row each day; of days of which nothing is known there is none. */
function bars(days: BalanceTrend['days'], unit: string, { money }: ReportWords): string {
  const most = Math.max(...days.map(({ amount }) => Number(amount ?? 0)), Number.MIN_VALUE);
  const rows = days.flatMap(({ day, amount }) => {
    if (amount === null) return [];
    const width = Math.max(0, Math.round((Number(amount) / most) * BAR_WIDTH));
    const bar =
      width === 0 ? '' : `<span style="display:inline-block;width:${width}%;background:#2563eb">&nbsp;</span> `;
    return [
      `<tr><td style="${CELL};white-space:nowrap">${escapeHtml(day)}</td><td style="${CELL};width:500px">${bar}${escapeHtml(money(amount, unit))}</td></tr>`,
    ];
  });
  return `<table style="border-collapse:collapse">${rows.join('')}</table>`;
}
