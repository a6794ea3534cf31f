import 'fake-indexeddb/auto';
import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenCall } from '../../lib/domain/open-call.ts';
import { putReading } from '../../lib/ledger/ledger.ts';
import { costHabitId } from '../../lib/ledger/ledger-context.ts';
import { writeAmount } from '../../lib/webext/dashboard-settings.ts';
import { mergeAccounts } from '../../lib/webext/link-accounts.ts';
import { chooseNotice } from '../../lib/webext/low-notice.ts';
import { followNotices, tellLow } from '../../lib/webext/tell-low.ts';
import { ONE } from '../domain/samples.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';
import { seen } from './fake-browser.ts';

const OTHER = 'sandbox:acc_2';
const DASHBOARD = 'extension://tollkeeper/dashboard.html';
let host: DexieHost;
let at = 0;

beforeEach(async () => {
  Object.assign(seen, { stored: { lowNotice: true }, notices: new Map(), mayNotify: true, tabs: [], opened: [] });
  host = await openDexieHost(Date.now());
  await host.addAccount();
  // Ten calls like these cost a dollar.
  await host.database.habits.put({ id: costHabitId(ACCOUNT, 'USD'), values: Array(5).fill(ONE / 10n) });
  at = Date.now() - 100_000;
});
afterEach(() => host.close());

/** A console shows this much; how many notices stand afterwards. */
async function read(availableNano: bigint | null, account = ACCOUNT): Promise<number> {
  at += 1000;
  await putReading(host.database, account, { unit: 'USD', availableNano, frozenNano: 0n, at, source: 'console' });
  await tellLow(host.database, account);
  return seen.notices.size;
}

const notice = () => seen.notices.get(`low:${ACCOUNT}|USD`);
const since = async (id = ACCOUNT) => (await host.database.accounts.get(id))?.lowSince?.USD;

describe('a balance that falls below ten calls', () => {
  it('is told once, whatever comes after, and again only after it rose well above', async () => {
    expect(await read(2n * ONE)).toBe(0);
    expect(await read((ONE * 9n) / 10n)).toBe(1);
    expect(notice()?.title).toBe('Balance at Sandbox is low: $0.90.');
    expect(notice()?.message).toContain('about 9 more calls');
    seen.notices.clear();
    for (const nano of [ONE / 2n, (ONE * 11n) / 10n, ONE / 2n, 0n]) expect(await read(nano)).toBe(0);
    // Well above, and down again.
    expect(await read(2n * ONE)).toBe(0);
    expect(await since()).toBeUndefined();
    expect(await read(ONE / 2n)).toBe(1);
  });

  it('is told once by a background that was stopped in between: what was told is in the ledger', async () => {
    await read(ONE / 2n);
    const kept = await since();
    seen.notices.clear();
    await tellLow(host.database, ACCOUNT);
    expect([await since(), seen.notices.size]).toEqual([kept, 0]);
  });

  it('is told when spending brings it there, not when running calls only hold something back', async () => {
    await read(2n * ONE);
    const held = { unit: 'USD', reserveNano: 2n * ONE, reserveLowNano: 0n, lowNano: 0n, likelyNano: 0n, highNano: 0n };
    const open = { callId: 'a', account: ACCOUNT, isSent: true, openedAt: at + 1, estimate: { ...held, parts: [] } };
    await host.database.openCalls.put(open as unknown as OpenCall);
    await tellLow(host.database, ACCOUNT);
    expect(seen.notices.size).toBe(0);
    await host.database.readings.update([ACCOUNT, 'USD'], { spentSinceNano: (ONE * 3n) / 2n });
    await tellLow(host.database, ACCOUNT);
    expect(notice()?.title).toContain('$0.50');
  });

  it('is nobody’s news while it is unknown, without a habit, or for an account that is gone', async () => {
    expect(await read(null)).toBe(0);
    await host.addAccount(OTHER);
    expect(await read(0n, OTHER)).toBe(0);
    await tellLow(host.database, 'sandbox:gone');
    await tellLow(host.database, null);
    expect(seen.notices.size).toBe(0);
  });

  it.each([
    ['nobody was asked', { stored: {} }],
    ['the user said no', { stored: { lowNotice: false } }],
    ['the browser took the permission back', { mayNotify: false }],
  ])('is only kept for the popup where %s', async (_name, state) => {
    Object.assign(seen, state);
    expect(await read(ONE / 2n)).toBe(0);
    expect(await since()).toBeTypeOf('number');
  });

  it('is that of both accounts of one wallet', async () => {
    await host.addAccount(OTHER);
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await read(ONE / 2n, OTHER)).toBe(1);
    expect([await since(), await since(OTHER)]).toEqual([expect.any(Number), undefined]);
  });
});

