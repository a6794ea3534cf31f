import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Accepted } from '../../lib/domain/accepted.ts';
import { ANY_CALL } from '../../lib/domain/dashboard.ts';
import { ONE } from '../domain/samples.ts';
import { answered, readingOf, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

vi.mock('../../lib/webext/settings.ts', async (original) => ({
  ...(await original<typeof import('../../lib/webext/settings.ts')>()),
  writeSettings: async () => undefined,
}));
vi.mock('webextension-polyfill', () => ({ default: {} }));

const { linkKey, mergeAccounts, unlinkKey } = await import('../../lib/webext/link-accounts.ts');
const { reviewCall } = await import('../../lib/engine/review-call.ts');
const { settleCall } = await import('../../lib/engine/settle-call.ts');
const { acceptedHabitId, findFundedTwin, readContext } = await import('../../lib/ledger/ledger-context.ts');
const { costHabitId } = await import('../../lib/ledger/row-ids.ts');
const { readCalls, readChoices } = await import('../../lib/webext/dashboard-calls.ts');
const { wipeLedger } = await import('../../lib/webext/wipe-ledger.ts');
const { DEFAULT_SETTINGS } = await import('../../lib/webext/settings.ts');
const { exportLedger } = await import('../../lib/webext/export-ledger.ts');

const OTHER = 'sandbox:acc_2';
const KEY = '3'.repeat(64);
const NOW = 1_795_262_400_000;
let host: DexieHost;

beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
});
afterEach(() => host.close());

const contextOf = (fingerprint: string | null = KEY) =>
  readContext(host.database, { provider: 'sandbox', fingerprint, model: 'toll-large', callId: '' });

const link = (account: string, fingerprint = KEY) =>
  linkKey(host.database, { fingerprint, provider: 'sandbox', account, now: host.now });

describe('a key that no console has listed', () => {
  it('belongs to the only account, as an assumption', async () => {
    expect((await contextOf()).account).toMatchObject({ id: ACCOUNT, isAssumed: true });
    expect((await contextOf()).accounts).toEqual([]);
  });

  it('is nobody’s once the user says that it is not that one’s, until this is taken back', async () => {
    const { accounts, keys } = host.database;
    await host.putReading(ACCOUNT, readingOf(host, 0n));
    const review = async (callId: string) =>
      (await reviewCall(request(callId, undefined, { fingerprint: KEY }), host.ports)).kind;
    expect(await review('assumed')).toBe('ask');
    const deny = { fingerprint: KEY, provider: 'sandbox', account: ACCOUNT, now: NOW, isDenied: true };
    expect(await linkKey(host.database, deny)).toBe(true);
    expect(await contextOf()).toMatchObject({ account: null, isDenied: true, accounts: [] });
    expect(await review('denied')).toBe('send');
    expect((await contextOf('4'.repeat(64))).account).toMatchObject({ id: ACCOUNT, isAssumed: true });
    // Another account is seen: that may be it.
    await host.addAccount(OTHER);
    expect((await contextOf()).accounts).toHaveLength(2);
    await accounts.delete(OTHER);
    expect(await unlinkKey(host.database, KEY)).toBe(true);
    expect((await contextOf()).account).toMatchObject({ id: ACCOUNT, isAssumed: true });
    expect(await keys.count()).toBe(0);
  });

  it('cannot be denied to the account whose console lists it', async () => {
    await host.addKey(KEY, ACCOUNT, { name: 'dev-1', billing: null, limitNano: null, usedNano: null, unit: 'USD' });
    const deny = { fingerprint: KEY, provider: 'sandbox', account: ACCOUNT, now: NOW, isDenied: true };
    expect(await linkKey(host.database, deny)).toBe(false);
  });

  it('is asked about where there are two, and belongs where the user says, until that is undone', async () => {
    await host.addAccount(OTHER);
    expect(await contextOf()).toMatchObject({ account: null, accounts: [{ id: ACCOUNT }, { id: OTHER }] });
    expect(await link(OTHER)).toBe(true);
    expect((await contextOf()).account).toMatchObject({ id: OTHER, isAssumed: false, isByUser: true, key: null });
    expect(await unlinkKey(host.database, KEY)).toBe(true);
    expect((await contextOf()).account).toBeNull();
    expect(await unlinkKey(host.database, KEY)).toBe(false);
  });

  it('is not asked about without a key', async () => {
    await host.addAccount(OTHER);
    expect((await contextOf(null)).accounts).toEqual([]);
  });

  it('cannot be linked to an account that is not there, or against its console’s own list', async () => {
    expect(await link('sandbox:nobody')).toBe(false);
    await host.addKey(KEY, ACCOUNT, { name: 'dev-1', billing: null, limitNano: null, usedNano: null, unit: 'USD' });
    await host.addAccount(OTHER);
    expect(await link(OTHER)).toBe(false);
    expect((await contextOf()).account).toMatchObject({ id: ACCOUNT, isByUser: false });
    expect(await unlinkKey(host.database, KEY)).toBe(false);
  });

  it('is exported without what tells it apart, and goes with its account', async () => {
    await host.addAccount(OTHER);
    await link(OTHER);
    let text = '';
    const about = { version: '1', at: NOW, settings: DEFAULT_SETTINGS };
    for await (const piece of exportLedger(host.database, about)) text += piece.text;
    expect(JSON.parse(text).tables.keys).toMatchObject([{ account: OTHER, how: 'user' }]);
    expect(text).not.toContain(KEY);
    expect((await wipeLedger(host.database, { kind: 'account', id: OTHER, name: '' })).keys).toBe(1);
  });
});

