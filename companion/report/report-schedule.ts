import { windowOf } from '../../lib/budget/window-of.ts';
import type { Language } from '../../lib/domain/text.ts';
import { dayIn, daysBefore } from '../api/days.ts';
import type { Notice } from '../channels/channel.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import type { ReportDays } from './make-report.ts';

/** When a report is sent by itself. A week's on Monday, a month's on its first day. */
export interface ReportSchedule {
  /** The name of a channel. */
  readonly channel: string;
  readonly every: 'week' | 'month';
  /** `HH:MM` in the ledger's zone. */
  readonly time: string;
  /** Absent, as older versions kept it: English. */
  readonly language?: Language;
  /** When it was set, epoch ms: what was due before is not sent. */
  readonly since: number;
}

/** A report that is due: of which days, and since when, epoch ms. */
export interface DueReport extends ReportDays {
  readonly at: number;
}

const SETTING = 'report-schedule';
const STATE = 'report-sent';

/** Null: none is sent by itself. @throws LedgerError */
export function readSchedule(store: LedgerStore): Promise<ReportSchedule | null> {
  return inWatchTables(store, scheduleIn);
}

async function scheduleIn({ watchSettings }: WatchTables): Promise<ReportSchedule | null> {
  return ((await watchSettings.get(SETTING))?.value as ReportSchedule | undefined) ?? null;
}

/** @throws LedgerError */
export function setSchedule(store: LedgerStore, schedule: ReportSchedule): Promise<ReportSchedule> {
  return inWatchTables(store, async (tables) => {
    await tables.watchSettings.put({ name: SETTING, value: schedule });
    return schedule;
  });
}

/** @throws LedgerError */
export function removeSchedule(store: LedgerStore): Promise<void> {
  return inWatchTables(store, async (tables) => tables.watchSettings.delete(SETTING));
}

/** The report that was due last, of the week or month before; null: none was since it was set. */
export function dueReport({ every, time, since }: ReportSchedule, zone: string, now: number): DueReport | null {
  let window = windowOf({ window: { kind: every, zone } }, now);
  for (let looked = 0; window !== null && looked < 2; looked += 1) {
    const at = atTime(window.start, time, zone);
    if (at <= now) {
      const before = windowOf({ window: { kind: every, zone } }, window.start - 1);
      if (at <= since || before === null) return null;
      return { at, from: dayIn(zone, before.start), to: daysBefore(dayIn(zone, window.start), 1) };
    }
    window = windowOf({ window: { kind: every, zone } }, window.start - 1);
  }
  return null;
}

/** The instant at which clocks of a zone show a time, on the day that begins at `start`. */
function atTime(start: number, time: string, zone: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const at = start + (hours * 60 + minutes) * 60_000;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  const [shownHours = 0, shownMinutes = 0] = format.format(at).split(':').map(Number);
  // Where clocks change on that morning.
  return at + (hours * 60 + minutes - shownHours * 60 - shownMinutes) * 60_000;
}

/**
 * Claims a report that is due and hands its notice over in the same transaction, so that of several companions one does, once.
 * @returns whether this one did. @throws LedgerError
 */
export function sendOnce(
  store: LedgerStore,
  { due, schedule }: { readonly due: DueReport; readonly schedule: ReportSchedule },
  hand: (tables: WatchTables) => Promise<void>,
): Promise<boolean> {
  return inWatchTables(store, async (tables) => {
    const now = await scheduleIn(tables);
    const sent = (await tables.watchStates.get(STATE))?.value as { readonly at: number } | undefined;
    const isSame = now !== null && now.channel === schedule.channel && now.every === schedule.every;
    if (!isSame || (sent !== undefined && sent.at >= due.at)) return false;
    await tables.watchStates.put({ name: STATE, value: { at: due.at } });
    await hand(tables);
    return true;
  });
}

/** Whether a report that is due was sent already. @throws LedgerError */
export function wasSent(store: LedgerStore, { at }: DueReport): Promise<boolean> {
  return inWatchTables(store, async (tables) => {
    const sent = (await tables.watchStates.get(STATE))?.value as { at: number } | undefined;
    return sent !== undefined && sent.at >= at;
  });
}

/** The outbox: keeps what is to be delivered, in the transaction of who asks. */
export type Enqueue = (
  tables: WatchTables,
  items: readonly { readonly notice: Notice; readonly channel: string }[],
) => Promise<void>;
