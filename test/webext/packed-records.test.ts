import type { Collection } from 'dexie';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../lib/domain/record.ts';
import { Database } from '../../lib/webext/database.ts';
import { packOldCalls } from '../../lib/webext/pack-old-calls.ts';
import { recordOf } from './call-records.ts';

const NOW = 1_790_000_000_000;
const DAY_MS = 86_400_000;
/** Everything here is this old: nothing stays a row for its age. */
const OLD = NOW - 100 * DAY_MS;

const opened: Database[] = [];
let number = 0;
function open(): Database {
  number += 1;
  const database = new Database(`packed-${number}`);
  opened.push(database);
  return database;
}
afterEach(async () => {
  for (const database of opened.splice(0)) await database.delete();
});

/** Packs everything that fits into packs of so many. */
const packAll = (database: Database, callsMax = 3): Promise<number> =>
  packOldCalls(database, NOW, { plainMin: 0, packsMax: 1000, callsMax });

const FIELDS = {
  provider: ['openai', 'sandbox'],
  model: ['m-1', 'm-2', null],
  outcome: ['answer', 'refusal', 'error'],
  account: ['a:1', 'a:2', null],
  origin: ['https://a.example', 'https://b.example'],
} as const;

/** A call among few: ids, times and values meet often. */
const call: fc.Arbitrary<CallRecord> = fc
  .record({
    ...{ document: fc.nat(3), number: fc.nat(5), at: fc.nat(9) },
    ...{ provider: fc.constantFrom(...FIELDS.provider), model: fc.constantFrom(...FIELDS.model) },
    ...{ outcome: fc.constantFrom(...FIELDS.outcome), account: fc.constantFrom(...FIELDS.account) },
    ...{ origin: fc.constantFrom(...FIELDS.origin), isReviewed: fc.boolean(), nano: fc.bigInt(0n, 10n ** 12n) },
  })
  .map(({ document, number: of, at, nano, ...rest }) =>
    recordOf(`1-2-3-${document}-${of}`, OLD + at * 1000, {
      ...rest,
      cost: { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano },
    }),
  );

type Rows = Collection<CallRecord, string>;
const time = fc.nat(10).map((at) => OLD + at * 1000);
const ends = fc.record({ low: time, high: time, withLow: fc.boolean(), withHigh: fc.boolean() });
const along = (name: string, values: readonly (string | null)[]) =>
  fc
    .tuple(fc.constantFrom(...values.filter((value) => value !== null)), ends)
    .map(([value, { low, high, withLow, withHigh }]) => (database: Database): Rows => {
      return database.records.where(`[${name}+openedAt]`).between([value, low], [value, high], withLow, withHigh);
    });

const rows: fc.Arbitrary<(database: Database) => Rows> = fc.oneof(
  fc.constant((database: Database) => database.records.toCollection()),
  fc.constant((database: Database) => database.records.orderBy('openedAt')),
  fc.constant((database: Database) => database.records.orderBy('[provider+openedAt]')),
  fc.constant((database: Database) => database.records.orderBy('origin')),
  ends.map(({ low, high, withLow, withHigh }) => (database: Database) => {
    return database.records.where('openedAt').between(low, high, withLow, withHigh);
  }),
  time.map((at) => (database: Database) => database.records.where('openedAt').above(at)),
  ...[along('provider', FIELDS.provider), along('model', FIELDS.model), along('outcome', FIELDS.outcome)],
  fc.constantFrom('a:1', 'a:2').map((id) => (database: Database) => database.records.where('account').equals(id)),
  fc.constantFrom(...FIELDS.origin).map((id) => (database: Database) => database.records.where('origin').equals(id)),
  fc.nat(4).map((at) => (database: Database) => database.records.where('callId').startsWith(`1-2-3-${at}-`)),
  fc.nat(4).map((at) => (database: Database) => database.records.where('callId').above(`1-2-3-${at}-`)),
);

