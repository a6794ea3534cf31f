import { cutColumns } from '../terminal/columns.ts';
import type { BalanceTrend } from './balance-section.ts';
import { escapeHtml } from './escape-html.ts';
import type { Report, SpendRow } from './gather-report.ts';
import { hasLongWord } from './has-long-word.ts';
import type { ReportWords } from './report-words.ts';

const WIDTH = 720;
const HEIGHT = 160;
const ROW = 26;
const BARS_MAX = 12;
/** Names beside bars: Chinese signs are twice as wide. */
const NAME_COLUMNS = 44;

/** What was spent in a unit, a bar each day, with its figures. */
export function dayChart({ days }: Report, unit: string, words: ReportWords): string {
  const { say, money } = words;
  const costs = days.map(({ costs: of }) => Number(of[unit] ?? 0));
  const most = Math.max(...costs, Number.MIN_VALUE);
  const step = WIDTH / days.length;
  const bars = days.map(({ day, costs: of }, at) => {
    const height = ((costs[at] ?? 0) / most) * HEIGHT;
    const box = `x="${round(at * step + step * 0.1)}" y="${round(HEIGHT - height)}" width="${round(step * 0.8)}" height="${round(height)}"`;
    return `<rect ${box}>${tip(`${day}: ${money(of[unit] ?? '0', unit)}`)}</rect>`;
  });
  const spent = days.filter(({ costs: of }) => of[unit] !== undefined);
  const top = spent.toSorted((a, b) => Number(b.costs[unit]) - Number(a.costs[unit]))[0];
  const params = {
    some: spent.length,
    n: days.length,
    day: top?.day ?? '',
    money: money(top?.costs[unit] ?? '0', unit),
  };
  const summary = say(top === undefined ? 'report.days.none' : 'report.days', params);
  const rows = days.map(({ day, costs: of, calls }) => [day, money(of[unit] ?? '0', unit), String(calls)]);
  const picture = svg(HEIGHT + 24, say('report.costOfDays', { unit }), bars.join('') + firstAndLast(days));
  return picture + told(summary, ['day', 'cost', 'calls'], rows, words);
}

/** What was spent by model or provider, a bar each, with its figures. */
export function barChart(
  rows: readonly SpendRow[],
  { unit, nameOf }: { readonly unit: string; readonly nameOf: (row: SpendRow) => string },
  words: ReportWords,
): string {
  const { say, money } = words;
  const own = rows.filter((row) => row.unit === unit).slice(0, BARS_MAX);
  const most = Math.max(...own.map(({ cost }) => Number(cost)), Number.MIN_VALUE);
  const bars = own.map((row, at) => {
    const width = (Number(row.cost) / most) * (WIDTH / 2);
    const y = at * ROW;
    const name = cutColumns(nameOf(row), NAME_COLUMNS);
    return `<text x="0" y="${y + 16}">${escapeHtml(name)}</text><rect x="${WIDTH * 0.38}" y="${y + 4}" width="${round(width)}" height="16"/><text x="${WIDTH}" y="${y + 16}" text-anchor="end">${escapeHtml(money(row.cost, unit))}</text>`;
  });
  const [first] = own;
  const summary =
    first === undefined
      ? say('report.nothing')
      : say('report.most', { name: nameOf(first), money: money(first.cost, unit) });
  const lines = own.map((row) => [nameOf(row), money(row.cost, unit), String(row.calls)]);
  const picture = svg(Math.max(1, own.length) * ROW, say('report.costIn', { unit }), bars.join(''));
  return picture + told(summary, ['name', 'cost', 'calls'], lines, words);
}

/** A balance as a line through the days on which it was read, with its figures; of one day there is none. The section's sentences say the same. */
export function trendChart({ name, unit, days }: BalanceTrend, words: ReportWords): string {
  const { say, money } = words;
  const known = days.flatMap(({ day, amount }, at) => (amount === null ? [] : [{ day, amount, at }]));
  if (known.length < 2) return '';
  const title = say('report.balance.chart', { name, unit });
  const [most, least] = [Math.max(...known.map(({ amount }) => Number(amount)), Number.MIN_VALUE), 0];
  const low = Math.min(...known.map(({ amount }) => Number(amount)), least);
  const step = WIDTH / days.length;
  const dots = known.map(({ day, amount, at }) => {
    const place = {
      x: round((at + 0.5) * step),
      y: round(8 + (1 - (Number(amount) - low) / (most - low)) * (HEIGHT - 16)),
    };
    return { ...place, said: `${day}: ${money(amount, unit)}` };
  });
  const zero = round(8 + (1 - (0 - low) / (most - low)) * (HEIGHT - 16));
  const line = `<polyline points="${dots.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`;
  const marks = dots.map(({ x, y, said }) => `<circle cx="${x}" cy="${y}" r="4">${tip(said)}</circle>`).join('');
  const ground = `<line x1="0" y1="${zero}" x2="${WIDTH}" y2="${zero}"/>`;
  const picture = `<p>${escapeHtml(title)}</p>${svg(HEIGHT + 24, title, ground + line + marks + firstAndLast(days))}`;
  const rows = known.map(({ day, amount }) => [day, money(amount, unit)]);
  return picture + figures(['day', 'balance'], rows, words);
}

type Head = 'day' | 'cost' | 'calls' | 'name' | 'balance';

/** What a picture shows, as a sentence and as a table. */
function told(said: string, heads: readonly Head[], rows: readonly (readonly string[])[], words: ReportWords): string {
  return `<p>${escapeHtml(said)}</p>${figures(heads, rows, words)}`;
}

function figures(heads: readonly Head[], rows: readonly (readonly string[])[], { say }: ReportWords): string {
  const named = heads.map((head) => say(`report.head.${head}`));
  return `<details><summary>${escapeHtml(say('report.figures'))}</summary>${tableOf(named, rows)}</details>`;
}

/** A plain table. */
export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`);
  return `<table><tr>${head}</tr>${lines.join('')}</table>`;
}

function cellOf(text: string): string {
  return `<td${hasLongWord(text) ? ' class="long"' : ''}>${escapeHtml(text)}</td>`;
}

function svg(height: number, title: string, content: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${content}</svg>`;
}

function firstAndLast(days: readonly { readonly day: string }[]): string {
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  return `<text x="0" y="${HEIGHT + 16}">${escapeHtml(first)}</text><text x="${WIDTH}" y="${HEIGHT + 16}" text-anchor="end">${escapeHtml(last)}</text>`;
}

function tip(said: string): string {
  return `<title>${escapeHtml(said)}</title>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
