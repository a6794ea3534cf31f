import type { Report } from './gather-report.ts';
import { reportTables } from './report-tables.ts';
import type { ReportWords } from './report-words.ts';

/** "18 calls, 4 refused, 3 of unknown cost". */
export function sayCount({ calls, refusals, unknown }: Report, { say }: ReportWords): string {
  return say('report.count', { n: calls, refused: refusals, unknown });
}

/** What it comes to in each unit, and that against the days before. */
export function saySums({ sums }: Report, { say, money, language }: ReportWords): readonly string[] {
  const [comma, stop] = language === 'zh' ? ['，', '。'] : ['; ', '.'];
  return sums.map(({ unit, cost, average, changePercent }) => {
    const parts = [
      money(cost, unit),
      ...(average === null ? [] : [say('report.average', { money: money(average, unit) })]),
      sayChange(changePercent, { say }),
    ];
    return parts.join(comma) + stop;
  });
}

/** The same and the sentences of its parts, for channels that show a few lines. */
export function reportLines(report: Report, words: ReportWords): readonly string[] {
  const said = reportTables(report, words).flatMap(({ title, summary }) =>
    summary.map((line) => words.say('report.section', { title, said: { kind: 'verbatim', text: line } })),
  );
  const { language } = words;
  return [`${sayCount(report, words)}${language === 'zh' ? '。' : '.'}`, ...saySums(report, words), ...said];
}

function sayChange(percent: number | null, { say }: Pick<ReportWords, 'say'>): string {
  if (percent === null) return say('report.change.new');
  if (percent === 0) return say('report.change.same');
  return say(percent > 0 ? 'report.change.more' : 'report.change.less', { percent: Math.abs(percent) });
}
