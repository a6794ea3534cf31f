import './fake-browser.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOutcome } from '../../lib/domain/own-data.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { addToRollup } from '../../lib/ledger/ledger.ts';
import type { AccountRow, RollupRow } from '../../lib/ledger/rows.ts';
import { Database } from '../../lib/webext/database.ts';
import { exportLedger } from '../../lib/webext/export-ledger.ts';
import { chooseKeepDays, forgetOldCalls, isForgotten } from '../../lib/webext/forget-old-calls.ts';
import { importLedger } from '../../lib/webext/import-ledger.ts';
import { readKeptApart } from '../../lib/webext/kept-apart.ts';
import { readHabits } from '../../lib/webext/notice-habits.ts';
import { packOldCalls } from '../../lib/webext/pack-old-calls.ts';
import { readRepeatLimit } from '../../lib/webext/repeat-limit.ts';
import { sealBytes } from '../../lib/webext/seal-file.ts';
import { DEFAULT_SETTINGS, readSettings, type Settings, writeSettings } from '../../lib/webext/settings.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { answered, anyKey, PLENTY, readingOf, refused, settlement } from '../engine/calls.ts';
import { openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';
import { recordOf } from './call-records.ts';
import { seen } from './fake-browser.ts';
import { failWrites } from './watch-database.ts';

const NOW = new Date(2026, 10, 22, 12).getTime();
const DAY_MS = 86_400_000;
/** Keys are made of it in the tests' time, not in a person's. */
const ITERATIONS = 2;

let number = 0;
const opened: Database[] = [];
const openBrowser = (): Database => {
  number += 1;
  const database = new Database(`import-${number}`);
  opened.push(database);
  return database;
};
let a: Database;
let b: Database;
beforeEach(() => {
  seen.stored = {};
  a = openBrowser();
  b = openBrowser();
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.delete();
});

async function exported(
  database: Database,
  settings: Partial<Settings> = {},
  apart: Readonly<Record<string, unknown>> = {},
): Promise<Blob> {
  const parts: string[] = [];
  const about = { version: '0.1.0', at: NOW, settings: { ...DEFAULT_SETTINGS, ...settings }, apart };
  for await (const { text } of exportLedger(database, about)) parts.push(text);
  return new Blob(parts);
}

async function locked(file: Blob, password: string): Promise<Blob> {
  const parts: Blob[] = [];
  const bytes = (async function* () {
    const all = new Uint8Array(await file.arrayBuffer());
    for (let at = 0; at < all.length; at += 100_000) yield all.slice(at, at + 100_000);
  })();
  for await (const piece of sealBytes(bytes, password, ITERATIONS)) parts.push(new Blob([piece]));
  return new Blob(parts);
}

const take = (database: Database, file: Blob, password = ''): Promise<ImportOutcome> =>
  importLedger(database, file, { password, now: () => NOW, onProgress: () => undefined });

/** Calls of a browser, summed up as they would have been. */
async function book(database: Database, calls: readonly CallRecord[]): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    for (const call of calls) {
      if ((await database.records.get(call.callId)) !== undefined) continue;
      await database.records.add(call);
      await addToRollup(database, call);
    }
  });
}

const rollups = (database: Database): Promise<RollupRow[]> => database.rollups.toArray();
const idsIn = async (database: Database): Promise<readonly string[]> =>
  (await database.records.toCollection().primaryKeys()).sort();
const sumOf = (rows: readonly RollupRow[]) => ({
  calls: rows.reduce((sum, row) => sum + row.calls, 0),
  likelyNano: rows.reduce((sum, row) => sum + row.likelyNano, 0n),
});

/** Everything, but what tells this ledger from others and how calls lie. */
async function contents(database: Database): Promise<unknown> {
  const rows: Record<string, unknown> = {};
  for (const table of database.tables) {
    if (!/^pack/.test(table.name)) rows[table.name] = await table.toArray();
  }
  return rows;
}

const call = fc
  .record({
    at: fc.integer({ min: 0, max: 40 * 24 }),
    number: fc.integer({ min: 0, max: 30 }),
    model: fc.constantFrom('m-1', 'm-2', null),
    outcome: fc.constantFrom('answer', 'refusal', 'error'),
    certainty: fc.constantFrom('billed', 'estimated', 'unknown'),
    nano: fc.option(fc.bigInt({ min: 0n, max: 10n ** 20n })),
    unit: fc.constantFrom('USD', 'CNY'),
  })
  .map(({ at, number: of, nano, unit, ...rest }): CallRecord => {
    const cost = nano === null ? null : { unit, lowNano: nano, likelyNano: nano, highNano: nano + 7n };
    return recordOf(`d-${at}-${of}`, NOW - at * 3_600_000, {
      ...(rest as Partial<CallRecord>),
      cost,
      fingerprint: null,
    });
  })
  // Marks of keys are in no file.
  .map(({ masked: _, ...record }): CallRecord => record);