/** What is done with such rows; each gives what it found or changed. */
const asked: fc.Arbitrary<(found: Rows) => PromiseLike<unknown>> = fc.oneof(
  fc
    .record({ isReverse: fc.boolean(), offset: fc.nat(4), limit: fc.nat(6), isFiltered: fc.boolean() })
    .map(({ isReverse, offset, limit, isFiltered }) => (found: Rows) => {
      const turned = isReverse ? found.reverse() : found;
      const kept = isFiltered ? turned.filter((row) => row.isReviewed) : turned;
      return kept.offset(offset).limit(limit).toArray();
    }),
  fc.constant((found: Rows) => found.toArray()),
  fc.constant((found: Rows) => found.reverse().toArray()),
  fc.constant((found: Rows) => found.count()),
  fc.constant((found: Rows) => found.first()),
  fc.constant((found: Rows) => found.last()),
  fc.constant((found: Rows) => found.primaryKeys()),
  fc.constant((found: Rows) => found.uniqueKeys()),
  fc.constant((found: Rows) => found.until(({ model }) => model === null).toArray()),
);

type Deed = (database: Database) => PromiseLike<unknown>;
const deed: fc.Arbitrary<Deed> = fc.oneof(
  call.map((row) => (database: Database) => database.records.add(row).catch((error: Error) => error.name)),
  call.map((row) => (database: Database) => database.records.put(row)),
  fc.array(call, { maxLength: 6 }).map((all) => (database: Database) => database.records.bulkPut(all)),
  call.map(
    ({ callId }) =>
      (database: Database) =>
        database.records.delete(callId),
  ),
  call.map(
    ({ callId }) =>
      (database: Database) =>
        database.records.update(callId, { account: 'a:2' }),
  ),
  call.map(
    ({ callId }) =>
      (database: Database) =>
        database.records.get(callId),
  ),
  fc.array(call, { maxLength: 5 }).map((all) => (database: Database) => {
    return database.records.bulkGet(all.map(({ callId }) => callId));
  }),
  fc.tuple(rows, asked).map(
    ([of, ask]) =>
      (database: Database) =>
        ask(of(database)),
  ),
  rows.map((of) => (database: Database) => of(database).modify({ model: 'm-2' })),
  rows.map((of) => (database: Database) => {
    return of(database)
      .filter(({ outcome }) => outcome === 'error')
      .delete();
  }),
);