describe('an account with several wallets', () => {
  it('has a notice for each that gets low, and a click on either opens its calls', async () => {
    await host.database.accounts.update(ACCOUNT, { lowBelow: { 'pay as you go': ONE } });
    const both = async (nano: bigint): Promise<void> => {
      at += 1000;
      for (const unit of ['USD', 'pay as you go'])
        await putReading(host.database, ACCOUNT, { unit, availableNano: nano, frozenNano: 0n, at, source: 'console' });
      await tellLow(host.database, ACCOUNT);
    };
    await both(2n * ONE);
    await both(ONE / 2n);
    expect([...seen.notices.values()].map(({ title }) => title)).toEqual([
      'Balance at Sandbox is low: $0.50.',
      'Balance at Sandbox is low: 0.5 pay as you go.',
    ]);
    followNotices();
    const [, other = ''] = seen.notices.keys();
    for (const listener of seen.onNotice) listener(other);
    await expect.poll(() => seen.opened).toEqual([`${DASHBOARD}#calls?account=sandbox%3Aacc_1`]);
  });
});

describe('two accounts that turn out to be one wallet', () => {
  beforeEach(async () => {
    await host.addAccount(OTHER);
    for (const id of [ACCOUNT, OTHER]) await host.database.accounts.update(id, { lowBelow: { USD: ONE } });
  });

  it('are not told again of the balance that was told before', async () => {
    await read(2n * ONE);
    await read(2n * ONE, OTHER);
    expect(await read(ONE / 2n, OTHER)).toBe(1);
    seen.notices.clear();
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await since()).toEqual(expect.any(Number));
    expect(await read(ONE / 2n - 1n, OTHER)).toBe(0);
    expect(await read(ONE / 2n - 2n)).toBe(0);
  });

  it('are not told of a balance that is low only because it is counted once now', async () => {
    await read(2n * ONE);
    await host.database.accounts.update(OTHER, { lowBelow: {} });
    await read(ONE / 2n, OTHER);
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    await tellLow(host.database, ACCOUNT);
    expect([seen.notices.size, await since()]).toEqual([0, expect.any(Number)]);
  });

  it('are each low or not by their own balance when that is undone, and the next fall is told', async () => {
    await read(2n * ONE);
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await read(ONE / 2n, OTHER)).toBe(1);
    seen.notices.clear();
    await mergeAccounts(host.database, OTHER, null);
    expect([await since(), await since(OTHER)]).toEqual([undefined, expect.any(Number)]);
    expect(seen.notices.size).toBe(0);
    expect(await read(ONE / 2n)).toBe(1);
  });
});

describe('the line', () => {
  it('is the user’s own where there is one; moving it above the balance is no fall', async () => {
    await read(5n * ONE);
    await writeAmount(host.database, 'lowBelow', { account: ACCOUNT, unit: 'USD', nano: 6n * ONE });
    await tellLow(host.database, ACCOUNT);
    expect([seen.notices.size, await since()]).toEqual([0, expect.any(Number)]);
    await read(20n * ONE);
    expect(await read(5n * ONE)).toBe(1);
    await writeAmount(host.database, 'lowBelow', { account: ACCOUNT, unit: 'USD', nano: null });
    expect(await since()).toBeUndefined();
  });
});

describe('whether it is told', () => {
  it.each([
    [true, true],
    [false, false],
  ])('is asked of the browser in the click, and kept: allowed %s', async (willAllow, isOn) => {
    Object.assign(seen, { stored: {}, mayNotify: false, willAllow });
    expect(await chooseNotice(true)).toBe(isOn);
    expect(seen.stored.lowNotice).toBe(isOn);
  });

  it('is not asked of the browser by a no', async () => {
    Object.assign(seen, { stored: {}, mayNotify: false, willAllow: true });
    await chooseNotice(false);
    expect([seen.stored.lowNotice, seen.mayNotify]).toEqual([false, false]);
  });
});

describe('a click on the notice', () => {
  const click = (): void => {
    for (const listener of seen.onNotice) listener(`low:${ACCOUNT}|USD`);
  };

  it('opens the account’s calls, in the dashboard that is open if one is; it listens once', async () => {
    followNotices();
    followNotices();
    click();
    const calls = `${DASHBOARD}#calls?account=sandbox%3Aacc_1`;
    await expect.poll(() => seen.opened).toEqual([calls]);
    seen.tabs = [{ id: 7, url: `${DASHBOARD}#settings` }];
    click();
    await expect.poll(() => seen.tabs).toEqual([{ id: 7, url: calls }]);
    expect(seen.opened).toHaveLength(1);
  });
});
