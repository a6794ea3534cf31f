import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { baseOrigin } from '../../lib/prices/base-prices.ts';
import { readAbout } from '../../lib/webext/dashboard-about.ts';
import { readAccounts } from '../../lib/webext/dashboard-accounts.ts';
import { Database } from '../../lib/webext/database.ts';
import { balancesOf, openAsking } from './asking.ts';

const NOW = Date.parse(baseOrigin.date) + 3 * 86_400_000;
let database: Database;
const ask = openAsking(() => database);
beforeEach(() => {
  database = new Database();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await database.delete();
});

const stateOf = async (check: string) =>
  (await readAbout(database, NOW)).checks.find((one) => one.check === check)?.state;

describe('whether everything works', () => {
  it('names versions, and tells of each part by itself', async () => {
    const { versions, checks } = await readAbout(database, NOW);
    expect(versions.map(({ of }) => of)).toEqual(['extension', 'browser', 'storage', 'prices', 'providers']);
    expect(versions[0]).toEqual({ of: 'extension', is: '0.1.0' });
    expect(checks.find(({ check }) => check === 'prices')).toMatchObject({ state: 'good', says: { params: { n: 3 } } });
    expect(await stateOf('ledger')).toBe('good');
    expect(await stateOf('companion')).toBe('note');
  });

  it('tells of a ledger that cannot be read, and still of all else', async () => {
    database.close();
    expect(await stateOf('ledger')).toBe('bad');
    expect(await stateOf('prices')).toBe('good');
  });

  it('tells how much room is used, where the browser says so', async () => {
    vi.stubGlobal('navigator', {
      userAgent: 'Mozilla/5.0 Gecko/20100101 Firefox/153.0',
      storage: { persisted: async () => false, estimate: async () => ({ usage: 90, quota: 100 }) },
    });
    const { versions, checks } = await readAbout(database, NOW);
    expect(versions[1]).toEqual({ of: 'browser', is: 'Firefox/153.0' });
    expect(checks.find(({ check }) => check === 'room')).toMatchObject({ state: 'bad', says: { params: { n: 90 } } });
    expect(checks.find(({ check }) => check === 'kept')?.state).toBe('note');
  });
});

describe('accounts', () => {
  it('are none before one was seen', async () => {
    expect((await readAccounts(database)).accounts).toEqual([]);
  });

  it('have what is in them, and what is known of their keys and the last recharge, also of accounts that are the same wallet', async () => {
    await ask(balancesOf(50_000_000n));
    const [row] = await database.accounts.toArray();
    if (row === undefined) throw new Error('it was seen');
    await database.accounts.update(row.id, { group: 'vip', arrivedAt: 7 });
    await database.accounts.add({ ...row, id: 'sandbox:other', mergedInto: row.id, arrivedAt: 9 });
    const key = { provider: row.provider, account: row.id, readAt: 1, fingerprint: 'a'.repeat(64), name: 'dev-1' };
    await database.keys.bulkPut([
      key as never,
      { ...key, fingerprint: 'b'.repeat(64), account: 'sandbox:other', name: null } as never,
      { ...key, fingerprint: 'c'.repeat(64), how: 'denied', name: 'not mine' } as never,
    ]);
    expect((await readAccounts(database)).accounts).toMatchObject([
      { wallet: { id: row.id }, group: 'vip', paidBy: null, rechargedAt: 9, keys: 2, keyNames: ['dev-1'] },
    ]);
  });
});
