import { balanceNow } from '../../lib/domain/balance.ts';
import { balancesOf, readWallets, standsFor } from '../../lib/ledger/ledger-context.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { reportRecharge } from '../watch/recharges.ts';
import type { WalletFacts } from './recharge-desk.ts';
import type { WrittenRule } from './recharge-rules.ts';
import type { KeptRun } from './recharge-runs.ts';

/** Money is spent on no reading that is older, ms: somebody else may have recharged since. */
const FRESH_MS_MAX = 3_600_000;
/** Where a person decides, and sees the account: a week. */
const BY_HAND_MS_MAX = 7 * 86_400_000;
/** What was paid is on its way no longer than this, ms: then something is wrong, and a person is told by other means. */
const ARRIVING_MS_MAX = 4 * 86_400_000;

/** How a wallet stands by the ledger. */
export async function walletFacts(
  store: LedgerStore,
  { account, unit, action }: Pick<WrittenRule, 'account' | 'unit' | 'action'>,
  now: number,
): Promise<Omit<WalletFacts, 'runwayDaysLow'>> {
  return store.transact(async (tables) => {
    const known = await tables.accounts.get(account);
    if (known === undefined) return { usableNano: null, isStale: false, isArriving: false };
    const wallets = await readWallets(tables, known.provider);
    const row = standsFor(wallets.accounts, account) ?? known;
    const found = balancesOf(row, wallets, null).find(({ reading }) => reading.unit === unit);
    const sinceMs = now - (row.rechargeAt ?? Number.NEGATIVE_INFINITY);
    const isArriving = Math.abs(sinceMs) < ARRIVING_MS_MAX;
    if (found === undefined) return { usableNano: null, isStale: false, isArriving };
    const { reading, spentSinceNano, openNano } = found;
    // A reading from the future is as little known as an old one.
    const ageMs = Math.abs(now - reading.at);
    const isSure = reading.isBlurred !== true && reading.isPart !== true;
    const isStale = !isSure || ageMs > (action.kind === 'page' ? BY_HAND_MS_MAX : FRESH_MS_MAX);
    const { usableNano } = balanceNow(reading, spentSinceNano, openNano);
    return { usableNano, isStale, isArriving };
  });
}

/** Notes that more was paid in and is to be expected: it is waited for as where somebody says that they paid. */
export async function noteRecharge(
  store: LedgerStore,
  { account, unit, amountNano }: Pick<KeptRun, 'account' | 'unit' | 'amountNano'>,
  at: number,
): Promise<void> {
  const row = await store.transact(async ({ accounts }) => standsFor(await accounts.toArray(), account));
  if (row !== undefined) await reportRecharge({ store }, row, { at, unit, nano: amountNano, way: null });
}

/** Notes that nothing was paid after all: nothing is waited for. */
export async function forgetRecharge(store: LedgerStore, { account }: Pick<KeptRun, 'account'>): Promise<void> {
  await store.transact(async ({ accounts }) => {
    const row = standsFor(await accounts.toArray(), account);
    if (row !== undefined) await accounts.put({ ...row, rechargeAt: null });
  });
}
