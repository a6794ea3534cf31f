import './fake-browser.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANY_CALL, type CallFilter, type CallPosition } from '../../lib/domain/dashboard.ts';
import { addToRollup, openLedger } from '../../lib/ledger/ledger.ts';
import type { CompanionLink } from '../../lib/webext/companion-link.ts';
import { readCalls } from '../../lib/webext/dashboard-calls.ts';
import { readStored } from '../../lib/webext/dashboard-stored.ts';
import { Database } from '../../lib/webext/database.ts';
import { exportLedger } from '../../lib/webext/export-ledger.ts';
import { chooseKeepDays, forgetOldCalls, isForgotten } from '../../lib/webext/forget-old-calls.ts';
import { forgetOldHours, HOURS_KEPT_DAYS } from '../../lib/webext/forget-old-hours.ts';
import { localDay, startOfDay } from '../../lib/webext/local-day.ts';
import { makeRoom, noteRoomMade, ROOM_AGAIN_MS } from '../../lib/webext/make-room.ts';
import { packOldCalls } from '../../lib/webext/pack-old-calls.ts';
import { readPast } from '../../lib/webext/read-past.ts';
import { DEFAULT_SETTINGS } from '../../lib/webext/settings.ts';
import { transactLedger } from '../../lib/webext/transact-ledger.ts';
import { type ClockRow, lookAtClock, readClock, trustClock } from '../../lib/webext/trust-clock.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { recordOf } from './call-records.ts';

const NOW = new Date(2026, 10, 22, 12).getTime();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CALLS = 60;

/** One every six hours, the oldest first: 15 days of them. */
const calls = Array.from({ length: CALLS }, (_, at) =>
  recordOf(`1-2-3-${Math.floor(at / 4)}-${at % 4}`, NOW - (CALLS - at) * 6 * HOUR_MS, {
    ...{ origin: at % 3 === 0 ? 'https://a.example' : 'https://b.example', model: at % 7 === 0 ? 'rare' : 'usual' },
    ...{ account: at % 2 === 0 ? 'openai:acc_1' : 'openai:acc_2', isReviewed: at % 5 !== 0 },
  }),
);

let number = 0;
let database: Database;
beforeEach(async () => {
  number += 1;
  database = new Database(`forget-${number}`);
  await database.transaction('rw', database.tables, async () => {
    for (const call of calls) {
      await database.records.add(call);
      await addToRollup(database, call);
    }
  });
  expect(await packOldCalls(database, NOW, { plainMin: 20, callsMax: 10 })).toBe(4);
});
afterEach(() => database.delete());

const spentIn = async (): Promise<bigint> =>
  (await database.rollups.toArray()).reduce((sum, { likelyNano }) => sum + likelyNano, 0n);
const allIds = async (): Promise<readonly string[]> => (await database.records.toCollection().primaryKeys()).sort();
const idsOf = (some: readonly { readonly callId: string }[]): readonly string[] =>
  some.map(({ callId }) => callId).sort();

/** The browser runs until then, and looks around. */
async function forgetAt(now: number): Promise<void> {
  const { seenAt = NOW } = (await readClock(database)) ?? {};
  for (let at = seenAt; at < now; at += DAY_MS) await trustClock(database, at);
  await forgetOldCalls(database, now);
}

