import '../../webext/fake-browser.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptDifference, refundCall } from '../../../companion/calls/correct-calls.ts';
import { tellCorrections } from '../../../companion/pair/told-corrections.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import type { BalanceReading } from '../../../lib/domain/balance.ts';
import { asCorrected } from '../../../lib/domain/corrected.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { settleCall } from '../../../lib/engine/settle-call.ts';
import { putReading } from '../../../lib/ledger/put-reading.ts';
import type { AccountRow, KeyRow, RollupRow } from '../../../lib/ledger/rows.ts';
import type { SyncItem } from '../../../lib/sync/protocol.ts';
import { isTellingElsewhere } from '../../../lib/webext/companion-tells.ts';
import { Database } from '../../../lib/webext/database.ts';
import { openDesk } from '../../../lib/webext/desk.ts';
import { pairCompanion, unpairCompanion } from '../../../lib/webext/pair-companion.ts';
import { readLink, syncCompanion } from '../../../lib/webext/sync-companion.ts';
import { ONE } from '../../domain/samples.ts';
import { answered, lost, settlement } from '../../engine/calls.ts';
import { seen } from '../../webext/fake-browser.ts';
import { spanOf } from '../calls/span-of.ts';
import { type CompanionSide, type Fate, openCompanionSide, plugFetch, readShared, SECRET } from './two-ledgers.ts';

let companion: CompanionSide;
let database: Database;
let fate: Fate;
let unplug: () => void;
let opened = 0;

beforeEach(async () => {
  await begin();
});
afterEach(async () => {
  await end();
});

async function begin(): Promise<void> {
  fate = 'answered';
  unplug = plugFetch(() => fate);
  companion = await openCompanionSide();
  opened += 1;
  database = new Database(`paired-${opened}`);
  seen.stored = {};
}

async function end(): Promise<void> {
  unplug();
  await database.delete();
  await companion.close();
}

async function pair(): Promise<string> {
  const { code } = companion.codes.make();
  return pairCompanion(database, { address: companion.origin, code, name: 'Chrome' });
}

const desk = () => openDesk(database, { origin: 'https://a.example', tabId: 1, frameId: 0, isPrivate: false });
const settleHere = async (callId: string, output: number) =>
  (await settleCall(settlement(callId, answered(1200, output)), desk().ports)).record;

const account: AccountRow = {
  ...{ id: 'sandbox:acc_1', provider: 'sandbox', name: 'Demo', consoleOrigin: 'http://127.0.0.1:4118' },
  ...{ seenAt: 5, ownLimits: {}, falseAsks: 0 },
};
const budget: Budget = {
  ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
  ...{ window: { kind: 'month', zone: 'UTC' }, limit: 100n * ONE, isHard: true, onFailure: 'closed', raises: [] },
};
const setBudget = (change: Partial<Budget> = {}) =>
  companion
    .holds()
    .change({ kind: 'put', id: `put-${Math.random()}`, budgetId: 'all', budget: { ...budget, ...change } });

const there = () => companion.store().transact(readShared);
const correctionDesk = () => ({ holds: companion.holds(), store: companion.store() });

/** The same calls with the same corrections, and on each side the sums of them: here with what was corrected, there without. */
async function expectSame(): Promise<void> {
  const [{ records, rollups, ...mine }, { records: raw, rollups: theirRollups, ...theirs }] = [
    await readShared(database),
    await there(),
  ];
  expect(theirs).toEqual(mine);
  const items = raw.map((record): SyncItem => ({ kind: 'record', record }));
  const told = await companion.store().transactBelow((below) => tellCorrections(items, below));
  expect(told.flatMap((item) => (item.kind === 'record' ? [item.record] : []))).toEqual(records);
  expect(rollups.map(sumOfDay).filter(hasCalls).sort()).toEqual(sumsOf(records));
  expect(theirRollups.map(sumOfDay).filter(hasCalls).sort()).toEqual(sumsOf(raw));
  if (records.every(({ corrections }) => corrections === undefined)) expect(theirRollups).toEqual(rollups);
}

