import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Threshold } from '../../lib/domain/threshold.ts';
import { addToRollup } from '../../lib/ledger/ledger.ts';
import { putReading } from '../../lib/ledger/put-reading.ts';
import { answerAlert } from '../../lib/webext/answer-alert.ts';
import { noteRecharge, sayAwaited } from '../../lib/webext/await-recharge.ts';
import { mergeAccounts } from '../../lib/webext/link-accounts.ts';
import { chooseNotice } from '../../lib/webext/low-notice.ts';
import { writeHabits } from '../../lib/webext/notice-habits.ts';
import { lowUnitsOf, mostUrgent } from '../../lib/webext/popup-alerts.ts';
import { readNoticesView, writePaidBy, writeThresholds } from '../../lib/webext/read-notices.ts';
import { followNotices, tellAlerts } from '../../lib/webext/tell-alerts.ts';
import { chatRecord, ONE } from '../domain/samples.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';
import { browser, seen } from './fake-browser.ts';

const OTHER = 'sandbox:acc_2';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Wednesday at noon in UTC. */
const NOON = Date.UTC(2026, 10, 18, 12);
const costOf = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });
const BELOW_ONE: readonly Threshold[] = [{ kind: 'amount', unit: 'USD', below: ONE }];
let host: DexieHost;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  Object.assign(seen, { stored: { lowNotice: true }, notices: new Map(), mayNotify: true, tabs: [], opened: [] });
  host = await openDexieHost(NOON);
  await host.addAccount();
  await host.database.accounts.update(ACCOUNT, { thresholds: BELOW_ONE });
});
afterEach(async () => {
  vi.useRealTimers();
  await host.close();
});

/** So much later the alarm comes, minute by minute where it was not slept through; how many notices stand then. */
async function pass(ms: number, isAsleep = false): Promise<number> {
  if (isAsleep) {
    vi.setSystemTime(Date.now() + ms);
    await tellAlerts(host.database);
    return seen.notices.size;
  }
  const until = Date.now() + ms;
  while (Date.now() < until) {
    vi.setSystemTime(Math.min(until, Date.now() + MINUTE));
    await tellAlerts(host.database);
  }
  return seen.notices.size;
}

/** A console shows this much a minute later. */
async function read(availableNano: bigint | null, account = ACCOUNT): Promise<number> {
  vi.setSystemTime(Date.now() + MINUTE);
  const at = Date.now();
  await putReading(host.database, account, { unit: 'USD', availableNano, frozenNano: 0n, at, source: 'console' });
  await tellAlerts(host.database);
  return seen.notices.size;
}

const titles = (): readonly string[] => [...seen.notices.values()].map(({ title }) => title);
const state = async () => host.database.watch.get('state');

