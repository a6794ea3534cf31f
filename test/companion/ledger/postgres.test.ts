import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPassword } from '../../../companion/ledger/address.ts';
import { openPostgres } from '../../../companion/ledger/postgres.ts';
import { migrate, SCHEMA_VERSION } from '../../../companion/ledger/schema.ts';
import { budgetOf } from '../../budget/samples.ts';
import { type RealPostgres, startPostgres } from './real-postgres.ts';
import { DOLLAR, openTestHolds, requestOf } from './samples.ts';

describe('an address with a password in it', () => {
  it.each([
    ['postgres://me:secret@host/db', true],
    ['postgres://me@host/db?password=secret', true],
    ['postgres://me@host/db?sslmode=require&PASSWORD=x', true],
    ['postgres://me:%20@host/db', true],
    ['postgres://me@host:5432/db', false],
    ['postgres://host/db', false],
    ['not an address', false],
  ])('%s: %s', (url, isOne) => {
    expect(hasPassword(url)).toBe(isOne);
  });
});

describe('several companions over one server', () => {
  let server: RealPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.stop());

  it('that start at once make the tables once', async () => {
    const all = Array.from({ length: 4 }, () => openPostgres({ url: server.url }));
    await Promise.all(all.map((sql) => migrate(sql, 'main')));
    const rows = await all[0]?.transaction((tx) => tx.rows('select version from schema_version'));
    expect(rows).toEqual([{ version: BigInt(SCHEMA_VERSION) }]);
    await Promise.all(all.map((sql) => sql.close()));
  });

  it('a budget that one sets holds for a call of another at once', async () => {
    const [one, other] = [openPostgres({ url: server.url }), openPostgres({ url: server.url })];
    await migrate(one, 'shared');
    const [here, there] = [openTestHolds(one, 'shared'), openTestHolds(other, 'shared')];
    await here.put(budgetOf());
    expect((await there.reserve(requestOf('c1', DOLLAR))).kind).toBe('held');
    await here.put(budgetOf({ limit: DOLLAR }));
    expect((await there.reserve(requestOf('c2', 1n))).kind).toBe('refused');
    await Promise.all([one.close(), other.close()]);
  });

  describe('work that the database breaks off', () => {
    /** Two companions whose first tries meet: each goes on only when the other has come as far. */
    async function openTwo(ledger: string) {
      const both = [openPostgres({ url: server.url }), openPostgres({ url: server.url })] as const;
      await migrate(both[0], ledger);
      await both[0].transaction(async (tx) => {
        const rows = ['a', 'b'].map((name) => [ledger, name, '0']);
        await tx.insert('ledger_facts', ['ledger', 'name', 'value'], rows);
      });
      let arrived = 0;
      const met = Promise.withResolvers<void>();
      const meet = async (): Promise<void> => {
        arrived += 1;
        if (arrived === 2) met.resolve();
        await met.promise;
      };
      const read = async () => {
        const rows = await both[0].transaction((tx) =>
          tx.rows("select name, value from ledger_facts where ledger = $1 and name in ('a', 'b') order by name", [
            ledger,
          ]),
        );
        return rows.map(({ value }) => value);
      };
      return { both, meet, read, close: () => Promise.all(both.map((sql) => sql.close())) };
    }
    const add =
      'update ledger_facts set value = cast(cast(value as bigint) + 1 as text) where ledger = $1 and name = $2';

    it('because each waits for the other (40P01) is done again, and undone before', async () => {
      const { both, meet, read, close } = await openTwo('deadlock');
      const orders = [
        ['a', 'b'],
        ['b', 'a'],
      ] as const;
      let tries = 0;
      let undone = 0;
      await Promise.all(
        both.map((sql, index) =>
          sql.transaction(
            async (tx) => {
              tries += 1;
              const [first, second] = orders[index] ?? orders[0];
              await tx.run(add, ['deadlock', first]);
              await meet();
              await tx.run(add, ['deadlock', second]);
            },
            () => {
              undone += 1;
            },
          ),
        ),
      );
      expect([await read(), undone, tries]).toEqual([['2', '2'], 1, 3]);
      await close();
    });

    it('because what it has read is no longer so (40001) is done again', async () => {
      const { both, meet, read, close } = await openTwo('serial');
      let tries = 0;
      let undone = 0;
      // Whoever comes second shall see what the first one wrote: the two together may add no more than one.
      await Promise.all(
        both.map((sql, index) =>
          sql.transaction(
            async (tx) => {
              tries += 1;
              await tx.run('set transaction isolation level serializable');
              const text = "select value from ledger_facts where ledger = $1 and name in ('a', 'b')";
              const rows = await tx.rows(text, ['serial']);
              await meet();
              if (rows.every(({ value }) => value === '0')) await tx.run(add, ['serial', index === 0 ? 'a' : 'b']);
            },
            () => {
              undone += 1;
            },
          ),
        ),
      );
      const written = await read();
      expect([written.filter((value) => value === '1').length, undone, tries]).toEqual([1, 1, 3]);
      await close();
    });
  });

  it('holds of a companion that died are ended by the others, once each; those whose owner is heard of are not', async () => {
    const all = Array.from({ length: 4 }, () => openPostgres({ url: server.url }));
    const [dead, ...living] = all;
    if (dead === undefined) throw new Error('there are four');
    await migrate(dead, 'taken-over');
    const [gone, owner, ...others] = [dead, ...living].map((sql) => openTestHolds(sql, 'taken-over'));
    if (gone === undefined || owner === undefined) throw new Error('there are four');
    await owner.put(budgetOf());
    const ids = Array.from({ length: 40 }, (_, at) => `dead-${String(at).padStart(2, '0')}`);
    for (const [at, id] of ids.entries()) await gone.reserve(requestOf(id, DOLLAR / 100n, { isSent: at % 2 === 0 }));
    await owner.reserve(requestOf('alive', DOLLAR, { isSent: true }));
    await dead.close();
    await owner.age(120_000);
    await owner.extend('alive', 60_000);
    const swept = await Promise.all([...others, owner, ...others].map((holds) => holds.sweep()));
    expect(swept.flatMap(({ booked }) => booked).sort()).toEqual(ids.filter((_, at) => at % 2 === 0));
    expect(swept.flatMap(({ released }) => released).sort()).toEqual(ids.filter((_, at) => at % 2 === 1));
    const { spent, held } = await owner.use(budgetOf().id);
    expect([spent, held]).toEqual([(DOLLAR / 100n) * 20n, DOLLAR]);
    expect(await owner.settle({ callId: 'alive', cost: { unit: 'USD', nano: 1n }, tokens: 1n })).toBe('booked');
    await Promise.all(living.map((sql) => sql.close()));
  });

  it('newer tables are refused', async () => {
    const sql = openPostgres({ url: server.url });
    await migrate(sql, 'main');
    await sql.transaction((tx) => tx.run('update schema_version set version = $1', [SCHEMA_VERSION + 1]));
    await expect(migrate(sql, 'main')).rejects.toMatchObject({ code: 'ledger-newer' });
    await sql.transaction((tx) => tx.run('update schema_version set version = $1', [SCHEMA_VERSION]));
    await sql.close();
  });

  it('a server that is away is unavailable, with no word of what was asked', async () => {
    const sql = openPostgres({ url: 'postgres://tollkeeper@127.0.0.1:1/none', waitMsMax: 150 });
    const holds = openTestHolds(sql, 'main');
    const failed = await holds.reserve(requestOf('call-with-a-name', DOLLAR)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'ledger-unavailable' });
    expect(String(failed)).not.toContain('call-with-a-name');
    await sql.close();
  });
});
