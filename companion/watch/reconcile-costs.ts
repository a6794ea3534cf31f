import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import { type CostsByKey, readCostsByKey } from '../../lib/engine/read-costs-by-key.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { ASKS_PER_HOUR_MAX, countAsks } from '../../lib/watch/poll-plan.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { readAskCount, writeAskCount } from './poll-state.ts';
import type { ReconcileRange } from './reconcile-wallets.ts';
import type { WatchDesk } from './watch-desk.ts';

/** One day of a provider by its own bills, beside all that the ledger has of it; UTC's days. Nano-units. */
export interface CostDay {
  readonly day: string;
  readonly unit: string;
  readonly statedNano: bigint;
  readonly seenNano: bigint;
  /** Billed and not seen; negative: less is billed than was booked, or not yet. */
  readonly differenceNano: bigint;
  readonly unknownCalls: number;
}

/** What a provider says it billed, told to the key of a named account; or why it was not told. */
export type ReconciledCosts = {
  readonly provider: string;
  /** The named account whose key was told. */
  readonly name: string;
} & (
  | { readonly kind: 'read'; readonly days: readonly CostDay[] }
  | { readonly kind: 'problem'; readonly problem: BalanceProblem }
  /** It was asked as often as may be in this hour. */
  | { readonly kind: 'later' }
);

/**
 * Asks every provider that tells its bills, with each named account of it until one may know, and puts them beside the
 * ledger's calls of that provider.
 */
export async function reconcileCosts(desk: WatchDesk, range: ReconcileRange): Promise<readonly ReconciledCosts[]> {
  const named = desk.accounts.list();
  const found: ReconciledCosts[] = [];
  for (const provider of new Set(named.map((account) => account.provider))) {
    if (findProvider(provider)?.costsByKey === undefined) continue;
    const tried: ReconciledCosts[] = [];
    for (const { name } of named.filter((account) => account.provider === provider)) {
      const costs = await askCosts({ provider, name }, desk, range);
      tried.push(costs);
      if (costs.kind !== 'problem') break;
    }
    // Most keys may not know; one that does speaks for all.
    found.push(...tried.slice(-1));
  }
  return found;
}

async function askCosts(
  { provider, name }: Pick<ReconciledCosts, 'provider' | 'name'>,
  desk: WatchDesk,
  range: ReconcileRange,
): Promise<ReconciledCosts> {
  const ask = findProvider(provider)?.costsByKey;
  const account = desk.accounts.find(provider, name);
  if (ask === undefined || account === null) return { provider, name, kind: 'later' };
  if (!(await mayAsk(desk, provider))) return { provider, name, kind: 'later' };
  const by = { key: account.key, from: range.from, origin: desk.standIns[provider] ?? null };
  const answer: CostsByKey = await readCostsByKey(ask, by, { send: desk.send, now: desk.now });
  if (answer.kind === 'problem') return { provider, name, ...answer };
  const seen = await sumSeen(desk, provider, range);
  const keys = new Set([...answer.days.map(({ day, unit }) => `${day} ${unit}`), ...seen.keys()]);
  const days = [...keys].sort().flatMap((key): readonly CostDay[] => {
    const [day = '', unit = ''] = key.split(' ');
    // Today is not over, and told late.
    if (day < isoDayOf(range.from) || day >= isoDayOf(range.now)) return [];
    const statedNano = answer.days.find((one) => one.day === day && one.unit === unit)?.nano ?? 0n;
    const { nano: seenNano, unknown: unknownCalls } = seen.get(key) ?? { nano: 0n, unknown: 0 };
    return [{ day, unit, statedNano, seenNano, differenceNano: statedNano - seenNano, unknownCalls }];
  });
  return { provider, name, kind: 'read', days };
}

function mayAsk(desk: WatchDesk, provider: string): Promise<boolean> {
  return inWatchTables(desk.store, async ({ watchStates }) => {
    const count = countAsks(await readAskCount(watchStates, provider), desk.now(), 1);
    if (count.asks > ASKS_PER_HOUR_MAX) return false;
    await writeAskCount(watchStates, provider, count);
    return true;
  });
}

/** What the ledger has of a provider, by UTC day and unit. */
function sumSeen(
  { store }: WatchDesk,
  provider: string,
  { from, now, callsMax }: ReconcileRange,
): Promise<ReadonlyMap<string, { readonly nano: bigint; readonly unknown: number }>> {
  const first = Date.parse(`${isoDayOf(from)}T00:00:00Z`);
  return store.transact(async ({ records }) => {
    const rows = await records
      .where('[provider+openedAt]')
      .between([provider, first], [provider, now], true, true)
      .reverse()
      .limit(callsMax)
      .toArray();
    const sums = new Map<string, { nano: bigint; unknown: number }>();
    for (const { openedAt, cost, certainty, saved } of rows) {
      if (saved !== undefined || cost === null) continue;
      const key = `${isoDayOf(openedAt)} ${cost.unit}`;
      const sum = sums.get(key) ?? { nano: 0n, unknown: 0 };
      const isKnown = certainty !== 'unknown';
      sums.set(key, { nano: sum.nano + (isKnown ? cost.likelyNano : 0n), unknown: sum.unknown + (isKnown ? 0 : 1) });
    }
    return sums;
  });
}