const calls = fc.uniqueArray(call, { selector: ({ callId }) => callId, maxLength: 40 });

describe('a file', () => {
  it('that is taken in where all was deleted leads to the same calls and sums; taken in again it changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.boolean(), async (made, isPacked) => {
        const database = openBrowser();
        await book(database, made);
        if (isPacked) await packOldCalls(database, NOW, { plainMin: 2, callsMax: 5 });
        const [ids, sums, file] = [await idsIn(database), await rollups(database), await exported(database)];
        const kept = await database.records.bulkGet([...ids]);
        await wipeLedger(database, { kind: 'all' });
        expect(await take(database, file)).toMatchObject({ kind: 'taken', notTaken: 0 });
        expect(await idsIn(database)).toEqual(ids);
        expect(await database.records.bulkGet([...ids])).toEqual(kept);
        expect(await rollups(database)).toEqual(sums);
        const before = await contents(database);
        const again = await take(database, file);
        expect(again.kind === 'taken' && Object.values(again.counts).every((count) => count === 0)).toBe(true);
        expect(await contents(database)).toEqual(before);
      }),
      { numRuns: 15 },
    );
  }, 90_000);

  it('of each of two browsers leads to the calls of both, in either order, and each of them once', async () => {
    await fc.assert(
      fc.asyncProperty(calls, calls, async (one, other) => {
        const [first, second, third] = [openBrowser(), openBrowser(), openBrowser()];
        await book(first, one);
        // A call that both have is the same one.
        await book(
          second,
          other.map((of) => one.find(({ callId }) => callId === of.callId) ?? of),
        );
        const [file, otherFile] = [await exported(first), await exported(second)];
        await take(first, otherFile);
        await take(second, file);
        for (const each of [otherFile, file, otherFile]) await take(third, each);
        const all = [...new Set([...one, ...other].map(({ callId }) => callId))].sort();
        expect(await idsIn(first)).toEqual(all);
        expect(await idsIn(second)).toEqual(all);
        expect(await idsIn(third)).toEqual(all);
        expect(await rollups(second)).toEqual(await rollups(first));
        expect(await rollups(third)).toEqual(await rollups(first));
      }),
      { numRuns: 15 },
    );
  }, 90_000);

  it('brings what a real ledger has: accounts, balances, what is usual, budgets; and no key', async () => {
    const host = await openDexieHost(NOW);
    try {
      await host.addAccount();
      await host.addKey('ab'.repeat(32), ACCOUNT, anyKey);
      await host.putReading(ACCOUNT, readingOf(host, PLENTY));
      for (let at = 0; at < 12; at++) {
        host.now += 1000;
        const settled = { ...settlement(`c-${at}`, at % 5 === 4 ? refused() : answered(1200, 100 + at)) };
        await settleCall({ ...settled, fingerprint: 'ab'.repeat(32) }, host.ports);
      }
      const row: AccountRow = {
        ...((await host.database.accounts.get(ACCOUNT)) as AccountRow),
        ownLimits: { USD: 5n },
      };
      await host.database.accounts.put(row);
      const file = await exported(host.database);
      expect(await take(b, file)).toMatchObject({ kind: 'taken', notTaken: 0, counts: { accounts: 1, keys: 0 } });
      for (const table of ['accounts', 'habits', 'lengths', 'drops', 'balanceHistory', 'rollups'] as const) {
        expect(await b.table(table).toArray(), table).toEqual(await host.database.table(table).toArray());
      }
      const [mine, theirs] = [await host.database.readings.toArray(), await b.readings.toArray()];
      expect(theirs.map(({ spentSinceNano }) => spentSinceNano)).toEqual(mine.map((one) => one.spentSinceNano));
      expect(await b.keys.count()).toBe(0);
      expect((await b.records.toArray()).every(({ fingerprint }) => fingerprint === null)).toBe(true);
      expect(await file.text()).not.toContain('ab'.repeat(4));
    } finally {
      await host.close();
    }
  });

  it('does not touch what was chosen here, and has what it lacks from there', async () => {
    const account = (change: Partial<AccountRow>): AccountRow => ({
      ...{ id: 'openai:acc_1', provider: 'openai', name: null, consoleOrigin: 'https://a.example', seenAt: 5 },
      ...{ ownLimits: {}, falseAsks: 0, ...change },
    });
    await a.accounts.put(account({ ownLimits: { USD: 1n, CNY: 2n }, name: 'Work', seenAt: 9, mergedInto: 'openai:x' }));
    await b.accounts.put(account({ ownLimits: { USD: 3n }, thresholds: [] }));
    await writeSettings({ theme: 'dark', sitesOff: ['https://here.example'] });
    const settings = { theme: 'light', language: 'zh', sitesOff: ['https://there.example'] } as const;
    const others = { pausedUntil: NOW + DAY_MS, lowNotice: true, sitesGranted: ['https://x.example/*'] };
    await take(b, await exported(a, { ...settings, ...others, fingerprintKey: 'cd'.repeat(32) }));
    expect(await b.accounts.toArray()).toEqual([
      account({ ownLimits: { USD: 3n, CNY: 2n }, thresholds: [], name: 'Work', seenAt: 9 }),
    ]);
    expect(await readSettings()).toMatchObject({
      ...{ theme: 'dark', language: 'zh', sitesOff: ['https://here.example', 'https://there.example'] },
      ...{ pausedUntil: 0, lowNotice: null, sitesGranted: [], fingerprintKey: '' },
    });
  });
});

