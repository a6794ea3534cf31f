import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDecimal } from '../../lib/domain/money.ts';
import { renewBadge, restoreBadge, showBadge } from '../../lib/webext/badge.ts';
import { readBadgeChoice, writeBadgeChoice } from '../../lib/webext/badge-choice.ts';
import { Database } from '../../lib/webext/database.ts';
import { monthLine } from '../../lib/webext/month-line.ts';
import { NO_STATE } from '../../lib/webext/watch-state.ts';
import { seen } from './fake-browser.ts';

let database: Database;
beforeEach(async () => {
  Object.assign(seen, { stored: { language: 'en' }, badge: null });
  database = new Database();
});
afterEach(() => database.delete());

/** An account of the sandbox with so many dollars, read so long ago. */
async function addAccount(name: string, dollars: string, ageMs = 0): Promise<string> {
  const account = `sandbox:${name}`;
  const at = Date.now() - ageMs;
  await database.accounts.put({
    ...{ id: account, provider: 'sandbox', name, isProvisional: false, seenAt: at, consoleOrigin: null },
    ...{ ownLimits: {}, falseAsks: 0 },
  } as never);
  const reading = { unit: 'USD', availableNano: parseDecimal(dollars), frozenNano: 0n, at, source: 'console' } as const;
  await database.readings.put({ account, unit: 'USD', reading, spentSinceNano: 0n });
  return account;
}

/** Somebody is told that an account is low. */
async function tellLow(account: string, kind: 'low' | 'empty', level: 'urgent' | 'soon'): Promise<void> {
  const known = (await database.watch.get('state')) ?? NO_STATE;
  const condition = {
    ...{ key: `account:${account}|USD|${kind}`, kind, level, subject: { kind: 'account', id: account } },
    ...{ title: { key: 'badge.low' }, lines: [], link: null },
  };
  const alert = { id: account, condition, since: 1, overAt: null, missingSince: null };
  await database.watch.put({ ...known, alerts: [...known.alerts, alert as never] });
}

describe('the toolbar badge', () => {
  it('shows the account that was used last, and says so again after a start', async () => {
    const first = await addAccount('first', '3.92');
    const second = await addAccount('second', '42');
    await showBadge(database, first, 'USD');
    expect(seen.badge).toBe('$3.9');
    await showBadge(database, second, null);
    expect(seen.badge).toBe('$42');
    seen.badge = null;
    await restoreBadge(database);
    expect(seen.badge).toBe('$42');
  });

  it('shows the account that was chosen whatever is used, and the one used last again when that is gone', async () => {
    const first = await addAccount('first', '3.92');
    const second = await addAccount('second', '42');
    await writeBadgeChoice({ account: first });
    await showBadge(database, second, 'USD');
    expect(seen.badge).toBe('$3.9');
    await database.accounts.delete(first);
    await renewBadge(database);
    expect(seen.badge).toBe('$42');
    expect((await readBadgeChoice()).last).toEqual({ account: second, unit: 'USD' });
  });

  it('shows the account that needs somebody most: empty before low, urgent before soon; with none, the one used last', async () => {
    const calm = await addAccount('calm', '42');
    const low = await addAccount('low', '0.41');
    const empty = await addAccount('empty', '0');
    await writeBadgeChoice('worst');
    await showBadge(database, calm, 'USD');
    expect(seen.badge).toBe('$42');
    await tellLow(low, 'low', 'soon');
    await restoreBadge(database);
    expect(seen.badge).toBe('0.4↓');
    await tellLow(empty, 'empty', 'urgent');
    await restoreBadge(database);
    expect(seen.badge).toBe('$0');
  });

  it('marks a reading that has grown old, and a pause', async () => {
    const old = await addAccount('old', '3.92', 49 * 3_600_000);
    await showBadge(database, old, 'USD');
    expect(seen.badge).toBe('~3.9');
    seen.stored.pausedUntil = Date.now() + 60_000;
    await renewBadge(database);
    expect(seen.badge).toBe('II');
    seen.stored.pausedUntil = 0;
    await renewBadge(database);
    expect(seen.badge).toBe('~3.9');
  });

  it('shows nothing once nothing is known any more', async () => {
    const account = await addAccount('gone', '3.92');
    await showBadge(database, account, 'USD');
    await database.accounts.clear();
    await renewBadge(database);
    expect(seen.badge).toBe('');
  });
});

describe('the line of the month', () => {
  const now = new Date(2026, 10, 22, 12).getTime();
  const block = (id: string, at: number, state: 'asked' | 'no', cause: string) =>
    database.blocks.put({ id, at, state, cause, account: null, origin: 'https://a.example' } as never);

  it('is nothing while there is nothing to tell', async () => {
    expect(await monthLine(database, now)).toBeNull();
  });

  it("counts what would have failed and did not leave, this month; not what was asked, nor the user's own limits", async () => {
    await block('1', now - 1000, 'no', 'depleted');
    await block('2', now - 2000, 'no', 'not-enough');
    await block('3', now - 3000, 'asked', 'depleted');
    await block('4', now - 4000, 'no', 'own-limit');
    await block('5', new Date(2026, 9, 31, 12).getTime(), 'no', 'depleted');
    expect(await monthLine(database, now)).toEqual({
      key: 'popup.month.single',
      params: { said: { key: 'popup.month.avoided', params: { n: 2 } } },
    });
  });
});