describe('money that arrives in an account', () => {
  it('is remembered of it, and shown to the other one until it has its own', async () => {
    await host.addAccount(OTHER);
    await link(ACCOUNT);
    const arrive = async (account: string): Promise<void> => {
      for (const nano of [ONE, 9n * ONE]) {
        host.now += 1000;
        await host.putReading(account, readingOf(host, nano));
      }
    };
    expect((await contextOf()).account).toMatchObject({ arrivedAt: null, arrivedElsewhere: null });
    await arrive(OTHER);
    expect((await contextOf()).account).toMatchObject({ arrivedElsewhere: { id: OTHER, at: host.now } });
    await arrive(ACCOUNT);
    expect((await contextOf()).account).toMatchObject({ arrivedAt: host.now, arrivedElsewhere: null });
  });

  it('counts as being at another provider of the company while it is not spent', async () => {
    await host.addAccount('deepseek:1');
    expect(await findFundedTwin(host.database, ['sandbox', 'deepseek'])).toBeNull();
    await host.putReading('deepseek:1', readingOf(host, ONE));
    expect(await findFundedTwin(host.database, ['sandbox', 'deepseek'])).toBe('DeepSeek');
    await host.database.readings.update(['deepseek:1', 'USD'], { spentSinceNano: ONE });
    expect(await findFundedTwin(host.database, ['sandbox', 'deepseek'])).toBeNull();
  });
});