describe('details of calls that are kept for so many days', () => {
  it('are all kept as long as nothing is chosen', async () => {
    await forgetOldCalls(database, NOW);
    expect(await database.records.count()).toBe(CALLS);
    expect(await readStored(database)).toMatchObject({ keepDays: null, forgottenBefore: null, roomMade: null });
  });

  it('go with the day on which they are older, packed or not; what they cost stays in the sums', async () => {
    const [spent, sums] = [await spentIn(), await database.rollups.count()];
    await chooseKeepDays(database, 30);
    // So that one pack is cut, and rows are older too.
    for (const [now, before] of [
      [NOW + 20 * DAY_MS, NOW - 10.5 * DAY_MS],
      [NOW + 27 * DAY_MS, NOW - 3.5 * DAY_MS],
    ] as const) {
      await forgetAt(now);
      expect(await allIds()).toEqual(idsOf(calls.filter(({ openedAt }) => openedAt >= before)));
      await forgetAt(now);
    }
    expect([await spentIn(), await database.rollups.count()]).toEqual([spent, sums]);
    expect(await readStored(database)).toMatchObject({ keepDays: 30, forgottenBefore: '2026-11-19' });
  });

  it('wait until the companion that was paired has been told of them', async () => {
    await chooseKeepDays(database, 30);
    const link: CompanionLink = {
      ...{ id: 'link', address: 'http://127.0.0.1:4117', token: 'tkb', self: 'b-1', secretHex: 'ab'.repeat(32) },
      ...{ pairedAt: NOW, cursor: null, after: '', syncedAt: null, nextAt: 0, failures: 0, problem: null, notTaken: 0 },
    };
    await database.companion.put(link);
    await forgetAt(NOW + 40 * DAY_MS);
    expect(await database.records.count()).toBe(CALLS);
    await database.companion.put({ ...link, after: null });
    await database.syncNotes.put({ kind: 'record', id: calls[0]?.callId ?? '', waiting: 1 });
    await forgetAt(NOW + 40 * DAY_MS);
    expect(await database.records.count()).toBe(CALLS);
    await database.syncNotes.clear();
    await forgetAt(NOW + 40 * DAY_MS);
    expect(await database.records.count()).toBe(0);
  });

  it('do not come back with a longer time, nor from a companion that still has them', async () => {
    await chooseKeepDays(database, 30);
    await forgetAt(NOW + 20 * DAY_MS);
    await chooseKeepDays(database, null);
    await forgetAt(NOW + 20 * DAY_MS);
    expect(await isForgotten(database, calls[0]?.openedAt ?? 0)).toBe(true);
    expect(await isForgotten(database, NOW)).toBe(false);
  });
});

describe('a ledger that the browser has no room for', () => {
  const full = (): Error => new DOMException('full', 'QuotaExceededError');
  const another = recordOf('9-9-9-9-1', NOW);
  const ledgerInRoom = () => ({
    ...{ database, ledger: openLedger(database) },
    makeRoom: () => makeRoom(database, Date.now()),
  });

  it('gives up the oldest details, and books the call', async () => {
    const spent = await spentIn();
    let tries = 0;
    await transactLedger(ledgerInRoom(), async () => {
      tries += 1;
      await database.records.put(another);
      if (tries === 1) throw full();
    });
    const left = await allIds();
    expect(left).toContain(another.callId);
    expect(left).not.toContain(calls[0]?.callId);
    expect(left).toEqual(idsOf([...calls.slice(CALLS + 1 - left.length), another]));
    expect(await spentIn()).toBe(spent);
    expect((await readStored(database)).roomMade).not.toBeNull();
  });

  it('says so where there is nothing left to give up, and writes nothing', async () => {
    await wipeLedger(database, { kind: 'all' });
    const work = async (): Promise<void> => {
      await database.records.put(another);
      throw full();
    };
    await expect(transactLedger(ledgerInRoom(), work)).rejects.toThrow('QuotaExceededError');
    expect(await database.records.count()).toBe(0);
  });

  it.each([0, 1])('gives up details and notes that they are gone together, or neither: %i packs', async (packed) => {
    if (packed === 0) await database.records.clear();
    if (packed === 0) await database.records.bulkAdd(calls);
    // Whatever ends it in the middle: the last thing that is written is not.
    const stop = (_: unknown, row: object): void => {
      if ('roomMadeAt' in row) throw new Error('ended');
    };
    const onChange = (change: object): void => stop(null, change);
    database.packState.hook('creating', stop);
    database.packState.hook('updating', onChange);
    await expect(makeRoom(database, NOW)).rejects.toThrow('ended');
    database.packState.hook('creating').unsubscribe(stop);
    database.packState.hook('updating').unsubscribe(onChange);
    expect(await allIds()).toEqual(idsOf(calls));
    expect(await isForgotten(database, calls[0]?.openedAt ?? 0)).toBe(false);
  });

  it('gives up rows where nothing is packed', async () => {
    expect(await makeRoom(database, NOW)).toBe(true);
    expect(await database.packs.count()).toBe(0);
    expect(await makeRoom(database, NOW + ROOM_AGAIN_MS)).toBe(true);
    expect(await database.records.count()).toBe(0);
    expect(await makeRoom(database, NOW + 2 * ROOM_AGAIN_MS)).toBe(false);
  });

  it('gives up no more before the browser may have tidied up', async () => {
    expect(await makeRoom(database, NOW)).toBe(true);
    const left = await database.records.count();
    expect(await makeRoom(database, NOW + ROOM_AGAIN_MS - 1)).toBe(false);
    expect(await database.records.count()).toBe(left);
  });

  it('that has no room for the note either: gives up all the same, and notes it as soon as it can', async () => {
    const refuse = (): never => {
      throw full();
    };
    database.packState.hook('creating', refuse);
    database.packState.hook('updating', refuse);
    expect(await makeRoom(database, NOW)).toBe(true);
    expect(await database.packs.count()).toBe(0);
    expect(await makeRoom(database, NOW + 1)).toBe(false);
    await expect(noteRoomMade(database)).rejects.toThrow();
    database.packState.hook('creating').unsubscribe(refuse);
    database.packState.hook('updating').unsubscribe(refuse);
    await noteRoomMade(database);
    expect((await readStored(database)).roomMade).not.toBeNull();
    expect(await isForgotten(database, calls[0]?.openedAt ?? 0)).toBe(true);
    await database.packState.clear();
    await noteRoomMade(database);
    expect((await readStored(database)).roomMade).toBeNull();
  });
});

