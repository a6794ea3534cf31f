import { showAmount } from '../terminal/shorten.ts';
import { escapeHtml } from './escape-html.ts';
import type { Report } from './gather-report.ts';
import { reportTables } from './report-tables.ts';
import { sumLines } from './write-report.ts';

/** Bars of a mail, of 100. */
const BAR_WIDTH = 60;
const CELL = 'padding:4px 8px;border-bottom:1px solid #ccc;text-align:left;font:14px sans-serif';

/** A report as HTML that mail programs show: tables and styles in their places, no picture, nothing from elsewhere. */
export function writeMail(report: Report): string {
  const { from, to } = report;
  return [
    '<div style="max-width:720px;font:14px sans-serif">',
    `<h1 style="font-size:20px">Spent from ${escapeHtml(from)} to ${escapeHtml(to)}</h1>`,
    ...sumLines(report).map((line) => `<p>${escapeHtml(line)}</p>`),
    ...report.sums.slice(0, 1).map(({ unit }) => dayBars(report, unit)),
    ...reportTables(report).flatMap(({ title, summary, heads, rows }) => [
      `<h2 style="font-size:16px">${escapeHtml(title)}</h2>`,
      ...summary.map((line) => `<p>${escapeHtml(line)}</p>`),
      rows.length === 0 ? '' : table(heads, rows),
    ]),
    '</div>',
  ].join('\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag} style="${CELL}">${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table style="border-collapse:collapse">${line(heads, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`;
}

function dayBars({ days }: Report, unit: string): string {
  const most = Math.max(...days.map(({ costs }) => Number(costs[unit] ?? 0)), Number.MIN_VALUE);
  const rows = days.map(({ day, costs }) => {
    const cost = costs[unit] ?? '0';
    const width = Math.round((Number(cost) / most) * BAR_WIDTH);
    const bar =
      width === 0 ? '' : `<span style="display:inline-block;width:${width}%;background:#2563eb">&nbsp;</span> `;
    return `<tr><td style="${CELL}">${escapeHtml(day)}</td><td style="${CELL};width:500px">${bar}${escapeHtml(showAmount(cost, unit))}</td></tr>`;
  });
  return `<h2 style="font-size:16px">By day, ${escapeHtml(unit)}</h2><table style="border-collapse:collapse">${rows.join('')}</table>`;
}