const sumOfDay = ({ day, provider, model, unit, calls, likelyNano, unknownCalls }: RollupRow): string =>
  [day, provider, model, unit, calls, likelyNano, unknownCalls].join(' ');
const hasCalls = (sum: string): boolean => !sum.endsWith(' 0 0 0');

function sumsOf(records: readonly CallRecord[]): readonly string[] {
  const sums = new Map<string, [calls: number, nano: bigint, unknown: number]>();
  for (const record of records) {
    const { cost, certainty, day, provider, model } = asCorrected(record);
    const isKnown = cost !== null && certainty !== 'unknown';
    const key = [day, provider, model ?? '', cost?.unit ?? ''].join(' ');
    const [calls, nano, unknown] = sums.get(key) ?? [0, 0n, 0];
    sums.set(key, [calls + 1, nano + (isKnown ? cost.likelyNano : 0n), unknown + (isKnown ? 0 : 1)]);
  }
  return [...sums].map(([key, sum]) => [key, ...sum].join(' ')).sort();
}

describe('a browser and its companion', () => {
  it('are one ledger after pairing: what each had before, the other has', async () => {
    await database.accounts.add(account);
    await settleHere('here', 100);
    await companion.settle('there', answered(1000, 50));
    expect(await pair()).toBe('paired');
    expect(seen.stored.fingerprintKey).toBe(SECRET);
    expect(await syncCompanion(database)).toBeNull();
    await expectSame();
    expect((await there()).records.map(({ callId }) => callId)).toEqual(['here', 'there']);
    expect((await there()).accounts).toEqual([account]);
    expect((await readLink(database))?.syncedAt).not.toBeNull();
  });

  it('is shared by all browsers that are paired with it: each has the calls of the other, and what is said of them', async () => {
    const other = new Database(`paired-too-${opened}`);
    const first = { secret: {}, database };
    const second = { secret: {}, database: other };
    const as = async <T>(side: typeof first, work: () => Promise<T>): Promise<T> => {
      [seen.stored, database] = [side.secret, side.database];
      return work();
    };
    try {
      for (const side of [first, second]) expect(await as(side, pair)).toBe('paired');
      await as(first, async () => {
        await database.accounts.add(account);
        await settleHere('of-first', 100);
      });
      await as(second, () => settleHere('of-second', 50));
      for (const side of [first, second, first]) expect(await as(side, () => syncCompanion(database))).toBeNull();
      for (const side of [first, second]) await as(side, expectSame);
      expect((await other.records.toCollection().primaryKeys()).sort()).toEqual(['of-first', 'of-second']);
      await as(second, () => database.accounts.update(account.id, { name: 'Renamed there' }));
      for (const side of [second, first]) await as(side, () => syncCompanion(database));
      expect((await first.database.accounts.get(account.id))?.name).toBe('Renamed there');
    } finally {
      database = first.database;
      await other.delete();
    }
  });

  it('count each other’s calls in budgets and balances, once', async () => {
    await setBudget();
    await pair();
    await database.accounts.add(account);
    const at = Date.now() - 1000;
    const reading: BalanceReading = { unit: 'USD', availableNano: 5n * ONE, frozenNano: 0n, at, source: 'console' };
    await database.transaction('rw', database.tables, async () => putReading(database, account.id, reading));
    await syncCompanion(database);
    await settleHere('here', 100);
    await companion.settle('there', answered(1000, 50));
    for (let times = 0; times < 3; times++) expect(await syncCompanion(database)).toBeNull();
    await expectSame();
    const { records, sums } = await there();
    const cost = records.reduce((sum, { cost }) => sum + (cost?.likelyNano ?? 0n), 0n);
    expect(cost).toBeGreaterThan(0n);
    expect(sums.map(({ spentSinceNano }) => spentSinceNano)).toEqual([cost]);
    expect((await companion.holds().usage()).map(({ spent }) => spent)).toEqual([cost]);
  });

  it('book at last what came of a call that nobody had seen the end of', async () => {
    await setBudget();
    await pair();
    await settleCall(settlement('a', lost), desk().ports);
    await syncCompanion(database);
    expect((await there()).records.map(({ certainty }) => certainty)).toEqual(['unknown']);
    const record = await settleHere('a', 100);
    await syncCompanion(database);
    await expectSame();
    expect((await companion.holds().usage()).map(({ spent }) => spent)).toEqual([record?.cost?.likelyNano]);
  });

  it('know of corrections alike, and count each once, also with a companion that has forgotten them', async () => {
    await setBudget();
    await pair();
    const record = await companion.settle('there', answered(1000, 50));
    const cost = record?.cost?.likelyNano ?? 0n;
    await syncCompanion(database);
    const refund = { callId: 'there', id: 'one', nano: cost / 2n, unit: 'USD' };
    expect((await refundCall(correctionDesk(), refund)).kind).toBe('booked');
    for (let times = 0; times < 2; times++) expect(await syncCompanion(database)).toBeNull();
    await expectSame();
    const [known] = await database.records.toArray();
    expect(known?.corrections).toEqual([{ id: 'refund-one', kind: 'refund', unit: 'USD', nano: -(cost / 2n) }]);
    expect((await database.rollups.toArray()).map(({ likelyNano }) => likelyNano)).toEqual([cost - cost / 2n]);
    // A new ledger, to which the browser tells all it has.
    const old = companion;
    companion = await openCompanionSide();
    await setBudget();
    await unpairCompanion(database);
    await pair();
    for (let times = 0; times < 2; times++) expect(await syncCompanion(database)).toBeNull();
    await expectSame();
    expect((await companion.holds().usage()).map(({ spent }) => spent)).toEqual([cost - cost / 2n]);
    await old.close();
  });

  it('keep what the user set on either side, field by field', async () => {
    await pair();
    await database.accounts.add(account);
    await syncCompanion(database);
    await database.accounts.update(account.id, { ownLimits: { USD: 5n } });
    await companion.store().transact(async ({ accounts }) => {
      const row = await accounts.get(account.id);
      if (row) await accounts.put({ ...row, arrivedAt: 7 });
    });
    await syncCompanion(database);
    await expectSame();
    expect((await there()).accounts).toEqual([{ ...account, ownLimits: { USD: 5n }, arrivedAt: 7 }]);
  });

  it('tell each other what a reading brought along, also where its answer was lost', async () => {
    await setBudget();
    await database.accounts.add(account);
    await pair();
    await walk(['answered', 'call-here', 'read-there', 'lost', 'read-here'].map((kind, tokens) => ({ kind, tokens })));
    fate = 'answered';
    for (let times = 0; times < 3; times++) expect(await syncCompanion(database)).toBeNull();
    await expectSame();
  });

  it('forget a key on both sides that the user has unlinked, and learn it again', async () => {
    const fingerprint = 'a'.repeat(64);
    const key: KeyRow = {
      ...{ fingerprint, provider: 'sandbox', account: account.id, how: 'user', readAt: 5 },
      ...{ name: '', billing: null, limitNano: null, usedNano: null, unit: '' },
    };
    await pair();
    await database.keys.add(key);
    await syncCompanion(database);
    expect((await there()).keys).toEqual([key]);
    await database.keys.delete(fingerprint);
    await syncCompanion(database);
    expect((await there()).keys).toEqual([]);
    await database.keys.add(key);
    await syncCompanion(database);
    expect((await there()).keys).toEqual([key]);
  });

  it('begin anew where the companion’s ledger is another one', async () => {
    await pair();
    await settleHere('a', 100);
    await syncCompanion(database);
    const { token, id } = companion.browsers.add({
      name: 'x',
      origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      pairedAt: 0,
    });
    const other = await openCompanionSide();
    const again = other.browsers.add({
      name: 'x',
      origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      pairedAt: 0,
    });
    expect(id).not.toBe(again.id);
    expect(token).not.toBe(again.token);
    const link = await readLink(database);
    const { code } = other.codes.make();
    // The same browser, by a token of the other one, with what it knew of the first.
    const helper = new Database('helper');
    await pairCompanion(helper, { address: other.origin, code, name: 'helper' });
    await helper.delete();
    if (link) await database.companion.put({ ...link, address: other.origin, token: again.token });
    expect(await syncCompanion(database)).toBeNull();
    expect((await other.store().transact(readShared)).records.map(({ callId }) => callId)).toEqual(['a']);
    await other.close();
  });

  it('warn once: the browser knows with each exchange whether the companion tells somebody', async () => {
    await pair();
    const isElsewhere = async (later = 0) => {
      expect(await syncCompanion(database)).toBeNull();
      return isTellingElsewhere(database, Date.now() + later);
    };
    expect(await isElsewhere()).toBe(false);
    companion.tells.isOn = true;
    expect(await isElsewhere()).toBe(true);
    // One that has been gone for long tells nobody.
    expect(await isElsewhere(11 * 60_000)).toBe(false);
    companion.tells.isOn = false;
    expect(await isElsewhere()).toBe(false);
  });

  it('share from where on an account is told of', async () => {
    await pair();
    await database.accounts.put({ ...account, thresholds: [{ kind: 'amount', unit: 'USD', below: 5n * ONE }] });
    expect(await syncCompanion(database)).toBeNull();
    await expectSame();
    await database.accounts.put(account);
    expect(await syncCompanion(database)).toBeNull();
    await expectSame();
  });

  it('say that nobody answers, wait, and go on where they were', async () => {
    await pair();
    await settleHere('a', 100);
    fate = 'down';
    expect(await syncCompanion(database)).toBe('unreachable');
    expect(await syncCompanion(database)).toBe('unreachable');
    const link = await readLink(database);
    expect([link?.failures, link?.problem]).toEqual([2, 'unreachable']);
    expect(link?.nextAt).toBeGreaterThan(Date.now() + 5000);
    fate = 'answered';
    expect(await syncCompanion(database)).toBeNull();
    await expectSame();
    expect(await readLink(database)).toMatchObject({ failures: 0, problem: null, nextAt: 0 });
  });

  it('do not know a browser any more whose pairing was ended there', async () => {
    await pair();
    companion.browsers.remove(companion.browsers.list()[0]?.id ?? '');
    expect(await syncCompanion(database)).toBe('unknown-here');
    await unpairCompanion(database);
    expect(await syncCompanion(database)).toBeNull();
    await settleHere('a', 100);
    expect(await database.syncNotes.count()).toBe(0);
  });

  it('are the same in the end whatever failed in between, and nothing counts twice', async () => {
    await end();
    const step = fc.oneof(
      fc.record({
        kind: fc.constantFrom('call-here', 'call-there', 'lost-here'),
        tokens: fc.integer({ min: 1, max: 900 }),
      }),
      fc.record({
        kind: fc.constantFrom('refund-there', 'accept-there', 'found-here'),
        tokens: fc.integer({ min: 1, max: 900 }),
      }),
      fc.record({
        kind: fc.constantFrom('limit-here', 'limit-there', 'name-here', 'read-here', 'read-there'),
        tokens: fc.integer({ min: 1, max: 900 }),
      }),
      fc.record({ kind: fc.constantFrom('answered', 'down', 'lost', 'twice', 'restart'), tokens: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        await begin();
        try {
          await setBudget();
          await database.accounts.add(account);
          await pair();
          await walk(steps);
          fate = 'answered';
          for (let times = 0; times < 3; times++) expect(await syncCompanion(database)).toBeNull();
          await expectSame();
          const { records } = await there();
          const calls = steps.filter(({ kind }) => kind.startsWith('call-') || kind === 'lost-here').length;
          expect(records).toHaveLength(calls);
          const counted = (await database.records.toArray()).map(asCorrected);
          const cost = counted.reduce((sum, { cost }) => sum + (cost?.highNano ?? 0n), 0n);
          expect((await companion.holds().usage()).map(({ spent }) => spent)).toEqual([cost]);
          expect(await database.syncNotes.where('waiting').above(0).count()).toBe(0);
        } finally {
          await end();
        }
      }),
      { numRuns: 40 },
    );
    await begin();
  }, 120_000);
});