describe('packed calls', () => {
  it.each<Partial<CallFilter>>([
    {},
    { provider: 'openai' },
    { account: 'openai:acc_2' },
    { model: 'rare' },
    { outcome: 'unreviewed' },
    { outcome: 'answer', model: 'rare' },
    { search: 'a.example' },
    { search: '1-2-3-4-2' },
    { fromDay: '2026-11-10', toDay: '2026-11-12' },
  ])('are listed as rows are: %j', async (change) => {
    const listed = async (): Promise<readonly unknown[]> => {
      const found: unknown[] = [];
      let after: CallPosition | null = null;
      do {
        const slice = await readCalls(database, { ...ANY_CALL, ...change }, { after, callsMax: 7 });
        found.push(...slice.calls.map(({ record }) => record));
        after = slice.next;
      } while (after !== null);
      return found;
    };
    const packed = await listed();
    await database.records.clear();
    expect(await database.packs.count()).toBe(0);
    await database.records.bulkAdd(calls);
    expect(packed).toEqual(await listed());
    expect(packed.length).toBeGreaterThan(0);
  });

  it('leave with everything else in a copy, each once', async () => {
    const pieces: string[] = [];
    const about = { version: '0.1.0', at: NOW, settings: DEFAULT_SETTINGS };
    for await (const { text } of exportLedger(database, about)) pieces.push(text);
    const { tables } = JSON.parse(pieces.join(''));
    expect(idsOf(tables.records)).toEqual(idsOf(calls));
    expect(tables.records[0]).toHaveProperty('cost.likelyNano');
  });

  it.each(['site', 'account'] as const)('are deleted with their %s, and their part of the sums', async (kind) => {
    const isGone = (call: (typeof calls)[number]): boolean =>
      kind === 'site' ? call.origin === 'https://a.example' : call.account === 'openai:acc_2';
    const target = kind === 'site' ? { kind, origin: 'https://a.example' } : { kind, id: 'openai:acc_2', name: '' };
    const gone = await wipeLedger(database, target);
    const left = calls.filter((call) => !isGone(call));
    expect(gone.records).toBe(CALLS - left.length);
    expect(await allIds()).toEqual(idsOf(left));
    expect(await spentIn()).toBe(left.reduce((sum, { cost }) => sum + (cost?.likelyNano ?? 0n), 0n));
  });

  it('are told to a companion portion by portion, also those that are packed meanwhile', async () => {
    const told: string[] = [];
    let after: string | null = '';
    for (let round = 0; after !== null; round++) {
      const from: string = after;
      const past = await database.transaction('r', database.tables, async () => readPast(database, from, 7));
      told.push(...past.calls.map(({ callId }) => callId));
      after = past.after;
      if (round === 1) await packOldCalls(database, NOW, { plainMin: 0, callsMax: 6 });
      expect(round).toBeLessThan(40);
    }
    expect([...new Set(told)].sort()).toEqual(idsOf(calls));
  });
});

