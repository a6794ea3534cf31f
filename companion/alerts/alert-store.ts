import { encodeJson } from '../../lib/domain/bigint-json.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { type Alert, isDone } from '../../lib/watch/alert-state.ts';
import type { WatchRow, WatchTables } from '../ledger/watch-tables.ts';

/** How far the desk has come. */
export interface AlertProgress {
  /** Epoch ms; null: nobody looked yet. */
  readonly lookedAt: number | null;
  readonly digests: Readonly<Record<string, number>>;
}

/** What is done is still looked at for so long, ms: how often the same was told is counted with it. */
const LATELY_MS = 2 * 86_400_000;
/** So many alerts that are done are kept to be read. */
export const HISTORY_MAX = 2000;
const PROGRESS = 'alerts';

/** Alerts that are not done, and those that were of late. */
export async function readAlerts({ alerts }: WatchTables): Promise<readonly Alert[]> {
  const rows = await alerts.where('dueAt').between(0, Number.MAX_SAFE_INTEGER).toArray();
  return rows.map(toAlert);
}

/** Every alert that is kept, the newest first. */
export async function readHistory({ alerts }: WatchTables): Promise<readonly Alert[]> {
  const rows = await alerts.toArray();
  return rows.map(toAlert).toSorted((a, b) => b.since - a.since || (a.id < b.id ? -1 : 1));
}

/** One of them; null: there is none of that id. */
export async function readAlert({ alerts }: WatchTables, id: string): Promise<Alert | null> {
  const row = await alerts.get(id);
  return row === undefined ? null : toAlert(row);
}

/** Writes those that changed. `before`: as they were read. */
export async function saveAlerts(
  { alerts }: Pick<WatchTables, 'alerts'>,
  after: readonly Alert[],
  before: readonly Alert[],
): Promise<void> {
  const known = new Map(before.map((alert) => [alert.id, encodeJson(alert)]));
  const changed = after.filter((alert) => known.get(alert.id) !== encodeJson(alert));
  if (changed.length > 0) await alerts.bulkPut(changed.map(toRow));
}

/**
 * A person has changed what these alerts rest on: where one is not found any more after that, nobody has seen it end, and nobody is told
 * that it did. What is found again goes on as it is found.
 */
export async function endQuietly(tables: WatchTables, isMeant: (condition: Condition) => boolean): Promise<void> {
  const open = (await readAlerts(tables)).filter(({ overAt, condition }) => overAt === null && isMeant(condition));
  const quiet = open.map((alert) => ({ ...alert, condition: { ...alert.condition, unseenFrom: 0 } }));
  await saveAlerts(tables, quiet, open);
}

/** Lets go of what was done long enough ago. `now`: epoch ms. */
export async function retireAlerts(tables: WatchTables, read: readonly Alert[], now: number): Promise<void> {
  const old = read.filter((alert) => isDone(alert) && now - (alert.overAt ?? now) > LATELY_MS);
  if (old.length === 0) return;
  await tables.alerts.bulkPut(old.map((alert) => ({ ...toRow(alert), dueAt: null })));
  const kept = (await readHistory(tables)).filter(isDone);
  await tables.alerts.bulkDelete(kept.slice(HISTORY_MAX).map(({ id }) => id));
}

/** How far somebody has come. */
export async function readProgress({ watchStates }: WatchTables): Promise<AlertProgress> {
  const row = await watchStates.get(PROGRESS);
  return (row?.value as AlertProgress | undefined) ?? { lookedAt: null, digests: {} };
}

/** Keeps it. */
export async function saveProgress({ watchStates }: WatchTables, value: AlertProgress): Promise<void> {
  await watchStates.put({ name: PROGRESS, value });
}

function toRow(alert: Alert): WatchRow {
  const state = isDone(alert) ? 'done' : alert.overAt === null ? 'open' : 'over';
  return { id: alert.id, dueAt: alert.overAt ?? alert.since, state, subject: alert.condition.key, value: alert };
}

function toAlert({ value }: WatchRow): Alert {
  return value as Alert;
}
