import { groupBy } from '../../lib/domain/group-by.ts';
import { type Alert, isEndUnseen } from '../../lib/watch/alert-state.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import type { Delivered, Notice } from './channel.ts';
import type { KeptChannel } from './channel-file.ts';
import {
  again,
  begin,
  type DeadReason,
  type DeliveryRow,
  deliveryId,
  end,
  finish,
  isEnded,
  LEASE_MS,
  LEFT_MS_MAX,
  LOG_MS,
  newDelivery,
  SCHEDULE_MS,
} from './delivery.ts';
import { readKnownChannels } from './known-channels.ts';
import { type Ended, sayOver } from './notice-text.ts';

/** More than so many wait, or are sent: then something is broken that sends them. */
const WAITING_MAX = 2000;
/** What is over, of all channels; the oldest go first. */
const ROWS_MAX = 20_000;
/** Rows that are looked at in one transaction. */
const TAKEN_MAX = 32;
const TRIMMED_MAX = 500;
/** No row that is not over is due later: the longest wait, with its jitter. */
const WAIT_MS_MAX = 2 * 24 * 3_600_000;

/** A notice that is to go out by a channel. */
export interface Item {
  readonly notice: Notice;
  readonly channel: string;
}

/** Puts notices on their way, inside the caller's transaction; one that is on its way by a channel stays as it is. */
export async function enqueue(tables: WatchTables, items: readonly Item[], now: number): Promise<void> {
  const { deliveries } = tables;
  if (items.length === 0) return;
  let waiting = await deliveries
    .where('dueAt')
    .between(0, now + WAIT_MS_MAX)
    .count();
  for (const { notice, channel } of items) {
    if ((await deliveries.get(deliveryId(notice.id, channel))) !== undefined) continue;
    const row = newDelivery(notice, channel, now);
    await deliveries.put(waiting < WAITING_MAX ? row : end(row, { state: 'dead', because: 'full', now }));
    waiting += 1;
  }
}

/** Who takes rows to send them. */
export interface Taker {
  readonly companion: string;
  readonly find: (name: string) => Pick<KeptChannel, 'isOn'> | null;
  /** Channels that have something under way, or must not be hurried. */
  readonly busy: ReadonlySet<string>;
  readonly newClaim: () => string;
  readonly now: number;
}

/**
 * Takes what is due, one for each channel, and notes that it is sent: from then on nobody else sends it, and if we die it
 * may have arrived. What cannot be sent by anybody is ended, and what was kept long enough is deleted.
 * @returns what to send; null: there is nothing more to do now
 */
export async function take(tables: WatchTables, taker: Taker): Promise<readonly DeliveryRow[] | null> {
  const { deliveries } = tables;
  const { now, busy } = taker;
  // Asked every few seconds, and nearly always the answer.
  if ((await deliveries.where('dueAt').between(0, now, true, true).first()) === undefined) return null;
  const known = new Set((await readKnownChannels(tables)).map(({ name }) => name));
  const isElsewhere = ({ value }: DeliveryRow): boolean =>
    taker.find(value.channel) === null && known.has(value.channel) && value.queuedAt > now - LEFT_MS_MAX;
  const due = (await deliveries
    .where('dueAt')
    .between(0, now, true, true)
    .filter(
      (row) =>
        isEnded(row as DeliveryRow) || !(busy.has(channelOf(row as DeliveryRow)) || isElsewhere(row as DeliveryRow)),
    )
    .limit(TAKEN_MAX)
    .toArray()) as readonly DeliveryRow[];
  const taken = new Map<string, DeliveryRow>();
  for (const row of due) {
    if (isEnded(row)) await deliveries.delete(row.id);
    else if (!taken.has(channelOf(row))) {
      const next = treat(row, taker, known);
      await deliveries.put(next);
      if (next.state === 'sending') taken.set(channelOf(row), next);
    }
  }
  if (due.length === 0) return null;
  const rows: DeliveryRow[] = [];
  for (const row of taken.values()) rows.push(await withEnds(tables, row, now));
  return rows;
}

/** What could not be sent in time says what of it is over: it may come after the all-clear. Where nobody saw an end, none is told. */
async function withEnds(tables: WatchTables, row: DeliveryRow, now: number): Promise<DeliveryRow> {
  const { notice } = row.value;
  const told = alertsIn(notice);
  const ended: Ended[] = [];
  for (const id of told) {
    const alert = (await tables.alerts.get(id))?.value as Alert | undefined;
    if (alert?.overAt == null || isEndUnseen(alert)) continue;
    ended.push({ title: alert.condition.title, overAt: alert.overAt });
  }
  if (ended.length === 0) return row;
  const isSecondCopy = row.value.mayHaveArrived;
  const said = sayOver({ ...notice, isSecondCopy }, ended, { now, isAll: ended.length === told.length });
  return { ...row, value: { ...row.value, notice: said } };
}

/** Ids of the alerts of which it tells that they are so. */
function alertsIn({ kind, alert, data }: Notice): readonly string[] {
  if (kind === 'raised' || kind === 'reminder' || kind === 'escalated') return alert === null ? [] : [alert];
  if (kind !== 'digest' || !Array.isArray(data.alerts)) return [];
  const told = data.alerts as readonly { readonly id: string; readonly overAt: number | null }[];
  return told.filter(({ overAt }) => overAt === null).map(({ id }) => id);
}

