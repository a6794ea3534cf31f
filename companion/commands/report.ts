import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dayIn, daysBefore } from '../api/days.ts';
import type { Report } from '../report/gather-report.ts';
import type { ReportSchedule } from '../report/report-schedule.ts';
import { writeHtml } from '../report/write-html.ts';
import { writeMail } from '../report/write-mail.ts';
import { writeReport } from '../report/write-report.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

const PERIOD_DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };
const DAYS_MAX = 366;
/** Each call of the days is looked at, ms. */
const REPORT_MS_MAX = 60_000;

/** `tollkeeper report`: some days in one piece. */
export const reportCommand: Command = {
  name: 'report',
  summary: 'What some days cost: in all, by day, model and provider, against the days before',
  operands: '[schedule [channel|off]]',
  options: {
    period: {
      type: 'string',
      value: '<period>',
      summary: 'The last day, week or month (30 days), today included (week).',
    },
    from: { type: 'string', value: '<day>', summary: 'First day instead, such as 2026-11-01.' },
    to: { type: 'string', value: '<day>', summary: 'Last day (today).' },
    every: { type: 'string', value: '<period>', summary: 'schedule: week or month (week).' },
    at: { type: 'string', value: '<time>', summary: 'schedule: when on that day, such as 09:00 (09:00).' },
    html: { type: 'string', value: '<file>', summary: 'Write a page with charts, which needs nothing else.' },
    mail: { type: 'string', value: '<file>', summary: 'Write HTML that mail programs show.' },
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    '"report schedule <channel>" sends one each Monday at 9:00 (of the week before),',
    '"report schedule off" ends that, "report schedule" says how it is.',
  ],
  run: runReport,
};

async function runReport(context: CommandContext): Promise<number> {
  const { values, operands, print, complain } = context;
  const [deed, ...more] = operands;
  const lang = readLanguage(values.lang, notUnderstood);
  if (deed === 'schedule') return scheduleReport(more, { ...values, lang }, print);
  if (deed !== undefined) throw notUnderstood(`"${deed}" is nothing that a report does; there is schedule.`);
  const { zone } = await askCompanion<{ readonly zone: string }>({ path: '/status' });
  const { from, to } = readDays(values, dayIn(zone, Date.now()));
  const path = `/report?${new URLSearchParams({ from, to, lang })}`;
  const report = await askCompanion<Report>({ path, timeoutMs: REPORT_MS_MAX });
  if (typeof values.html === 'string') writePage(resolve(values.html), writeHtml(report), complain);
  if (typeof values.mail === 'string') writePage(resolve(values.mail), writeMail(report), complain);
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
  { every = 'week', at: time = '09:00', lang, json }: CommandContext['values'],
  print: CommandContext['print'],
): Promise<number> {
  if (more.length > 0) throw notUnderstood(`"${more.join(' ')}" is one word too many.`);
  const path = '/report/schedule';
  const asked: Parameters<typeof askCompanion>[0] =
    channel === undefined
      ? { path }
      : channel === 'off'
        ? { method: 'DELETE', path }
        : { method: 'PUT', path, body: { channel, every, time, lang } };
  const { schedule } = await askCompanion<Scheduled>(asked);
  if (json === true) print(JSON.stringify({ schedule }));
  else if (schedule === null) print('No report is sent by itself.');
  else {
    const when = schedule.every === 'week' ? 'Each Monday' : 'On the first of each month';
    print(`${when} at ${schedule.time} to ${schedule.channel}.`);
  }
  return 0;
}

function readDays(values: CommandContext['values'], today: string): { readonly from: string; readonly to: string } {
  const { period = 'week', from: first, to = today } = values;
  const length = Object.hasOwn(PERIOD_DAYS, String(period)) ? PERIOD_DAYS[String(period)] : undefined;
  if (length === undefined) throw notUnderstood(`"${period}" is no period; there are day, week and month.`);
  if (first !== undefined && values.period !== undefined)
    throw notUnderstood('--period and --from exclude each other.');
  if (!isDay(to) || (first !== undefined && !isDay(first))) throw notUnderstood('A day is written 2026-11-30.');
  const from = first ?? daysBefore(to, length - 1);
  if (!isDay(from) || from > to) throw notUnderstood(`${from} is after ${to}.`);
  if (Date.parse(to) - Date.parse(from) >= DAYS_MAX * 86_400_000)
    throw notUnderstood(`A report has at most ${DAYS_MAX} days.`);
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

/** What was there before stays until it is whole. */
function writePage(path: string, page: string, complain: (line: string) => void): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, page);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw createUserError({
      what: `${path} could not be written.`,
      why: `The system says ${code}.`,
      todo: 'Name another file with --html.',
    });
  }
  complain(`The report is in ${path}.`);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper report" was not understood.',
    why,
    todo: 'Run "tollkeeper help report".',
    exitCode: 2,
  });
}
