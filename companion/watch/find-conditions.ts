import { explainBalanceProblem } from '../../lib/domain/balance-problem.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import { isOwnWallet } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { statedMinutes } from '../../lib/watch/recharge.ts';
import {
  billedCondition,
  differsCondition,
  lateCondition,
  unreadCondition,
  type WatchedAccount,
} from '../../lib/watch/watch-conditions.ts';
import { nameAccount } from '../balance/account-name.ts';
import { linksAt, rechargeLinkOf } from '../balance/links-at.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';
import { type PollState, readPollStates } from './poll-state.ts';
import { readPending } from './recharges.ts';
import { reconcileCosts } from './reconcile-costs.ts';
import { reconcileWallets } from './reconcile-wallets.ts';
import { BILLS, statedProviders } from './stated-days.ts';
import type { WatchDesk } from './watch-desk.ts';

/** What finders look with. */
export interface FinderDesk extends Pick<WatchDesk, 'store' | 'now'> {
  /** The day of an instant, in the zone of whoever is told. */
  readonly dayOf: (at: number) => string;
}

/** An account that nobody asked for since is nobody's any more: its companion is gone, or its key, ms. */
const ABANDONED_MS = 3 * 86_400_000;
/** So many days are reconciled unasked: yesterday's evening may end today. */
const DIFFERS_MS = 2 * 86_400_000;
/** So many days of bills are looked at unasked; what was billed of the last day that is over may still grow, ms. */
const BILLED_MS = 4 * 86_400_000;
const LATE_MS = 86_400_000;
/** So many calls of a provider are looked at unasked, the newest: what differs on days before them is not told. */
const CALLS_MAX = 10_000;

/** Balances and calls are put side by side no more often than this, ms: all calls of two days are read for it. */
const DIFFERS_EVERY_MS = 30 * 60_000;

/**
 * Opens the finder of what watching balances finds: what cannot be read, what was paid and did not come, what was taken and
 * not seen (`findDifferences`: all calls of two days are read for it). It may be asked as often as one likes.
 */
export function openWatchFinder(
  desk: Pick<FinderDesk, 'store' | 'now'>,
  findDifferences: () => Promise<readonly Condition[]>,
): () => Promise<readonly Condition[]> {
  let last: { readonly at: number; readonly differing: readonly Condition[] } | null = null;
  return async () => {
    const at = desk.now();
    if (last === null || Math.abs(at - last.at) >= DIFFERS_EVERY_MS) last = { at, differing: await findDifferences() };
    return [...(await findUnread(desk)), ...(await findLate(desk)), ...last.differing];
  };
}

/** Accounts whose balance could not be read for a day. */
export async function findUnread({ store, now }: Pick<FinderDesk, 'store' | 'now'>): Promise<readonly Condition[]> {
  const states = await inWatchTables(store, (tables) => readPollStates(tables.watchStates));
  return states.flatMap((state) => {
    const { failingSince, readAt, triedAt } = state;
    const why = explainPoll(state);
    if (failingSince === null || why === null || now() - (triedAt ?? 0) > ABANDONED_MS) return [];
    const account = {
      id: state.wallet ?? state.id,
      name: nameAccount({ ...state, id: state.wallet ?? state.id }),
      ...placeOf(state.provider, 'console'),
    };
    return unreadCondition({ account, failingSince, readAt, why }, now()) ?? [];
  });
}

/** Why a balance was not read, and what to do; null: it was. */
export function explainPoll({ problem, provider }: PollState) {
  if (problem === null) return null;
  const name = findProvider(provider)?.name ?? provider;
  return problem.kind === 'not-asked'
    ? explainBalanceProblem({ kind: 'redirected' }, name)
    : explainBalanceProblem(problem, name);
}

/** Recharges that should have arrived by now. */
export async function findLate({ store, now }: Pick<FinderDesk, 'store' | 'now'>): Promise<readonly Condition[]> {
  const waiting = await store.transactBelow(async ({ tx, ledger, tables }) => {
    const { watchStates } = openWatchTables(tx, ledger);
    const accounts = await tables.accounts.toArray();
    const found = [];
    for (const row of accounts.filter((one) => isOwnWallet(accounts, one))) {
      const pending = await readPending(watchStates, accounts, row, now());
      if (pending !== null) found.push({ row, pending });
    }
    return found;
  });
  return waiting.flatMap(({ row, pending }) => {
    const stated = statedMinutes(findProvider(row.provider)?.help.arrivals, pending.way);
    const account = { ...watchedAs(row), ...placeOf(row.provider, 'recharge', row.consoleOrigin) };
    return lateCondition({ account, pending, statedMinutes: stated }, now()) ?? [];
  });
}

/** Days on which balance and ledger differ by more than can be explained. */
export async function findDiffering(
  { store, now, dayOf }: FinderDesk,
  callsMax = CALLS_MAX,
): Promise<readonly Condition[]> {
  const at = now();
  const { wallets } = await reconcileWallets({ store }, { from: at - DIFFERS_MS, now: at, dayOf, callsMax });
  // Who leads none of an account's calls through us knows that they are not seen.
  const led = wallets.filter(({ spans }) => spans.some(({ calls }) => calls.length > 0));
  return led.flatMap(({ account: row, unit, days, leaks, cutDay }) =>
    days.flatMap((day) => {
      // Of calls that were not looked at nobody says that they were not seen.
      if (day.day <= cutDay) return [];
      const account = { ...watchedAs(row), ...placeOf(row.provider, 'console', row.consoleOrigin) };
      const leaked = leaks.filter((leak) => leak.isMatch && dayOf(leak.to) === day.day);
      const leakedCalls = leaked.reduce((sum, { calls }) => sum + calls.length, 0);
      return differsCondition({ account, unit, day, leakedCalls }) ?? [];
    }),
  );
}

/** Days for which a provider billed another sum than calls cost that were seen here. */
export async function findBilled({ store, now }: Pick<FinderDesk, 'store' | 'now'>): Promise<readonly Condition[]> {
  const at = now();
  const range = { from: at - BILLED_MS, now: at, callsMax: CALLS_MAX };
  const found: Condition[] = [];
  for (const provider of await inWatchTables(store, ({ watchStates }) => statedProviders(watchStates, BILLS))) {
    const { days } = (await reconcileCosts({ store }, provider, range)) ?? { days: [] };
    // Who leads none of a provider's calls through us knows that they are not seen.
    if (days.every(({ seenNano }) => seenNano === 0n)) continue;
    const name = findProvider(provider)?.name ?? provider;
    const { link } = placeOf(provider, 'console');
    const over = days.filter(({ day }) => day < isoDayOf(at - LATE_MS));
    found.push(...over.flatMap((day) => billedCondition({ id: provider, name, link }, day) ?? []));
  }
  return found;
}

function watchedAs(row: AccountRow): Pick<WatchedAccount, 'id' | 'name'> {
  return { id: row.id, name: nameAccount(row) };
}

/** The provider's name, and the link that helps, by its own table. */
function placeOf(
  provider: string,
  which: 'console' | 'recharge',
  consoleOrigin = '',
): Pick<WatchedAccount, 'provider' | 'link'> {
  const link = which === 'console' ? (linksAt(provider)?.console ?? null) : rechargeLinkOf({ provider, consoleOrigin });
  return { provider: findProvider(provider)?.name ?? provider, link };
}
