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