describe('a balance that falls below a line', () => {
  it('is told once, whatever comes after; that it is over too, in the place of the same notice', async () => {
    expect(await read(2n * ONE)).toBe(0);
    expect(await read((ONE * 9n) / 10n)).toBe(1);
    expect(titles()).toEqual(['Account Sandbox is low: $0.90.']);
    const [id] = seen.notices.keys();
    seen.notices.clear();
    for (const nano of [ONE / 2n, (ONE * 11n) / 10n, ONE / 2n, 1n]) expect(await read(nano)).toBe(0);
    await read(3n * ONE);
    expect(await pass(5 * MINUTE)).toBe(1);
    expect([[...seen.notices.keys()], titles()]).toEqual([[id], ['All clear.']]);
  });

  it('is not told again on the same day, and on the next', async () => {
    await read(ONE / 2n);
    await read(3n * ONE);
    await pass(5 * MINUTE);
    seen.notices.clear();
    expect(await read(ONE / 2n)).toBe(0);
    vi.setSystemTime(NOON + DAY);
    await pass(2 * MINUTE);
    expect(titles()).toEqual(['Account Sandbox is low: $0.50.']);
  });

  it('is told at once when nothing is left, though it was told that it was low', async () => {
    await read(ONE / 2n);
    seen.notices.clear();
    await read(0n);
    expect(titles()).toEqual(['Account Sandbox is empty: $0.00.']);
    expect([...seen.notices.values()][0]?.message).not.toContain('tollkeeper');
  });

  it('is told once by a background that was stopped between noting and saying it', async () => {
    const create = vi.spyOn(browser.notifications, 'create').mockRejectedValueOnce(new Error('stopped'));
    expect(await read(ONE / 2n)).toBe(0);
    expect((await state())?.untold).toHaveLength(1);
    expect(await pass(MINUTE)).toBe(1);
    expect(await pass(10 * MINUTE)).toBe(1);
    expect(create).toHaveBeenCalledTimes(2);
    expect((await state())?.untold).toEqual([]);
    create.mockRestore();
  });

  it('is one notice, the right one, after a week asleep', async () => {
    await read(2n * ONE);
    await host.database.readings.update([ACCOUNT, 'USD'], { spentSinceNano: (ONE * 3n) / 2n });
    // Nothing with the first look: what was read before the sleep may be long over.
    expect(await pass(7 * DAY, true)).toBe(0);
    expect(await pass(MINUTE)).toBe(1);
    expect(titles()).toEqual(['Account Sandbox is low: $0.50.']);
    expect(await pass(HOUR)).toBe(1);
  });

  it('is nothing after a week asleep where the balance is read anew and is fine', async () => {
    await read(2n * ONE);
    await host.database.readings.update([ACCOUNT, 'USD'], { spentSinceNano: (ONE * 3n) / 2n });
    await pass(7 * DAY, true);
    expect(await read(5n * ONE)).toBe(0);
    expect(await pass(HOUR)).toBe(0);
  });

  it('is nobody’s news while it is unknown, and stays low while it is', async () => {
    expect(await read(null)).toBe(0);
    await read(ONE / 2n);
    seen.notices.clear();
    await read(null);
    expect(await pass(HOUR)).toBe(0);
    expect(lowUnitsOf(ACCOUNT, await state())).toEqual(['USD']);
  });

  it('waits in quiet hours, which what is empty does not', async () => {
    const local = new Date(NOON);
    const minute = local.getHours() * 60 + local.getMinutes();
    seen.stored.noticeHours = { from: (minute + 1380) % 1440, until: (minute + 60) % 1440 };
    expect(await read(ONE / 2n)).toBe(0);
    expect(await pass(30 * MINUTE)).toBe(0);
    expect(await pass(40 * MINUTE)).toBe(1);
    vi.setSystemTime(NOON + DAY);
    await pass(2 * MINUTE);
    seen.notices.clear();
    await read(0n);
    expect(titles()).toEqual(['Account Sandbox is empty: $0.00.']);
  });
});

describe('what a person says', () => {
  it('is that they know: the popup is silent, and so are we until it is worse', async () => {
    await read(ONE / 2n);
    const alert = mostUrgent(await state(), Date.now());
    expect(alert?.title.key).toBe('alert.low.head');
    await answerAlert(host.database, alert?.id ?? '', 'known', Date.now());
    expect(mostUrgent(await state(), Date.now())).toBeNull();
    seen.notices.clear();
    expect(await pass(HOUR)).toBe(0);
    expect(await read(0n)).toBe(1);
  });

  it('is of the balance: empty and low are one matter for whoever knows', async () => {
    await read(ONE / 2n);
    await read(0n);
    const alert = mostUrgent(await state(), Date.now());
    expect([alert?.title.key, alert?.others]).toEqual(['alert.empty.head', 0]);
    await answerAlert(host.database, alert?.id ?? '', 'known', Date.now());
    expect(mostUrgent(await state(), Date.now())).toBeNull();
  });

  it('is tomorrow: then it is told again, if it is still so', async () => {
    await read(ONE / 2n);
    await answerAlert(host.database, mostUrgent(await state(), Date.now())?.id ?? '', 'tomorrow', Date.now());
    expect(mostUrgent(await state(), Date.now())).toBeNull();
    seen.notices.clear();
    await pass(DAY - HOUR, true);
    expect(await pass(5 * MINUTE)).toBe(0);
    expect(await pass(HOUR)).toBe(1);
    expect([...seen.notices.values()][0]?.message).toContain('You asked to hear of it again');
  });

  it('is a click on the notice: the calls open, and they know', async () => {
    followNotices(host.database);
    await read(ONE / 2n);
    const [id = ''] = seen.notices.keys();
    for (const listener of seen.onNotice) listener(id);
    await expect
      .poll(() => seen.opened)
      .toEqual([`extension://tollkeeper/dashboard.html#calls?account=sandbox%3Aacc_1`]);
    await expect.poll(async () => mostUrgent(await state(), Date.now())).toBeNull();
  });

  it('is another line: what is so because of that is no news, and what was is not over', async () => {
    await read(5n * ONE);
    await writeThresholds(host.database, ACCOUNT, [{ kind: 'amount', unit: 'USD', below: 6n * ONE }]);
    expect(await pass(10 * MINUTE)).toBe(0);
    expect(lowUnitsOf(ACCOUNT, await state())).toEqual(['USD']);
    await writeThresholds(host.database, ACCOUNT, []);
    expect(await pass(10 * MINUTE)).toBe(0);
    expect(lowUnitsOf(ACCOUNT, await state())).toEqual([]);
  });

  it.each([
    ['nobody was asked', { stored: {} }],
    ['the user said no', { stored: { lowNotice: false } }],
    ['the browser took the permission back', { mayNotify: false }],
  ])('is only kept for the popup where %s', async (_name, given) => {
    Object.assign(seen, given);
    expect(await read(ONE / 2n)).toBe(0);
    expect(mostUrgent(await state(), Date.now())).not.toBeNull();
    // Whoever is told from now on saw it in the popup.
    Object.assign(seen, { stored: { lowNotice: true }, mayNotify: true });
    expect(await pass(HOUR)).toBe(0);
  });
});

