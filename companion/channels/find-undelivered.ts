import type { Condition } from '../../lib/watch/alert.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import type { DeliveryRow } from './delivery.ts';
import { endedSince } from './outbox.ts';

/** What is older was seen, or nobody counts on it, ms. */
const RECENT_MS = 3 * 24 * 3_600_000;

/**
 * Channels that did not deliver, one condition each: notices that were given up and after which nothing arrived there. What was
 * switched off by a person is no news.
 */
export async function findUndelivered(tables: WatchTables, now: number): Promise<readonly Condition[]> {
  const ended = await endedSince(tables, now - RECENT_MS);
  return [...Map.groupBy(ended, ({ value }) => value.channel)].flatMap(([channel, rows]) => {
    const arrivedAt = Math.max(0, ...rows.filter(({ state }) => state === 'sent').map(endOf));
    const dead = rows.filter(
      (row) => row.state === 'dead' && row.value.deadBecause !== 'off' && endOf(row) > arrivedAt,
    );
    return dead.length === 0 ? [] : [conditionOf(channel, dead)];
  });
}

function endOf({ value }: DeliveryRow): number {
  return value.endedAt ?? 0;
}

function conditionOf(channel: string, dead: readonly DeliveryRow[]): Condition {
  const isOff = dead.some(({ value }) => value.deadBecause === 'gone');
  return {
    ...{ key: `self|undelivered|${channel}`, kind: 'undelivered', subject: { kind: 'self' }, level: 'soon' },
    title: { key: 'undelivered.title', params: { n: dead.length, channel } },
    meaning: [{ key: 'undelivered.meaning' }, ...(isOff ? [{ key: 'undelivered.off' } as const] : [])],
    todo: [{ key: 'undelivered.todo' }],
    link: null,
  };
}