async function walk(steps: readonly { readonly kind: string; readonly tokens: number }[]): Promise<void> {
  for (const [at, { kind, tokens }] of steps.entries()) {
    // Whether a reading has a call that ended in its very millisecond nobody can tell.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const change = async (set: (row: AccountRow) => AccountRow): Promise<void> => {
      await companion.store().transact(async ({ accounts }) => {
        const row = await accounts.get(account.id);
        if (row) await accounts.put(set(row));
      });
    };
    const reading: BalanceReading = {
      ...{ unit: 'USD', availableNano: BigInt(tokens) * ONE, frozenNano: 0n, at: Date.now(), source: 'console' },
    };
    if (kind === 'call-here') await settleHere(`h-${at}`, tokens);
    else if (kind === 'call-there') await companion.settle(`t-${at}`, answered(1000, tokens));
    else if (kind === 'lost-here') await settleCall(settlement(`l-${at}`, lost), desk().ports);
    else if (kind === 'limit-here') await database.accounts.update(account.id, { ownLimits: { USD: BigInt(tokens) } });
    else if (kind === 'limit-there') await change((row) => ({ ...row, ownLimits: { USD: BigInt(tokens) } }));
    else if (kind === 'name-here') await database.accounts.update(account.id, { name: `n${tokens}` });
    else if (kind === 'read-here')
      await database.transaction('rw', database.tables, async () => putReading(database, account.id, reading));
    else if (kind === 'read-there')
      await companion.store().transact(async (tables) => {
        if (await tables.accounts.get(account.id)) await putReading(tables, account.id, reading);
      });
    else if (kind === 'refund-there') await refundThere(`r-${at}`, tokens);
    else if (kind === 'accept-there') await acceptThere(at, tokens);
    else if (kind === 'found-here') await findHere(tokens);
    else if (kind === 'restart') await companion.restart();
    else {
      fate = kind as Fate;
      await syncCompanion(database);
    }
  }
}

