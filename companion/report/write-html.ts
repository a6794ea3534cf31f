import { showAmount } from '../terminal/shorten.ts';
import { escapeHtml } from './escape-html.ts';
import type { Report, SpendRow } from './gather-report.ts';
import { type ReportTable, reportTables } from './report-tables.ts';

const WIDTH = 720;
const HEIGHT = 160;
const ROW = 26;
const BARS_MAX = 12;

/** A report as one page that needs nothing else: no script, no font, nothing from elsewhere. */
export function writeHtml(report: Report): string {
  const { from, to, zone, calls, refusals, unknown, sums, models, providers } = report;
  const charts = sums.flatMap(({ unit }) => [
    `<h2>By day, ${escapeHtml(unit)}</h2>${dayChart(report, unit)}${dayTable(report, unit)}`,
    `<h2>By model, ${escapeHtml(unit)}</h2>${barChart(models, unit, ({ model, provider }) => `${model || 'no model'} · ${provider}`)}`,
    `<h2>By provider, ${escapeHtml(unit)}</h2>${barChart(providers, unit, ({ provider }) => provider ?? '')}`,
  ]);
  const figures = sums.map(
    ({ unit, cost, average }) =>
      `<p class="sum">${escapeHtml(showAmount(cost, unit))}<small>${average === null ? '' : `${escapeHtml(showAmount(average, unit))} a call`}</small></p>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Spent from ${escapeHtml(from)} to ${escapeHtml(to)}</title>`,
    `<style>${STYLE}</style></head><body><main>`,
    `<h1>Spent from ${escapeHtml(from)} to ${escapeHtml(to)}</h1>`,
    `<p>${calls} calls, ${refusals} refused, ${unknown} of unknown cost. Days of ${escapeHtml(zone)}.</p>`,
    ...figures,
    ...charts,
    budgetTable(report),
    ...reportTables(report).map(writeTable),
    '</main></body></html>',
    '',
  ].join('\n');
}

const STYLE = [
  ':root{color-scheme:light dark;--bar:#2563eb}@media(prefers-color-scheme:dark){:root{--bar:#60a5fa}}',
  'body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:760px;margin:2rem auto;padding:0 1rem}',
  'h1{font-size:1.5rem}h2{font-size:1rem;margin-top:2rem}svg{width:100%;height:auto;font:12px system-ui,sans-serif}',
  'svg text{fill:currentColor}rect{fill:var(--bar)}.sum{font-size:2rem;margin:.5rem 0}.sum small{font-size:1rem;margin-left:1rem;opacity:.7}',
  'table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #8884;overflow-wrap:anywhere}',
  'details{margin:.5rem 0}@media print{:root{color-scheme:light;--bar:#2563eb}main{max-width:none}h2,svg,tr{break-inside:avoid}h2{break-after:avoid}}',
].join('');

function dayChart({ days }: Report, unit: string): string {
  const costs = days.map(({ costs: of }) => Number(of[unit] ?? 0));
  const most = Math.max(...costs, Number.MIN_VALUE);
  const step = WIDTH / days.length;
  const bars = days.map(({ day, costs: of }, at) => {
    const height = ((costs[at] ?? 0) / most) * HEIGHT;
    const title = `<title>${escapeHtml(day)}: ${escapeHtml(showAmount(of[unit] ?? '0', unit))}</title>`;
    return `<rect x="${round(at * step + step * 0.1)}" y="${round(HEIGHT - height)}" width="${round(step * 0.8)}" height="${round(height)}">${title}</rect>`;
  });
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  const labels = `<text x="0" y="${HEIGHT + 16}">${escapeHtml(first)}</text><text x="${WIDTH}" y="${HEIGHT + 16}" text-anchor="end">${escapeHtml(last)}</text>`;
  return svg(HEIGHT + 24, `Cost of each day in ${unit}`, bars.join('') + labels);
}

function barChart(rows: readonly SpendRow[], unit: string, nameOf: (row: SpendRow) => string): string {
  const own = rows.filter((row) => row.unit === unit).slice(0, BARS_MAX);
  const most = Math.max(...own.map(({ cost }) => Number(cost)), Number.MIN_VALUE);
  const bars = own.map((row, at) => {
    const width = (Number(row.cost) / most) * (WIDTH / 2);
    const y = at * ROW;
    return `<text x="0" y="${y + 16}">${escapeHtml(nameOf(row).slice(0, 44))}</text><rect x="${WIDTH * 0.38}" y="${y + 4}" width="${round(width)}" height="16"/><text x="${WIDTH}" y="${y + 16}" text-anchor="end">${escapeHtml(showAmount(row.cost, unit))}</text>`;
  });
  const [first] = own;
  const summary = first === undefined ? 'Nothing.' : `Most: ${nameOf(first)}, ${showAmount(first.cost, unit)}.`;
  const lines = own.map((row) => [nameOf(row), showAmount(row.cost, unit), String(row.calls)]);
  const picture = svg(Math.max(1, own.length) * ROW, `Cost in ${unit}`, bars.join(''));
  return `${picture}<p>${escapeHtml(summary)}</p>${figures(['Name', 'Cost', 'Calls'], lines)}`;
}

function svg(height: number, title: string, content: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${content}</svg>`;
}

/** The same figures for whoever does not see the picture. */
function dayTable({ days }: Report, unit: string): string {
  const spent = days.filter(({ costs }) => costs[unit] !== undefined);
  const most = spent.toSorted((a, b) => Number(b.costs[unit]) - Number(a.costs[unit]))[0];
  const summary =
    most === undefined
      ? 'Nothing was spent.'
      : `Spent on ${spent.length} of ${days.length} days; most on ${most.day}: ${showAmount(most.costs[unit] ?? '0', unit)}.`;
  const rows = days.map(({ day, costs, calls }) => [day, showAmount(costs[unit] ?? '0', unit), String(calls)]);
  return `<p>${escapeHtml(summary)}</p>${figures(['Day', 'Cost', 'Calls'], rows)}`;
}

function figures(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return `<details><summary>Figures</summary>${tableOf(heads, rows)}</details>`;
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`);
  return `<table><tr>${head}</tr>${lines.join('')}</table>`;
}

function writeTable({ title, summary, heads, rows }: ReportTable): string {
  const said = summary.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  return `<h2>${escapeHtml(title)}</h2>${said}${rows.length === 0 ? '' : tableOf(heads, rows)}`;
}

function budgetTable({ budgets }: Report): string {
  if (budgets.length === 0) return '';
  const rows = budgets.map(({ id, left, limitNow, unit, per }) => {
    const cells = [id, left === undefined ? '–' : showAmount(left, unit), `${showAmount(limitNow, unit)} a ${per}`];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  return `<h2>Budgets</h2><table><tr><th>Budget</th><th>Left</th><th>Limit</th></tr>${rows.join('')}</table>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