describe('choices that are kept beside the settings', () => {
  const noticeHabits = { digestAt: 540, daysOff: ['2026-12-25'], accounts: { a: { by: 'transfer', seenAt: null } } };

  it('come along where nothing was chosen here, and what was chosen here stays', async () => {
    const file = await exported(
      a,
      { team: true },
      { noticeHabits, repeatLimit: { above: 7, quiet: {} }, badge: { choice: 'worst', last: 'x' } },
    );
    // What the browser has noted itself is no choice.
    seen.stored = { repeatLimit: { above: 3, quiet: {} }, badge: { last: 'y' } };
    await take(b, file);
    expect(await readHabits()).toEqual(noticeHabits);
    expect((await readRepeatLimit()).above).toBe(3);
    expect(seen.stored.badge).toEqual({ choice: 'worst', last: 'y' });
    expect((await readSettings()).team).toBe(true);
  });

  it('are read from storage for the file, and nothing else is', async () => {
    seen.stored = { noticeHabits, fingerprintKey: 'ab'.repeat(32), 'hint-calls': 'known' };
    expect(await readKeptApart()).toEqual({ noticeHabits });
  });

  it('that nobody could have made are as if they were not there', async () => {
    await take(b, await exported(a, {}, { noticeHabits: { digestAt: 'x'.repeat(30_000) }, repeatLimit: [], other: 1 }));
    expect(seen.stored.noticeHabits).toBeUndefined();
    expect(seen.stored.other).toBeUndefined();
    expect((await readRepeatLimit()).above).toBeNull();
  });
});

describe('days whose calls are gone, with their sums kept,', () => {
  const old = Array.from({ length: 8 }, (_, at) => recordOf(`old-${at}`, NOW - (60 + (at % 2)) * DAY_MS));
  const young = Array.from({ length: 4 }, (_, at) => recordOf(`young-${at}`, NOW - at * DAY_MS));
  const forget = async (database: Database): Promise<void> => {
    await chooseKeepDays(database, 30);
    await forgetOldCalls(database, NOW);
    expect(await idsIn(database)).toEqual(young.map(({ callId }) => callId));
  };
  beforeEach(() => book(a, [...old, ...young]));

  it('are in the file of a browser, and back where all was deleted', async () => {
    await forget(a);
    const [sums, file] = [await rollups(a), await exported(a)];
    await wipeLedger(a, { kind: 'all' });
    expect(await take(a, file)).toMatchObject({ counts: { records: 4, rollups: 2 } });
    expect(await rollups(a)).toEqual(sums);
    expect(await take(a, file)).toMatchObject({ counts: { records: 0, rollups: 0 } });
    expect(await rollups(a)).toEqual(sums);
  });

  it('are added to what another browser spent on them, once', async () => {
    const own = recordOf('own', NOW - 60 * DAY_MS);
    await book(b, [own]);
    await forget(a);
    const file = await exported(a);
    await take(b, file);
    const expected = sumOf([...(await rollups(a)), ...(await rollups(openBrowser()))]);
    const total = { calls: expected.calls + 1, likelyNano: expected.likelyNano + (own.cost?.likelyNano ?? 0n) };
    expect(sumOf(await rollups(b))).toEqual(total);
    await take(b, file);
    expect(sumOf(await rollups(b))).toEqual(total);
  });

  it('are not counted twice where their calls came before, or come later', async () => {
    const full = await exported(a);
    const sums = await rollups(a);
    await forget(a);
    const short = await exported(a);
    await take(b, full);
    await take(b, short);
    expect(await rollups(b)).toEqual(sums);
    const c = openBrowser();
    await take(c, short);
    await take(c, full);
    expect(await rollups(c)).toEqual(sums);
    expect(await isForgotten(c, old[0]?.openedAt ?? 0)).toBe(true);
    expect(await isForgotten(c, NOW - 20 * DAY_MS)).toBe(false);
  });
});