/** Some of what one of the calls that are known there came to was given back. */
async function refundThere(id: string, tokens: number): Promise<void> {
  const { records } = await there();
  const call = records[tokens % Math.max(1, records.length)];
  if (call !== undefined)
    await refundCall(correctionDesk(), { callId: call.callId, id, nano: BigInt(tokens), unit: null });
}

/** The balance shows what one of the calls of unknown cost took. */
async function acceptThere(at: number, tokens: number): Promise<void> {
  const unknown = (await there()).records.filter(({ certainty }) => certainty === 'unknown');
  const call = unknown[tokens % Math.max(1, unknown.length)];
  if (call === undefined) return;
  const seenCall = { ...call, providerRequestId: null, cost: null, setAsideNano: null };
  const span = spanOf({ from: at, to: at + 1, calls: [seenCall], differenceNano: BigInt(tokens) });
  await acceptDifference(correctionDesk(), 'USD', span);
}

/** What nobody saw the end of is told after all, whenever a balance was read meanwhile. */
async function findHere(tokens: number): Promise<void> {
  const unknown = (await readShared(database)).records.filter(({ certainty }) => certainty === 'unknown');
  const call = unknown[tokens % Math.max(1, unknown.length)];
  if (call !== undefined) await settleHere(call.callId, tokens);
}
