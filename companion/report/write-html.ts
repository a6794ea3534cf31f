import { barChart, dayChart, tableOf, trendChart } from './charts.ts';
import { escapeHtml } from './escape-html.ts';
import type { Report } from './gather-report.ts';
import { sayCount } from './report-lines.ts';
import { type ReportTable, reportTables } from './report-tables.ts';
import { type ReportWords, wordsIn } from './report-words.ts';

/** A report as one page that needs nothing else: no script, no font, nothing from elsewhere. */
export function writeHtml(report: Report): string {
  const { from, to, zone, sums, models, providers, language } = report;
  const words = wordsIn(language);
  const { say, money } = words;
  const title = escapeHtml(say('report.title', { from, to }));
  const charts = sums.flatMap(({ unit }) => [
    `<h2>${escapeHtml(say('report.byDay', { unit }))}</h2>${dayChart(report, unit, words)}`,
    `<h2>${escapeHtml(say('report.byModel', { unit }))}</h2>${barChart(models, { unit, nameOf: ({ model, provider }) => `${model || say('report.noModel')} · ${provider}` }, words)}`,
    `<h2>${escapeHtml(say('report.byProvider', { unit }))}</h2>${barChart(providers, { unit, nameOf: ({ provider }) => provider ?? '' }, words)}`,
  ]);
  const figures = sums.map(({ unit, cost, average }) => {
    const each = average === null ? '' : escapeHtml(say('report.average', { money: money(average, unit) }));
    return `<p class="sum">${escapeHtml(money(cost, unit))} <small>${each}</small></p>`;
  });
  return [
    '<!doctype html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style></head><body><main>`,
    `<h1>${title}</h1>`,
    `<p>${escapeHtml(say('report.scope', { count: { kind: 'verbatim', text: sayCount(report, words) }, zone }))}</p>`,
    ...figures,
    ...charts,
    ...reportTables(report, words).map((table) => writeTable(table, words)),
    '</main></body></html>',
    '',
  ].join('\n');
}

const STYLE = [
  ':root{color-scheme:light dark;--bar:#2563eb}@media(prefers-color-scheme:dark){:root{--bar:#60a5fa}}',
  "body{font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:0;overflow-wrap:anywhere}main{max-width:760px;margin:2rem auto;padding:0 1rem}",
  'h1{font-size:1.5rem;line-height:1.25}h2{font-size:1rem;margin-top:2rem}svg{width:100%;height:auto;font-size:12px}',
  'svg text{fill:currentColor}rect,circle{fill:var(--bar)}polyline{fill:none;stroke:var(--bar);stroke-width:2}line{stroke:#8888}',
  '.sum{font-size:2rem;line-height:1.3;margin:.5rem 0}.sum small{font-size:1rem;opacity:.8}',
  'table{border-collapse:collapse;width:100%}td,th{text-align:start;vertical-align:top;padding:.25rem .5rem .25rem 0;border-bottom:1px solid #8884;overflow-wrap:break-word}td.long{overflow-wrap:anywhere}',
  'details{margin:.5rem 0}@media(max-width:30rem){svg{font-size:22px}}',
  '@media print{:root{color-scheme:light;--bar:#2563eb}main{max-width:none}h2,svg,tr{break-inside:avoid}h2{break-after:avoid}}',
].join('');

function writeTable({ title, summary, heads, rows, trends = [] }: ReportTable, words: ReportWords): string {
  const said = summary.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  const drawn = trends.map((trend) => trendChart(trend, words)).join('');
  return `<h2>${escapeHtml(title)}</h2>${said}${drawn}${rows.length === 0 ? '' : tableOf(heads, rows)}`;
}
