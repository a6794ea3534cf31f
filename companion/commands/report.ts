import { resolve } from 'node:path';
import { dayIn, daysBefore } from '../api/days.ts';
import type { Report } from '../report/gather-report.ts';
import type { ReportSchedule } from '../report/report-schedule.ts';
import { writeHtml } from '../report/write-html.ts';
import { writeMail } from '../report/write-mail.ts';
import { writeReport } from '../report/write-report.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';
import { writeFile } from './write-file.ts';

const PERIOD_DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };
const DAYS_MAX = 366;
/** Each call of the days is looked at, ms. */
const REPORT_MS_MAX = 60_000;

/** `tollkeeper report`: some days in one piece. */
export const reportCommand: Command = {
  name: 'report',

  operands: '[schedule [channel|off]]',
  options: {
    period: {
      type: 'string',
      value: '<period>',
    },
    from: { type: 'string', value: '<day>' },
    to: { type: 'string', value: '<day>' },
    every: { type: 'string', value: '<period>' },
    at: { type: 'string', value: '<time>' },
    html: { type: 'string', value: '<file>' },
    mail: { type: 'string', value: '<file>' },

    json: { type: 'boolean' },
  },

  run: runReport,
};

async function runReport(context: CommandContext): Promise<number> {
  const { values, operands, print, complain } = context;
  const [deed, ...more] = operands;
  const lang = spokenLanguage();
  if (deed === 'schedule') return scheduleReport(more, { ...values, lang }, print);
  if (deed !== undefined) throw notUnderstood(speak('report.isNothingThatAReport', { deed }));
  const { zone } = await askCompanion<{ readonly zone: string }>({ path: '/status' });
  const { from, to } = readDays(values, dayIn(zone, Date.now()));
  const path = `/report?${new URLSearchParams({ from, to, lang })}`;
  const report = await askCompanion<Report>({ path, timeoutMs: REPORT_MS_MAX });
  const writePage = (option: 'html' | 'mail', page: string): void => {
    const path = resolve(String(values[option]));
    writeFile(path, page, speak('any.nameAnotherFile', { what: `--${option}` }));
    complain(speak('report.theReportIsIn', { path }));
  };
  if (typeof values.html === 'string') writePage('html', writeHtml(report));
  if (typeof values.mail === 'string') writePage('mail', writeMail(report));
  if (values.json === true) print(JSON.stringify(report));
  else if (values.html === undefined && values.mail === undefined) {
    for (const line of writeReport(report)) print(line);
  }
  return 0;
}

interface Scheduled {
  readonly schedule: Pick<ReportSchedule, 'channel' | 'every' | 'time'> | null;
}

async function scheduleReport(
  [channel, ...more]: readonly string[],
  { every, at: time, lang, json }: CommandContext['values'],
  print: CommandContext['print'],
): Promise<number> {
  if (more.length > 0) throw notUnderstood(speak('any.isOneWordTooMany', { what: more.join(' ') }));
  if ((channel ?? 'off') === 'off' && (every !== undefined || time !== undefined)) {
    throw notUnderstood(speak('report.byWhichChannel'));
  }
  const path = '/report/schedule';
  const asked: Parameters<typeof askCompanion>[0] =
    channel === undefined
      ? { path }
      : channel === 'off'
        ? { method: 'DELETE', path }
        : { method: 'PUT', path, body: { channel, every: every ?? 'week', time: time ?? '09:00', lang } };
  const { schedule } = await askCompanion<Scheduled>(asked);
  if (json === true) print(JSON.stringify({ schedule }));
  else if (schedule === null) print(speak('report.noReportIsSentBy'));
  else {
    const when = schedule.every === 'week' ? speak('report.eachMonday') : speak('report.onTheFirstOfEach');
    print(speak('report.atTo', { when, time: schedule.time, channel: schedule.channel }));
  }
  return 0;
}

function readDays(values: CommandContext['values'], today: string): { readonly from: string; readonly to: string } {
  const { period = 'week', from: first, to = today } = values;
  const length = Object.hasOwn(PERIOD_DAYS, String(period)) ? PERIOD_DAYS[String(period)] : undefined;
  if (length === undefined) throw notUnderstood(speak('report.isNoPeriodThereAre', { period }));
  if (first !== undefined && values.period !== undefined) throw notUnderstood(speak('report.periodAndFromExcludeEach'));
  if (!isDay(to) || (first !== undefined && !isDay(first))) throw notUnderstood(speak('report.aDayIsWritten2026'));
  const from = first ?? daysBefore(to, length - 1);
  if (!isDay(from) || from > to) throw notUnderstood(speak('report.isAfter', { from, to }));
  if (Date.parse(to) - Date.parse(from) >= DAYS_MAX * 86_400_000)
    throw notUnderstood(speak('report.aReportHasAtMost', { daysMax: DAYS_MAX }));
  return { from, to };
}

function isDay(text: string | boolean | undefined): text is string {
  return (
    typeof text === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    daysBefore(text, 0) === text
  );
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'report' }),
    why,
    todo: speak('any.helpWritten', { command: 'report' }),
    exitCode: 2,
  });
}