describe('a file that cannot be taken in changes nothing:', () => {
  const many = Array.from({ length: 400 }, (_, at) => recordOf(`m-${at}`, NOW - at * 3_600_000));
  const expectRefused = async (file: Blob, fault: string, password = ''): Promise<void> => {
    const before = await contents(b);
    expect(await take(b, file, password)).toEqual({ kind: 'refused', fault });
    expect(await contents(b)).toEqual(before);
  };
  const rewritten = async (file: Blob, from: string | RegExp, to: string): Promise<Blob> =>
    new Blob([(await file.text()).replace(from, to)]);
  const fill = async (): Promise<Blob> => {
    await book(a, many);
    return exported(a);
  };
  beforeEach(() => book(b, [recordOf('here', NOW)]));

  it.each(['', '{}', 'call,cost\n1,2\n', '{"format":"other"}\n'])('none of ours: %j', (text) =>
    expectRefused(new Blob([text]), 'not-ours'),
  );

  it('another version', async () => {
    const file = await fill();
    await expectRefused(await rewritten(file, '"formatVersion":2', '"formatVersion":3'), 'newer');
    await expectRefused(await rewritten(file, '"formatVersion":2', '"formatVersion":1'), 'older');
    const whole = await locked(file, 'horse');
    const head = (await whole.text()).split('\n')[0]?.replace('"formatVersion":1', '"formatVersion":2');
    await expectRefused(new Blob([`${head}\n`, whole.slice(300)]), 'newer', 'horse');
  });

  it('cut off, at whichever place', async () => {
    const file = await fill();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 400, max: file.size - 2 }), (end) =>
        expectRefused(file.slice(0, end), 'damaged'),
      ),
      { numRuns: 12 },
    );
  });

  it('changed: a line that is no row, a row that is gone, one too many, bytes that are no text', async () => {
    const file = await fill();
    const line = /\n\{"callId":"m-5",.*,/;
    await expectRefused(await rewritten(file, line, '\n{"callId":'), 'damaged');
    await expectRefused(await rewritten(file, line, ''), 'damaged');
    await expectRefused(new Blob([file, '{}\n']), 'damaged');
    await expectRefused(new Blob([file.slice(0, 5000), new Uint8Array([255]), file.slice(5001)]), 'damaged');
    await expectRefused(new Blob([JSON.stringify(JSON.parse(await file.text()), null, 2)]), 'not-ours');
  });

  it('locked with another password, with none given, and changed anywhere', async () => {
    const whole = await locked(await fill(), 'Pferd\u0301e');
    expect(whole.size).toBeGreaterThan(256 * 1024);
    await expectRefused(whole, 'password-needed');
    await expectRefused(whole, 'password-wrong', 'pferde');
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const start = bytes.indexOf(10) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) =>
        expectRefused(new Blob([bytes.with(at, (bytes[at] ?? 0) ^ by)]), 'damaged', 'Pferd\u0301e'),
      ),
      { numRuns: 8 },
    );
    // Whole pieces that are gone, or changed places.
    const piece = 256 * 1024 + 16;
    await expectRefused(whole.slice(0, start + piece), 'damaged', 'Pferd\u0301e');
    const moved = [whole.slice(0, start), whole.slice(start + piece), whole.slice(start, start + piece)];
    await expectRefused(new Blob(moved), 'damaged', 'Pferd\u0301e');
    // The same letters, typed in another way.
    expect(await take(b, whole, 'Pferd\u0301e'.normalize('NFC'))).toMatchObject({ counts: { records: 400 } });
    expect(new TextDecoder().decode(bytes)).not.toContain('callId');
  });
});

it('entries that are not understood stay out, and are counted', async () => {
  await book(a, [recordOf('x', NOW), recordOf('y', NOW)]);
  const file = new Blob([
    (await (await exported(a)).text()).replace('"provider":"openai","surface"', '"provider":7,"surface"'),
  ]);
  expect(await take(b, file)).toMatchObject({ kind: 'taken', notTaken: 1, counts: { records: 1 } });
  expect(await b.records.count()).toBe(1);
});

it('without room it says so; what is in then is whole, and with room it goes on', async () => {
  await book(
    a,
    Array.from({ length: 600 }, (_, at) => recordOf(`m-${at}`, NOW - at * 3_600_000)),
  );
  const file = await exported(a);
  const disk = failWrites(b, 'rollups');
  disk.isFull = true;
  expect(await take(b, file)).toEqual({ kind: 'refused', fault: 'no-room' });
  expect(await b.records.count()).toBe(0);
  disk.isFull = false;
  expect(await take(b, file)).toMatchObject({ kind: 'taken', counts: { records: 600 } });
  expect(await rollups(b)).toEqual(await rollups(a));
});
