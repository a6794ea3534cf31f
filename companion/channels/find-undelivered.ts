import type { Condition } from '../../lib/watch/alert.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import type { DeliveryRow } from './delivery.ts';
import { readKnownChannels } from './known-channels.ts';
import { endedSince } from './outbox.ts';

/** What is older was seen, or nobody counts on it, ms. */
const RECENT_MS = 3 * 24 * 3_600_000;

/**
 * Channels that did not deliver, one condition each: notices that were given up and after which nothing arrived there; and as long as
 * that lasts, channels that their receiver switched off. What was switched off by a person is no news.
 */
export async function findUndelivered(tables: WatchTables, now: number): Promise<readonly Condition[]> {
  const ended = Map.groupBy(await endedSince(tables, now - RECENT_MS), ({ value }) => value.channel);
  const gone = await readGone(tables);
  return [...new Set([...ended.keys(), ...gone])].flatMap((channel) => {
    const rows = ended.get(channel) ?? [];
    const isGone = gone.has(channel);
    const arrivedAt = Math.max(0, ...rows.filter(({ state }) => state === 'sent').map(endOf));
    const dead = rows.filter(
      (row) => row.state === 'dead' && (isGone || row.value.deadBecause !== 'off') && endOf(row) > arrivedAt,
    );
    return dead.length === 0 && !isGone ? [] : [conditionOf(channel, dead, isGone)];
  });
}

/** Of channels of one name that are off by what their receiver said; where another companion's is on, notices arrive by that. */
async function readGone(tables: WatchTables): Promise<ReadonlySet<string>> {
  const known = await readKnownChannels(tables);
  const on = known.filter(({ isOn }) => isOn).map(({ name }) => name);
  return new Set(known.filter(({ isGone, name }) => isGone === true && !on.includes(name)).map(({ name }) => name));
}

function endOf({ value }: DeliveryRow): number {
  return value.endedAt ?? 0;
}

function conditionOf(channel: string, dead: readonly DeliveryRow[], isGone: boolean): Condition {
  return {
    ...{ key: `self|undelivered|${channel}`, kind: 'undelivered', subject: { kind: 'self' }, level: 'soon' },
    title:
      dead.length === 0
        ? { key: 'undelivered.titleOff', params: { channel } }
        : { key: 'undelivered.title', params: { n: dead.length, channel } },
    meaning: [{ key: 'undelivered.meaning' }, ...(isGone ? [{ key: 'undelivered.off' } as const] : [])],
    todo: [...(isGone ? [onAgain(channel)] : []), { key: 'undelivered.todo' }],
    link: null,
    ...(!isGone && { unseenFrom: Math.max(...dead.map(endOf)) + RECENT_MS }),
  };
}

/** While it is off nothing is sent there, however often that is tried again. */
function onAgain(channel: string): Condition['todo'][number] {
  const command = { kind: 'verbatim', text: `tollkeeper channels enable ${channel}` } as const;
  return { key: 'undelivered.todoOff', params: { command } };
}