describe('two accounts that are one wallet', () => {
  beforeEach(async () => {
    await host.addAccount(OTHER);
    await host.putReading(ACCOUNT, readingOf(host, 5n * ONE));
    host.now += 1000;
    await host.putReading(OTHER, readingOf(host, 4n * ONE));
  });

  it('count once, by the newer reading, whichever key is used', async () => {
    expect(await mergeAccounts(host.database, OTHER, ACCOUNT)).toBe(true);
    await link(OTHER);
    for (const key of [KEY, null, '4'.repeat(64)]) {
      const { account } = await contextOf(key);
      expect(account?.id).toBe(ACCOUNT);
      expect(account?.balances.map(({ reading }) => reading.availableNano)).toEqual([4n * ONE]);
    }
  });

  it('spend together, and each has its own reading back when that is undone', async () => {
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    host.now += 1000;
    await settleCall(settlement('a', answered(1000, 1000)), host.ports);
    expect((await contextOf(null)).account?.balances).toMatchObject([{ spentSinceNano: 40_000_000n }]);
    expect(await mergeAccounts(host.database, OTHER, null)).toBe(true);
    await link(OTHER);
    expect((await contextOf()).account).toMatchObject({
      id: OTHER,
      balances: [{ reading: { availableNano: 4n * ONE } }],
    });
  });

  it('have back what each paid itself when that is undone: readings, calls and what they usually cost', async () => {
    await link(OTHER);
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    host.now += 1000;
    const own = settlement('of one', answered(1000, 1000));
    await settleCall(own, host.ports);
    await reviewCall(request('of the other', undefined, { fingerprint: KEY }), host.ports);
    await settleCall({ ...own, callId: 'of the other', outcome: answered(1000, 0), fingerprint: KEY }, host.ports);
    await reviewCall(request('running', undefined, { fingerprint: KEY }), host.ports);
    const stateOf = async (account: string) => {
      const query = { provider: 'sandbox', fingerprint: null, account, model: 'toll-large', callId: '' };
      const { balances = [], costs = [] } = (await readContext(host.database, query)).account ?? {};
      const records = await host.database.records.where('account').equals(account).toArray();
      return [balances[0]?.spentSinceNano, costs.map(({ nano }) => nano), records.map(({ callId }) => callId)];
    };
    const both = [40_000_000n, 10_000_000n];
    expect(await stateOf(OTHER)).toEqual([50_000_000n, both, []]);
    await mergeAccounts(host.database, OTHER, null);
    expect(await stateOf(ACCOUNT)).toEqual([40_000_000n, [40_000_000n], ['of one']]);
    expect(await stateOf(OTHER)).toEqual([10_000_000n, [10_000_000n], ['of the other']]);
    expect(await host.openCalls()).toMatchObject([{ callId: 'running', account: OTHER }]);
  });

  it('have back, too, how sure each reading was', async () => {
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    await reviewCall(request('a'), host.ports);
    host.now += 1000;
    await host.putReading(OTHER, readingOf(host, 4n * ONE));
    await settleCall(settlement('a', answered(1000, 1000)), host.ports);
    const isBlurred = async () => (await contextOf()).account?.balances[0]?.reading.isBlurred;
    expect(await isBlurred()).toBe(true);
    await mergeAccounts(host.database, OTHER, null);
    await link(OTHER);
    expect(await isBlurred()).toBeUndefined();
  });

  it('share what calls did cost and what went through, and no longer when that is undone', async () => {
    const went = { tokens: 0, usableNano: 0n, readAt: 0 } as unknown as Accepted;
    for (const [id, cost] of [
      [ACCOUNT, 1n],
      [OTHER, 2n],
    ] as const) {
      await host.database.habits.put({ id: costHabitId(id, 'USD'), values: [cost] });
      await host.database.habits.put({ id: acceptedHabitId(id, 'toll-large'), values: [went] });
    }
    const known = async () => {
      const { account, accepted = [] } = await contextOf();
      return [account?.costs.map(({ nano }) => nano), accepted.length];
    };
    await link(ACCOUNT);
    expect(await known()).toEqual([[1n], 1]);
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await known()).toEqual([[1n, 2n], 2]);
    await mergeAccounts(host.database, OTHER, null);
    expect(await known()).toEqual([[1n], 1]);
  });

  it('forget what drops of their balances have taught, when they become one and when that is undone', async () => {
    const third = 'sandbox:acc_3';
    await host.addAccount(third);
    const followed = async () => (await host.database.drops.toArray()).map(({ account }) => account);
    const read = async () => {
      for (const account of [ACCOUNT, OTHER, third]) await host.putReading(account, readingOf(host, 3n * ONE));
    };
    await read();
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await followed()).toEqual([third]);
    await read();
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await followed()).toEqual([ACCOUNT, OTHER, third]);
    await mergeAccounts(host.database, OTHER, null);
    expect(await followed()).toEqual([third]);
  });

  it('list their calls together, and apart when that is undone', async () => {
    await link(OTHER);
    await settleCall(settlement('of one', answered(1000, 1000)), host.ports);
    await settleCall({ ...settlement('of the other', answered(1000, 1000)), fingerprint: KEY }, host.ports);
    // The first had no key, and there are two accounts.
    await host.database.records.update('of one', { account: ACCOUNT });
    const listed = async () => {
      const { calls } = await readCalls(host.database, { ...ANY_CALL, account: ACCOUNT }, { after: null, callsMax: 9 });
      return [calls.map(({ record }) => record.callId).sort(), (await readChoices(host.database)).accounts.length];
    };
    expect(await listed()).toEqual([['of one'], 2]);
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await listed()).toEqual([['of one', 'of the other'], 1]);
    await mergeAccounts(host.database, OTHER, null);
    expect(await listed()).toEqual([['of one'], 2]);
  });

  it('are merged in one step only', async () => {
    await host.addAccount('sandbox:acc_3');
    await host.addAccount('deepseek:1');
    expect(await mergeAccounts(host.database, OTHER, ACCOUNT)).toBe(true);
    expect(await mergeAccounts(host.database, 'sandbox:acc_3', OTHER)).toBe(false);
    expect(await mergeAccounts(host.database, ACCOUNT, 'sandbox:acc_3')).toBe(false);
    expect(await mergeAccounts(host.database, ACCOUNT, ACCOUNT)).toBe(false);
    expect(await mergeAccounts(host.database, 'sandbox:acc_3', 'deepseek:1')).toBe(false);
  });
});
