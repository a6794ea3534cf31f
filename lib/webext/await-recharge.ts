import type { Text } from '../domain/text.ts';
import type { AccountRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';
import type { Condition } from '../watch/alert.ts';
import { ARRIVAL_MINUTES, expectedBy, isAwaited, type PendingRecharge, statedMinutes } from '../watch/recharge.ts';
import { lateCondition } from '../watch/watch-conditions.ts';
import type { Database } from './database.ts';
import type { SeenWallet } from './watched-wallets.ts';

/** Notes that the recharge page of an account was opened, epoch ms: until more money is seen it is waited for. */
export function noteRecharge({ accounts }: Pick<Database, 'accounts'>, account: string, now: number): Promise<void> {
  return accounts.db.transaction('rw', accounts, async () => {
    await accounts.update(account, { rechargeAt: now });
  });
}

/** "Its recharge page was opened 5 min ago; more money is not visible yet …"; null: nothing is waited for. `now`: epoch ms. */
export function sayAwaited(row: AccountRow, providerName: string, now: number): Text | null {
  const pending = awaitedOf(row, now);
  if (pending === null) return null;
  const age = { kind: 'age', ms: Math.max(0, now - pending.at) } as const;
  const stated = minutesOf(row);
  return stated === null
    ? { key: 'notice.awaited', params: { age, n: ARRIVAL_MINUTES } }
    : { key: 'notice.awaitedStated', params: { age, provider: providerName, n: Math.max(stated, 1) } };
}

/**
 * That money which should be there is not: only where its balance was read since it should be, because till then nobody knows.
 */
export function findLate({ row, name, provider, readAt, link }: SeenWallet, now: number): readonly Condition[] {
  const [pending, stated] = [awaitedOf(row, now), minutesOf(row)];
  if (pending === null || readAt < expectedBy(pending, stated)) return [];
  const account = { id: row.id, name, provider, link };
  const late = lateCondition({ account, pending, statedMinutes: stated }, now);
  return late === null ? [] : [late];
}

/** What is waited for; null: nothing is, it came, or nobody waits any more. */
function awaitedOf({ id, rechargeAt, arrivedAt }: AccountRow, now: number): PendingRecharge | null {
  if (rechargeAt == null || rechargeAt <= (arrivedAt ?? 0)) return null;
  const pending: PendingRecharge = { account: id, at: rechargeAt, by: 'click', nano: null, unit: null, way: null };
  return isAwaited(pending, now) ? pending : null;
}

function minutesOf({ provider }: AccountRow): number | null {
  return statedMinutes(findProvider(provider)?.help.arrivals, null);
}