describe('a recharge page that was opened', () => {
  const awaited = async (): Promise<string | null> => {
    const row = await host.database.accounts.get(ACCOUNT);
    return row === undefined ? null : (sayAwaited(row, 'Sandbox', Date.now())?.key ?? null);
  };
  const isLate = async (): Promise<boolean> =>
    (await state())?.alerts.some(({ condition }) => condition.kind === 'recharge-late') === true;
  beforeEach(async () => {
    await read(2n * ONE);
    await noteRecharge(host.database, ACCOUNT, Date.now());
  });

  it('is waited for, not visible yet, until the balance rises', async () => {
    expect(await awaited()).toMatch(/^notice\.awaited/);
    await read(2n * ONE);
    expect(await awaited()).not.toBeNull();
    await read(9n * ONE);
    expect(await awaited()).toBeNull();
  });

  it('is late only where somebody has looked since it should be there, and then over with the money', async () => {
    await pass(4 * HOUR);
    expect(await isLate()).toBe(false);
    await read(2n * ONE);
    expect(await isLate()).toBe(true);
    expect(titles()).toEqual(['The recharge of Sandbox is not there yet.']);
    await read(9n * ONE);
    await pass(5 * MINUTE);
    expect(titles()).toEqual(['All clear.']);
  });

  it('that nobody paid at is forgotten after a day, which is no all-clear', async () => {
    await pass(4 * HOUR);
    await read(2n * ONE);
    seen.notices.clear();
    vi.setSystemTime(NOON + 2 * DAY);
    await pass(10 * MINUTE);
    expect([await isLate(), await awaited(), seen.notices.size]).toEqual([false, null, 0]);
  });
});