describe('calls that are packed', () => {
  it('are found, counted, changed and deleted as if they were rows', async () => {
    const steps = fc.array(
      fc.oneof({ weight: 3, arbitrary: deed }, { weight: 1, arbitrary: fc.constant('pack' as const) }),
      {
        minLength: 4,
        maxLength: 14,
      },
    );
    const before = fc.uniqueArray(call, { selector: ({ callId }) => callId, minLength: 6, maxLength: 18 });
    await fc.assert(
      fc.asyncProperty(before, steps, async (calls, all) => {
        const [plain, packed] = [open(), open()];
        for (const database of [plain, packed]) await database.records.bulkAdd(calls);
        await packAll(packed);
        for (const step of all) {
          if (step === 'pack') await packAll(packed, 2);
          else expect(await step(packed)).toEqual(await step(plain));
        }
        expect(await packed.records.toArray()).toEqual(await plain.records.toArray());
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('are not opened for lists that rows fill, nor for calls that are not packed', async () => {
    const database = open();
    const calls = Array.from({ length: 12 }, (_, at) => recordOf(`1-2-3-${at}-0`, OLD + at * 1000));
    await database.records.bulkAdd(calls);
    await packOldCalls(database, NOW, { plainMin: 6, packsMax: 2, callsMax: 3 });
    const [newest, provider = ''] = [calls.at(-1), calls[0]?.provider];
    // Who opens one fails, and so does who asks what is in it.
    await database.packedCalls.toCollection().modify({ data: new Uint8Array([1, 2, 3]) });
    await database.packs.toCollection().modify({ counts: {} as never });
    const { records } = database;
    expect(await records.orderBy('openedAt').last()).toEqual(newest);
    const along = () => records.where('[provider+openedAt]').between([provider, 0], [provider, NOW]).reverse();
    expect(await along().limit(6).toArray()).toEqual(calls.slice(6).reverse());
    expect(
      await along()
        .filter(({ callId }) => callId === newest?.callId)
        .first(),
    ).toEqual(newest);
    expect(await records.orderBy('openedAt').reverse().limit(3).primaryKeys()).toHaveLength(3);
    await expect(along().limit(7).toArray()).rejects.toThrow();
    await records.add(recordOf('9-9-9-9-9', NOW));
    await expect(records.orderBy('openedAt').first()).rejects.toThrow('cannot be read');
  });

  it('are looked for again once one of them is newer than rows', async () => {
    const database = open();
    const calls = Array.from({ length: 9 }, (_, at) => recordOf(`1-2-3-${at}-0`, OLD + at * 1000));
    await database.records.bulkAdd(calls);
    await packOldCalls(database, NOW, { plainMin: 3, packsMax: 2, callsMax: 3 });
    expect(await database.packs.count()).toBe(2);
    await database.records.update('1-2-3-1-0', { openedAt: NOW });
    expect(await database.records.orderBy('openedAt').reverse().limit(2).primaryKeys()).toEqual([
      '1-2-3-1-0',
      '1-2-3-8-0',
    ]);
  });

  it('are known to be older than rows though a version of before noted nothing of that', async () => {
    const database = open();
    const calls = Array.from({ length: 9 }, (_, at) => recordOf(`1-2-3-${at}-0`, OLD + at * 1000));
    await database.records.bulkAdd(calls);
    await packOldCalls(database, NOW, { plainMin: 6, packsMax: 1, callsMax: 3 });
    await database.packState.put({ id: 'state', rev: 1 });
    expect(await database.records.orderBy('openedAt').reverse().limit(7).count()).toBe(7);
    await packOldCalls(database, NOW, { plainMin: 3, packsMax: 1, callsMax: 3 });
    expect(await database.packState.get('state')).toMatchObject({ newest: calls[5]?.openedAt });
  });
});

describe.each(['packed', 'rows'])('calls that are %s, in a transaction of somebody who awaits', (kind) => {
  it('are read, walked and changed in that transaction, which commits as a whole or not at all', async () => {
    const database = open();
    const calls = Array.from({ length: 7 }, (_, at) => recordOf(`1-2-3-0-${at}`, OLD + at * 1000));
    await database.records.bulkAdd(calls);
    if (kind === 'packed') await packAll(database);
    const work = async (isFailing: boolean): Promise<void> => {
      for (let round = 0; round < 3; round += 1) {
        const walked = await database.records
          .where('openedAt')
          .between(OLD, OLD + 5000)
          .filter(({ callId }) => callId !== '1-2-3-0-2')
          .toArray();
        expect(walked).toHaveLength(4);
        expect((await database.records.get('1-2-3-0-6'))?.openedAt).toBe(OLD + 6000);
        await database.records
          .where('openedAt')
          .above(OLD)
          .each(({ callId }) => {
            // Asked in the middle of the walk: still in its transaction.
            void database.habits.put({ id: callId, values: [] });
          });
        await database.records.put(recordOf('1-2-3-0-6', OLD + 6000, { model: `m-${round}` }));
      }
      if (isFailing) throw new Error('taken back');
    };
    const transact = (isFailing: boolean) => database.transaction('rw', database.tables, () => work(isFailing));
    await expect(transact(true)).rejects.toThrow('taken back');
    expect(await database.habits.count()).toBe(0);
    expect((await database.records.get('1-2-3-0-6'))?.model).toBe(calls[6]?.model);
    await transact(false);
    expect(await database.habits.count()).toBe(6);
    expect((await database.records.get('1-2-3-0-6'))?.model).toBe('m-2');
  });
});