describe('a clock that jumps ahead', () => {
  const jumped = NOW + 400 * DAY_MS;
  beforeEach(async () => {
    await chooseKeepDays(database, 30);
    await forgetOldCalls(database, NOW);
  });

  it('deletes nothing for a day, and nothing at all when it is set back meanwhile', async () => {
    for (const hours of [0, 1, 12, 23]) await forgetOldCalls(database, jumped + hours * HOUR_MS);
    expect(await database.records.count()).toBe(CALLS);
    expect(await readStored(database)).toMatchObject({ clockDoubted: localDay(jumped) });
    await forgetOldCalls(database, NOW + DAY_MS);
    expect(await readStored(database)).toMatchObject({ clockDoubted: null });
    for (const days of [2, 3, 4]) await forgetOldCalls(database, NOW + days * DAY_MS);
    expect(await database.records.count()).toBe(CALLS);
  });

  it('is believed after a day in which nobody set it back', async () => {
    await forgetOldCalls(database, jumped);
    await forgetOldCalls(database, jumped + 25 * HOUR_MS);
    expect(await database.records.count()).toBe(0);
    expect(await readStored(database)).toMatchObject({ clockDoubted: null, forgottenBefore: '2027-11-28' });
  });

  it('and of a browser that runs once a week goes by the last time before', async () => {
    for (const week of [1, 2, 3]) await forgetOldCalls(database, NOW + week * 7 * DAY_MS);
    expect((await readClock(database))?.trustedAt).toBe(NOW + 14 * DAY_MS);
  });

  it('before anybody has looked is known by the newest call', async () => {
    await database.packState.delete('clock');
    await forgetOldCalls(database, jumped);
    expect(await database.records.count()).toBe(CALLS);
    await database.packState.delete('clock');
    await database.records.clear();
    await forgetOldCalls(database, jumped);
    expect((await readClock(database))?.doubtedAt).toBeNull();
  });

  it('never leads to an instant that was not there, whatever it does', () => {
    const steps = fc.array(fc.integer({ min: -500 * 24, max: 500 * 24 }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (hours) => {
        let clock: ClockRow | undefined;
        let now = NOW;
        for (const step of hours) {
          const before: ClockRow | undefined = clock;
          now += step * HOUR_MS;
          clock = lookAtClock(clock, now, NOW);
          expect(clock.trustedAt).toBeLessThanOrEqual(now);
          // Far ahead of all that was seen before it is not believed at once.
          if (before !== undefined)
            expect(clock.trustedAt).toBeLessThanOrEqual(Math.max(before.seenAt, before.trustedAt) + 3 * DAY_MS);
        }
      }),
    );
  });
});

describe('sums by hour', () => {
  it('are kept for two years and deleted then, however many there are; sums by day stay', async () => {
    const oldest = startOfDay(localDay(NOW), -HOURS_KEPT_DAYS);
    const known = await database.hours.count();
    const [row] = await database.hours.limit(1).toArray();
    if (row === undefined) throw new Error('there are sums');
    await database.hours.bulkPut(
      Array.from({ length: 1200 }, (_, at) => ({ ...row, hour: oldest - (at + 1) * HOUR_MS })),
    );
    await database.hours.put({ ...row, hour: oldest });
    const days = await database.rollups.count();
    await forgetOldHours(database, NOW);
    expect(await database.hours.count()).toBe(known + 1);
    expect((await database.hours.orderBy('hour').first())?.hour).toBe(oldest);
    expect(await database.rollups.count()).toBe(days);
  });

  it('are not deleted by a clock that has jumped', async () => {
    await trustClock(database, NOW);
    const known = await database.hours.count();
    await forgetOldHours(database, NOW + 5 * HOURS_KEPT_DAYS * DAY_MS);
    expect(await database.hours.count()).toBe(known);
  });
});