describe('when a person wants to hear of things', () => {
  /** Twenty days of $1 a day, by calls between nine and five. */
  async function spend(): Promise<void> {
    for (let day = 20; day > 0; day--) {
      for (let hour = 9; hour < 17; hour++) {
        const openedAt = NOON - day * DAY + (hour - 12) * HOUR;
        await addToRollup(
          host.database,
          chatRecord({ callId: `c${day}-${hour}`, account: ACCOUNT, openedAt, cost: costOf(ONE / 8n) }),
        );
      }
    }
  }

  it('once a day what can wait comes together at its hour, and what is urgent at once', async () => {
    const at = new Date(NOON + 2 * HOUR);
    await writeHabits({ digestAt: at.getHours() * 60 + at.getMinutes() });
    await pass(2 * MINUTE);
    expect(await read(ONE / 2n)).toBe(0);
    expect(await pass(HOUR)).toBe(0);
    expect(await pass(HOUR)).toBe(1);
    expect(titles()).toEqual(['Account Sandbox is low: $0.50.']);
    seen.notices.clear();
    await read(0n);
    expect(titles()).toEqual(['Account Sandbox is empty: $0.00.']);
  });

  it.each([
    ['card', []],
    ['transfer', ['The balance of Sandbox will not last long.']],
  ] as const)('who recharges by %s hears of it days before it ends only where that takes days', async (by, told) => {
    await writeThresholds(host.database, ACCOUNT, []);
    await spend();
    await read(6n * ONE);
    await writePaidBy(host.database, ACCOUNT, by);
    const passHours = async (hours: number): Promise<void> => {
      for (let hour = 0; hour < hours; hour++) {
        vi.setSystemTime(Date.now() + HOUR - 5 * MINUTE);
        await pass(5 * MINUTE);
      }
    };
    await passHours(48);
    expect(titles()).toEqual(told);
    // At night nobody works, and it is not over because of that.
    seen.notices.clear();
    await passHours(20);
    expect(titles()).not.toContain('All clear.');
  });

  it('lines that nobody has looked at for 90 days are to be looked at, until somebody says that they are right', async () => {
    await writeThresholds(host.database, ACCOUNT, BELOW_ONE);
    await read(5n * ONE);
    vi.setSystemTime(NOON + 89 * DAY);
    await pass(5 * MINUTE);
    expect(seen.notices.size).toBe(0);
    vi.setSystemTime(NOON + 91 * DAY);
    await pass(5 * MINUTE);
    expect(titles()).toEqual(['Nobody has looked at the thresholds of Sandbox for 91 days.']);
    expect((await readNoticesView(host.database, Date.now())).accounts[0]?.isReviewDue).toBe(true);
    await writeThresholds(host.database, ACCOUNT, BELOW_ONE);
    await pass(5 * MINUTE);
    expect((await readNoticesView(host.database, Date.now())).accounts[0]?.isReviewDue).toBe(false);
  });
});

describe('two accounts that turn out to be one wallet', () => {
  beforeEach(async () => {
    await host.addAccount(OTHER);
    await host.database.accounts.update(OTHER, { thresholds: BELOW_ONE });
  });

  it('are one that is low: nobody hears of it because of that, nor that the other is fine', async () => {
    await read(2n * ONE);
    expect(await read(ONE / 2n, OTHER)).toBe(1);
    seen.notices.clear();
    await mergeAccounts(host.database, OTHER, ACCOUNT);
    expect(await pass(10 * MINUTE)).toBe(0);
    expect([lowUnitsOf(ACCOUNT, await state()), lowUnitsOf(OTHER, await state())]).toEqual([['USD'], []]);
  });
});

describe('a companion that tells', () => {
  const link = { id: 'link', address: 'http://127.0.0.1:4117', token: 't', self: 'me', secretHex: '0', pairedAt: 0 };
  const rest = { cursor: null, after: null, nextAt: Number.MAX_SAFE_INTEGER, failures: 0, problem: null, notTaken: 0 };
  const pair = (isTelling: boolean) =>
    host.database.companion.put({ ...link, ...rest, id: 'link', syncedAt: Date.now(), isTelling });

  it('is not doubled; one that tells nobody, or has been gone for long, is', async () => {
    await pair(true);
    await host.addAccount(OTHER);
    await host.database.accounts.update(OTHER, { thresholds: BELOW_ONE });
    expect(await read(ONE / 2n)).toBe(0);
    expect(mostUrgent(await state(), Date.now())).not.toBeNull();
    // What it told is not told again when it is gone.
    expect(await pass(HOUR)).toBe(0);
    expect(await read(ONE / 2n, OTHER)).toBe(1);
    seen.notices.clear();
    await pair(false);
    expect(await read(0n)).toBe(1);
  });
});

describe('how long a balance lasts', () => {
  it('is worked out from the hours that calls were made in, and told when it is short', async () => {
    await host.database.accounts.update(ACCOUNT, { thresholds: [{ kind: 'runway', days: 3 }] });
    for (let hour = 24 * 20; hour > 0; hour -= 2) {
      await addToRollup(
        host.database,
        chatRecord({ callId: `c${hour}`, account: ACCOUNT, openedAt: NOON - hour * HOUR, cost: costOf(ONE / 12n) }),
      );
    }
    expect(await host.database.hours.count()).toBe(240);
    await read(20n * ONE);
    await pass(2 * MINUTE);
    expect(seen.notices.size).toBe(0);
    const lasts = (await state())?.paces[0]?.lasts;
    expect(lasts?.key).toMatch(/^runway\.(days|oneDay)/);
    await read((ONE * 5n) / 2n);
    await pass(6 * MINUTE);
    expect(titles()).toEqual(['The balance of Sandbox will not last long.']);
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
