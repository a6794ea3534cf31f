import type { ApiDesk } from '../api/route.ts';
import type { Notice } from '../channels/channel.ts';
import type { Report } from './gather-report.ts';
import { makeReport } from './make-report.ts';
import { reportLines } from './report-lines.ts';
import { type DueReport, dueReport, type Enqueue, readSchedule, sendOnce, wasSent } from './report-schedule.ts';
import { wordsIn } from './report-words.ts';
import { writeMail } from './write-mail.ts';

/** Whether a report is due is looked at so often, ms. */
const LOOK_MS = 60_000;

/** What sending needs. */
interface SendPorts {
  readonly openDesk: () => ApiDesk;
  readonly enqueue: Enqueue;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Sends the report that is due, if one is and nobody did. @returns whether it was handed over here. @throws LedgerError */
export async function sendDueReport({ openDesk, enqueue }: Omit<SendPorts, 'onTrouble'>): Promise<boolean> {
  const desk = openDesk();
  const schedule = await readSchedule(desk.store);
  const due = schedule && dueReport(schedule, desk.zone, desk.now());
  if (schedule === null || due === null || (await wasSent(desk.store, due))) return false;
  const notice = noticeOf(await makeReport(desk, due, schedule.language ?? 'en'), due);
  return sendOnce(desk.store, { due, schedule }, (tables) => enqueue(tables, [{ notice, channel: schedule.channel }]));
}

/** Looks now and then, until it is ended; after a long sleep only what was due last is sent. */
export function sendReports(ports: SendPorts): { readonly stop: () => void } {
  const timer = setInterval(() => {
    sendDueReport(ports).catch((error: unknown) => ports.onTrouble('a report was not sent', error));
  }, LOOK_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** A report as what channels deliver. */
export function noticeOf(report: Report, { at, from, to }: DueReport): Notice {
  const { language } = report;
  const words = wordsIn(language);
  return {
    ...{ id: `report-${from}-${to}`, alert: null, kind: 'report', level: 'note', at, language },
    ...{ title: words.say('report.title', { from, to }), lines: reportLines(report, words), link: null },
    data: { ...report },
    isSecondCopy: false,
    html: writeMail(report),
  };
}