function channelOf({ value }: DeliveryRow): string {
  return value.channel;
}

function treat(row: DeliveryRow, { find, companion, newClaim, now }: Taker, known: ReadonlySet<string>): DeliveryRow {
  const { channel, attempts } = row.value;
  const dead = (because: DeadReason): DeliveryRow => end(row, { state: 'dead', because, now });
  const kept = find(channel);
  if (kept === null) return dead(known.has(channel) ? 'left' : 'removed');
  if (!kept.isOn) return dead('off');
  if (now > (row.value.notice.until ?? now)) return dead('late');
  // Somebody dies of it each time.
  if (attempts > SCHEDULE_MS.length) return dead('gave-up');
  return begin(row, { claim: newClaim(), by: companion, now });
}

/** An attempt that is over. */
export interface Attempted {
  readonly row: DeliveryRow;
  readonly delivered: Delivered;
  readonly now: number;
  /** From 0 to 1. */
  readonly chance: number;
}

/** Notes what became of an attempt; false: it took so long that somebody else has it now. */
export async function note({ deliveries }: WatchTables, { row, delivered, now, chance }: Attempted): Promise<boolean> {
  const there = (await deliveries.get(row.id)) as DeliveryRow | undefined;
  if (there?.state !== 'sending' || there.value.claim !== row.value.claim) return false;
  await deliveries.put(finish(there, delivered, { now, chance }));
  return true;
}

/** What this companion was sending when it died is due at once: nobody has to wait for the lease of one who is back. */
export async function takeUp({ deliveries }: WatchTables, companion: string, now: number): Promise<void> {
  const left = (await deliveries
    .where('dueAt')
    .between(0, now + LEASE_MS, true, true)
    .filter((row) => row.state === 'sending' && (row as DeliveryRow).value.by === companion)
    .toArray()) as readonly DeliveryRow[];
  await deliveries.bulkPut(left.map((row) => ({ ...row, dueAt: now })));
}

/** Deletes the oldest of what is over where there is too much of it. */
export async function trim({ deliveries }: WatchTables, rowsMax = ROWS_MAX): Promise<void> {
  const excess = (await deliveries.where('dueAt').between(0, Number.MAX_SAFE_INTEGER).count()) - rowsMax;
  if (excess <= 0) return;
  const ended = deliveries.where('dueAt').between(0, Number.MAX_SAFE_INTEGER);
  const oldest = await ended
    .filter((row) => isEnded(row as DeliveryRow))
    .limit(Math.min(excess, TRIMMED_MAX))
    .toArray();
  await deliveries.bulkDelete(oldest.map(({ id }) => id));
}

/** The last deliveries, newest first; what is on its way before what is over. */
export async function listDeliveries(
  { deliveries }: WatchTables,
  { channel, isDead = false, rowsMax }: { channel: string | null; isDead?: boolean; rowsMax: number },
): Promise<readonly DeliveryRow[]> {
  const isMeant = (row: DeliveryRow): boolean =>
    (channel === null || row.value.channel === channel) && (!isDead || row.state === 'dead');
  const all = deliveries.where('dueAt').between(0, Number.MAX_SAFE_INTEGER).reverse();
  const rows = await all
    .filter((row) => isMeant(row as DeliveryRow))
    .limit(rowsMax)
    .toArray();
  return (rows as DeliveryRow[]).toSorted((one, other) => timeOf(other) - timeOf(one));
}

/** Every delivery of these alerts, and of these notices that are of no single alert, by the id of its notice. */
export async function deliveriesOf(
  { deliveries }: Pick<WatchTables, 'deliveries'>,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryRow[]>> {
  const found: DeliveryRow[] = [];
  for (const subject of subjects) {
    found.push(...((await deliveries.where('subject').equals(subject).toArray()) as DeliveryRow[]));
  }
  return groupBy(found, ({ value }) => value.notice.id);
}

function timeOf({ value }: DeliveryRow): number {
  return value.endedAt ?? Number.MAX_SAFE_INTEGER;
}

/** Ended ones since an instant, epoch ms. */
export async function endedSince({ deliveries }: WatchTables, since: number): Promise<readonly DeliveryRow[]> {
  const rows = await deliveries
    .where('dueAt')
    .between(since + LOG_MS, Number.MAX_SAFE_INTEGER)
    .filter((row) => isEnded(row as DeliveryRow))
    .limit(ROWS_MAX)
    .toArray();
  return rows as DeliveryRow[];
}

/**
 * What was given up is sent anew, or forgotten. `id` null: all of it. A request for money is not sent anew: its run has ended, and what
 * is asked next is its rule's to say. @returns how many.
 */
export async function settleDead(
  tables: WatchTables,
  { id, deed, now }: { id: string | null; deed: 'retry' | 'drop'; now: number },
): Promise<number> {
  const { deliveries } = tables;
  const one = id === null ? null : ((await deliveries.get(id)) as DeliveryRow | undefined);
  const rows =
    id === null ? await listDeliveries(tables, { channel: null, isDead: true, rowsMax: WAITING_MAX }) : [one];
  const dead = rows.filter(
    (row): row is DeliveryRow => row?.state === 'dead' && (deed === 'drop' || row.value.notice.kind !== 'recharge'),
  );
  if (deed === 'drop') await deliveries.bulkDelete(dead.map((row) => row.id));
  else await deliveries.bulkPut(dead.map((row) => again(row, now)));
  return dead.length;
}
