import { SOCKET_WIRE_IDS } from '../../lib/domain/call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { findLoops } from '../../lib/watch/find-loops.ts';
import { findUnusual } from '../../lib/watch/find-unusual.ts';
import { type RunwayLimits, runwayConditions } from '../../lib/watch/runway-conditions.ts';
import { unusualConditions } from '../../lib/watch/unusual-conditions.ts';
import { nameAccount } from '../balance/account-name.ts';
import { linksAt, rechargeLink } from '../balance/links-at.ts';
import type { FoundRunway, RunwayDesk } from './runways.ts';

const HOUR_MS = 3_600_000;
/** Calls that are looked through for loops: of the last hour, the newest. */
const RECENT_CALLS_MAX = 5000;

/** Balances and budgets that will not last. */
export function findRunwayConditions(found: readonly FoundRunway[], limits: RunwayLimits): readonly Condition[] {
  const subjects = found.map((one) => ({
    ...one,
    link: rechargeLink(one.provider),
  }));
  return runwayConditions(subjects, limits);
}

/** What the gateway reviewed it compared with what came before (`loop-breaker.ts`), but for what is said over a socket. */
function isCompared({ origin, isReviewed, draft }: CallRecord): boolean {
  return origin.startsWith('tool:') && isReviewed && !SOCKET_WIRE_IDS.some((wire) => wire === draft?.wire);
}

/** Use that is not as usual. */
export async function findUnusualConditions(desk: Omit<RunwayDesk, 'holds'>): Promise<readonly Condition[]> {
  const { history, store, now, zone } = desk;
  const hours = await history.use(now);
  const [records, names] = await store.transact(async ({ records: calls, accounts }) => {
    const recent = await calls
      .where('openedAt')
      .between(now - HOUR_MS, now, true, true)
      .reverse()
      .limit(RECENT_CALLS_MAX);
    return [
      await recent.toArray(),
      new Map((await accounts.toArray()).map((row) => [row.id, nameAccount(row)])),
    ] as const;
  });
  return unusualConditions(findUnusual({ hours, loops: findLoops(records, isCompared), now }), {
    zone,
    nameOf: (account) => names.get(account) ?? null,
    linkOf: (provider) => linksAt(provider)?.console ?? null,
  });
}
