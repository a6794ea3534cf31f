import { balanceNow } from '../../lib/domain/balance.ts';
import { findLowLine } from '../../lib/domain/low-balance.ts';
import { percentOf } from '../../lib/domain/money.ts';
import { balancesOf, costsOfWallet, idsStandingFor, readWallets, standsFor } from '../../lib/ledger/ledger-context.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { ASKS_PER_HOUR_MAX, countAsks, nextPollAt, type PollFacts } from '../../lib/watch/poll-plan.ts';
import type { Below } from '../ledger/open-ledger.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import type { ShownAccount } from '../secrets/accounts.ts';
import {
  newPollState,
  type PollState,
  readAskCount,
  readPollStates,
  writeAskCount,
  writePollState,
} from './poll-state.ts';
import { readPending } from './recharges.ts';
import type { WatchDesk, WatchedLine } from './watch-desk.ts';

/** Longer than the slowest answer takes: then whoever asked has died, ms. */
const CLAIM_MS = 3 * 60_000;
/** A balance within so much of the line below which it is low is near it, percent of the line. */
const NEAR_PERCENT = 200;

/**
 * The accounts whose balance is to be asked for now, each claimed in the database: of several companions one gets it, and a
 * restart does not ask again. What would pass a site's number of asks an hour is left for later; whoever was asked for longest
 * ago comes first, so that of many accounts none is always among those. At most `most` of them.
 */
export async function claimPolls(desk: WatchDesk, most = Number.POSITIVE_INFINITY): Promise<readonly PollState[]> {
  const named = desk.accounts.list().filter(({ provider }) => canBeAsked(provider));
  if (named.length === 0) return [];
  const lines = await desk.lines();
  return desk.store.transactBelow(async (below) => {
    const { watchStates: states } = openWatchTables(below.tx, below.ledger);
    const claimed: PollState[] = [];
    const known = new Map((await readPollStates(states)).map((state) => [state.id, state]));
    const triedAt = ({ id }: ShownAccount): number => known.get(id)?.triedAt ?? 0;
    for (const account of named.toSorted((one, other) => triedAt(one) - triedAt(other))) {
      if (claimed.length >= most) break;
      const state = known.get(account.id) ?? newPollState(account);
      const claim = await claimOne(account, state, { below, states, lines, now: desk.now() });
      if (claim !== null) claimed.push(claim);
    }
    return claimed;
  });
}

/** Whether its provider tells a key what is left, as far as anybody has looked. */
export function canBeAsked(provider: string): boolean {
  const found = findProvider(provider);
  const asks = found === null ? null : asksOf(found, null);
  return asks !== null && !('why' in asks);
}

interface Place {
  readonly below: Below;
  readonly states: WatchTables['watchStates'];
  readonly lines: readonly WatchedLine[];
  readonly now: number;
}

async function claimOne(account: ShownAccount, state: PollState, place: Place): Promise<PollState | null> {
  const { states, now } = place;
  if (state.claimedUntil !== null && state.claimedUntil > now && state.claimedUntil <= now + 2 * CLAIM_MS) return null;
  const facts = await factsOf(state.wallet ?? account.id, account.provider, place);
  if (nextPollAt(state, facts, now) > now) return null;
  const count = countAsks(await readAskCount(states, account.provider), now, 1);
  if (count.asks > ASKS_PER_HOUR_MAX) return null;
  await writeAskCount(states, account.provider, count);
  const claimed = { ...state, name: account.name, claimedUntil: now + CLAIM_MS };
  await writePollState(states, claimed);
  return claimed;
}

/** What of the ledger says how often its balance should be looked at. */
async function factsOf(account: string, provider: string, { below, states, lines, now }: Place): Promise<PollFacts> {
  const { tables } = below;
  const wallets = await readWallets(tables, provider);
  const row = standsFor(wallets.accounts, account);
  if (row === undefined) return { rechargedAt: null, isNear: false, hasSpent: false };
  const balances = balancesOf(row, wallets, null);
  const costs = await costsOfWallet(tables, wallets.accounts, row.id);
  const ids = [row.id, ...idsStandingFor(wallets.accounts, row.id)];
  const isNear = balances.some(({ reading, spentSinceNano, openNano }) => {
    const { usableNano } = balanceNow(reading, spentSinceNano, openNano);
    const { belowNano } = findLowLine(reading.unit, costs, row.lowBelow);
    const set = lines.filter((line) => ids.includes(line.account) && line.unit === reading.unit);
    const all = [...(belowNano === null ? [] : [belowNano]), ...set.map(({ nano }) => nano)];
    return usableNano !== null && all.some((nano) => usableNano < percentOf(nano, NEAR_PERCENT));
  });
  const hasSpent = balances.some(
    ({ reading, spentSinceNano, openNano }) => spentSinceNano > 0n || openNano > 0n || reading.isBlurred === true,
  );
  const pending = await readPending(states, wallets.accounts, row, now);
  return { rechargedAt: pending?.at ?? null, isNear, hasSpent };
}
