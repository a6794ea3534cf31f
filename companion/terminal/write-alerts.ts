import { styleText } from 'node:util';
import type { ShownAlert } from '../alerts/describe-alert.ts';
import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { padColumns, wrapColumns } from './columns.ts';
import { spokenLanguage } from './speak.ts';
import { nameOf } from './write-owners.ts';
import { COLORS, COMMA } from './write-status.ts';

const COLUMNS = 80;
const WIDTH = 70;
const MARGIN = ' '.repeat(8);

/** What is wrong now. `now`: epoch ms. */
export function writeAlerts(
  alerts: readonly ShownAlert[],
  now: number,
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  if (alerts.length === 0) return [words.say('page.alerts.none')];
  return alerts.flatMap((alert, at) => {
    const { level, title, meaning, todo, link } = alert;
    const [head = '', ...more] = wrapColumns(title, WIDTH);
    return [
      ...(at === 0 ? [] : ['']),
      `${mark(level, words)}${head}`,
      ...[...more, ...[...meaning, ...todo].flatMap((line) => wrapColumns(line, WIDTH))].map((line) => MARGIN + line),
      ...(link === null ? [] : [MARGIN + link]),
      ...wrapColumns(`${alert.id}: ${writeState(alert, now, words)}`, WIDTH).map((line) =>
        styleText('dim', MARGIN + line),
      ),
    ];
  });
}

function mark(level: ShownAlert['level'], { say }: ReportWords): string {
  return styleText(COLORS[level], padColumns(say(`cli.level.${level}`), 8));
}

function writeState(alert: ShownAlert, now: number, words: ReportWords): string {
  const { subject, since, missingSince, owner, told, acknowledged, snoozedUntil } = alert;
  const { say, span, language } = words;
  const last = told.at(-1);
  const heard =
    last === undefined
      ? say('cli.alert.nobody')
      : say('cli.alert.told', { contact: nameOf(last.contact), span: span(now - last.at) });
  const said =
    acknowledged === null
      ? []
      : [say('cli.alert.acknowledged', { by: acknowledged.by, span: span(now - acknowledged.at) })];
  const quiet = snoozedUntil === null ? [] : [say('cli.alert.quiet', { span: span(snoozedUntil - now) })];
  const gone = missingSince === null ? [] : [say('page.gone', { span: span(now - missingSince) })];
  // As commands take it.
  const what = subject.replace(/^(account|budget):/, '');
  const [lasts, whose] = [
    say('cli.alert.for', { span: span(now - since) }),
    say('cli.alert.of', { owner: nameOf(owner) }),
  ];
  return [what, lasts, ...gone, whose, heard, ...said, ...quiet].join(COMMA[language]);
}

/** Who was told what and when, the newest first, with how long it took. `zone`: IANA name. */
export function writeHistory(
  alerts: readonly ShownAlert[],
  zone: string,
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  const { say } = words;
  if (alerts.length === 0) return [say('cli.history.none')];
  // As people and programs sort it: 2026-11-23 09:00.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone });
  return alerts.flatMap((alert) => {
    const { since, level, title, told, acknowledged, snoozes, overAt, isEndUnseen, toAcknowledgeMs, toEndMs } = alert;
    const took = (what: string, ms: number | null): string =>
      ms === null ? what : say('cli.history.in', { what, span: words.span(ms) });
    const said = told.map(({ at, contact, kind }) => ({
      at,
      line: `${nameOf(contact)}: ${say(`page.notice.${kind}`)}`,
    }));
    const known = acknowledged && {
      at: acknowledged.at,
      line: took(say('cli.history.knows', { by: acknowledged.by }), toAcknowledgeMs),
    };
    const quiet = snoozes.map(({ at, until }) => ({ at, line: say('page.snoozed', { span: words.span(until - at) }) }));
    const ended = isEndUnseen ? say('cli.history.unseen') : took(say('cli.history.over'), toEndMs);
    const over = overAt === null ? null : { at: overAt, line: ended };
    const entries = [...said, known, ...quiet, over].flatMap((one) => one ?? []).toSorted((a, b) => a.at - b.at);
    const [head = '', ...more] = wrapColumns(title, WIDTH - MARGIN.length - 8);
    return [
      `${format.format(since)}  ${mark(level, words)}${head}`,
      ...more.map((line) => HISTORY_MARGIN + line),
      ...entries.flatMap(({ at, line }) => {
        const [first = '', ...rest] = wrapColumns(line, COLUMNS - HISTORY_MARGIN.length - 18);
        const lines = [`${format.format(at)}  ${first}`, ...rest.map((part) => ' '.repeat(18) + part)];
        return lines.map((part) => styleText('dim', HISTORY_MARGIN + part));
      }),
      ...(told.length === 0 ? [styleText('dim', `${HISTORY_MARGIN}${say('cli.alert.nobody')}`)] : []),
    ];
  });
}

const HISTORY_MARGIN = ' '.repeat(26);
