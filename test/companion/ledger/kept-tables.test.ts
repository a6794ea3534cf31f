import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import { openSqlite, type SqliteSql } from '../../../companion/ledger/sqlite.ts';
import type { RollupRow } from '../../../lib/ledger/rows.ts';
import type { LedgerTables } from '../../../lib/ledger/tables.ts';

let folder: string;
let sql: SqliteSql;
let ledgers = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-kept-'));
  sql = openSqlite(join(folder, 'ledger.sqlite'));
  sql.database.exec(`create table rows (id text primary key);
    create table needing (of text references rows (id) deferrable initially deferred)`);
});
afterAll(async () => {
  await sql.close();
  rmSync(folder, { recursive: true, force: true });
});

const newLedger = async (): Promise<string> => {
  ledgers += 1;
  const ledger = `kept-${ledgers}`;
  await migrate(sql, ledger);
  return ledger;
};

type Step =
  | { readonly kind: 'sum' | 'drop-sum' | 'habit' | 'drop-habit'; readonly at: number }
  /** Reads over an index, in the middle of a transaction. */
  | { readonly kind: 'look' };

interface Work {
  readonly steps: readonly Step[];
  readonly end: 'keep' | 'fail';
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('sum', 'drop-sum', 'habit', 'drop-habit'),
      at: fc.integer({ min: 0, max: 3 }),
    }),
    fc.constant({ kind: 'look' } as const),
  ),
  { maxLength: 5 },
);
const works: fc.Arbitrary<readonly Work[]> = fc.array(
  fc.record({ steps, end: fc.constantFrom('keep', 'keep', 'fail') }),
  { minLength: 1, maxLength: 5 },
);
/** What shares a commit, and whether that fails. */
const groups = fc.array(fc.record({ works, isSpoiled: fc.constantFrom(false, false, true) }), { maxLength: 6 });

const keyOf = (at: number): [string, string, string, string] => [`2026-11-0${at + 1}`, 'openai', 'm', 'USD'];
const sumOf = (at: number, calls: number): RollupRow => {
  const [day, provider, model, unit] = keyOf(at);
  return { day, provider, model, unit, calls, refusals: 0, likelyNano: BigInt(calls), unknownCalls: 0 };
};

async function take(step: Step, { rollups, habits }: LedgerTables): Promise<void> {
  if (step.kind === 'look') return void (await rollups.where('day').equals('2026-11-01').toArray());
  const { kind, at } = step;
  if (kind === 'drop-sum') return rollups.delete(keyOf(at));
  if (kind === 'drop-habit') return habits.delete(`h${at}`);
  if (kind === 'sum') return void (await rollups.put(sumOf(at, ((await rollups.get(keyOf(at)))?.calls ?? 0) + 1)));
  const values = (await habits.get(`h${at}`))?.values ?? [];
  await habits.put({ id: `h${at}`, values: [...values, values.length] });
}

/** What the tables should say. */
type Model = ReadonlyMap<string, number>;

function after(model: Model, { steps, end }: Work): Model {
  if (end === 'fail') return model;
  const next = new Map(model);
  for (const step of steps) {
    if (step.kind === 'look') continue;
    const id = `${step.kind.endsWith('sum') ? 'sum' : 'habit'} ${step.at}`;
    if (step.kind.startsWith('drop')) next.delete(id);
    else next.set(id, (next.get(id) ?? 0) + 1);
  }
  return next;
}

const said = (store: LedgerStore): Promise<Model> =>
  store.transact(async ({ rollups, habits }) => {
    const sums = (await rollups.toArray()).map(
      ({ day, calls }) => [`sum ${Number(day.slice(-1)) - 1}`, calls] as const,
    );
    const found = (await habits.toArray()).map(({ id, values }) => [`habit ${id.slice(1)}`, values.length] as const);
    return new Map([...sums, ...found]);
  });
const sorted = (model: Model): readonly (readonly [string, number])[] =>
  [...model].sort(([a], [b]) => (a < b ? -1 : 1));

describe('tables that a sole writer remembers', () => {
  it('say what the database says, whichever transactions and commits fail', async () => {
    sql.database.exec('pragma foreign_keys = on');
    await fc.assert(
      fc.asyncProperty(groups, async (given) => {
        const ledger = await newLedger();
        const store = openLedgerStore(sql, ledger);
        let model: Model = new Map();
        for (const { works, isSpoiled } of given) {
          const before = model;
          const all = works.map((work) =>
            store.transact(async (tables) => {
              for (const step of work.steps) await take(step, tables);
              if (work.end === 'fail') throw new Error('it fails');
            }),
          );
          // Asked for in the same turn, so that it shares the commit.
          if (isSpoiled) all.push(sql.transaction((tx) => tx.run("insert into needing (of) values ('nobody')")).then());
          await Promise.allSettled(all);
          for (const work of works) model = after(model, work);
          if (isSpoiled) model = before;
          expect(sorted(await said(store))).toEqual(sorted(model));
        }
        // Another one has nothing in memory.
        expect(sorted(await said(openLedgerStore(sql, ledger)))).toEqual(sorted(model));
      }),
      { numRuns: 60 },
    );
  });

  it('write a row that calls of one turn changed once, and one that came and went not at all', async () => {
    const ledger = await newLedger();
    const store = openLedgerStore(sql, ledger);
    await store.transact(async ({ habits }) => habits.get('a'));
    const changes = (): bigint => {
      const [row] = sql.database.prepare('select total_changes() as n').all();
      return BigInt(row?.n as number);
    };
    const before = changes();
    await Promise.all([
      ...[1, 2, 3, 4].map((value) => store.transact(async ({ habits }) => habits.put({ id: 'a', values: [value] }))),
      store.transact(async ({ habits }) => habits.put({ id: 'b', values: [1] })),
      store.transact(async ({ habits }) => habits.delete('b')),
    ]);
    expect(changes() - before).toBe(1n);
    expect(await openLedgerStore(sql, ledger).transact(async ({ habits }) => habits.toArray())).toEqual([
      { id: 'a', values: [4] },
    ]);
  });

  it('refuse what is asked of them when their transaction is over', async () => {
    const store = openLedgerStore(sql, await newLedger());
    let kept: LedgerTables | null = null;
    await store.transact(async (tables) => {
      kept = tables;
    });
    const { habits, rollups, records } = kept as unknown as LedgerTables;
    await expect(async () => habits.put({ id: 'a', values: [] })).rejects.toThrow('this transaction is over');
    await expect(async () => rollups.put(sumOf(0, 1))).rejects.toThrow('this transaction is over');
    await expect(async () => records.toArray()).rejects.toThrow('this transaction is over');
  });
});
