import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dayIn, daysBefore } from '../api/days.ts';
import { type AskSpend, gatherReport, type SpendRow } from '../report/gather-report.ts';
import { writeHtml } from '../report/write-html.ts';
import { writeReport } from '../report/write-report.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

const PERIOD_DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };
const DAYS_MAX = 366;

/** `tollkeeper report`: some days in one piece. */
export const reportCommand: Command = {
  name: 'report',
  summary: 'What some days cost: in all, by day, model and provider, against the days before',
  options: {
    period: {
      type: 'string',
      value: '<period>',
      summary: 'The last day, week or month (30 days), today included (week).',
    },
    from: { type: 'string', value: '<day>', summary: 'First day instead, such as 2026-11-01.' },
    to: { type: 'string', value: '<day>', summary: 'Last day (today).' },
    html: { type: 'string', value: '<file>', summary: 'Write a page with charts, which needs nothing else.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  run: runReport,
};

async function runReport({ values, print, complain }: CommandContext): Promise<number> {
  const status = await askCompanion<ShownStatus & { readonly zone: string }>({ path: '/status' });
  const days = readDays(values, dayIn(status.zone, Date.now()));
  const report = await gatherReport(days, status, askSpend);
  if (typeof values.html === 'string') writePage(resolve(values.html), writeHtml(report), complain);
  if (values.json === true) print(JSON.stringify(report));
  else if (typeof values.html !== 'string') for (const line of writeReport(report)) print(line);
  return 0;
}

const askSpend: AskSpend = async (by, from, to) => {
  const { rows } = await askCompanion<{ readonly rows: readonly SpendRow[] }>({
    path: `/spend?${new URLSearchParams({ by, from, to })}`,
  });
  return rows;
};

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
