import { balanceNow } from '../../lib/domain/balance.ts';
import { balancesOf, readWallets, standsFor } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { arrivesBy } from '../../lib/watch/remind-at.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import { readPending, reportRecharge } from '../watch/recharges.ts';
import { leadOf, readFunding } from './funding-settings.ts';
import type { WalletFacts } from './recharge-desk.ts';
import type { WrittenRule } from './recharge-rules.ts';
import type { KeptRun } from './recharge-runs.ts';

/** Money is spent on no reading that is older, ms: somebody else may have recharged since. */
const FRESH_MS_MAX = 3_600_000;
/** Where a person decides, and sees the account: a week. */
const BY_HAND_MS_MAX = 7 * 86_400_000;
/** What was paid is on its way so long at least, ms, and as long as its account's way of paying takes. */
const ARRIVING_MS_MIN = 4 * 86_400_000;

/** How a wallet stands by the ledger. */
export async function walletFacts(
  store: LedgerStore,
  { account, unit, action }: Pick<WrittenRule, 'account' | 'unit' | 'action'>,
  now: number,
): Promise<Omit<WalletFacts, 'runwayDaysLow'>> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const none = { usableNano: null, isStale: false, isArriving: false, isAwaited: false };
    const known = await tables.accounts.get(account);
    if (known === undefined) return none;
    const wallets = await readWallets(tables, known.provider);
    const row = standsFor(wallets.accounts, account) ?? known;
    const coming = await readComing(openWatchTables(tx, ledger), wallets.accounts, row, now);
    const found = balancesOf(row, wallets, null).find(({ reading }) => reading.unit === unit);
    if (found === undefined) return { ...none, ...coming };
    const { reading, spentSinceNano, openNano } = found;
    // A reading from the future is as little known as an old one.
    const ageMs = Math.abs(now - reading.at);
    const isSure = reading.isBlurred !== true && reading.isPart !== true;
    const isStale = !isSure || ageMs > (action.kind === 'page' ? BY_HAND_MS_MAX : FRESH_MS_MAX);
    const { usableNano } = balanceNow(reading, spentSinceNano, openNano);
    return { usableNano, isStale, ...coming };
  });
}

/** What was paid, or may have been: whether it may still be on its way, and whether it is waited for although it should be there. */
async function readComing(
  tables: WatchTables,
  accounts: readonly AccountRow[],
  row: AccountRow,
  now: number,
): Promise<Pick<WalletFacts, 'isArriving' | 'isAwaited'>> {
  const pending = await readPending(tables.watchStates, accounts, row, now);
  const paidAt = pending?.at ?? row.rechargeAt ?? null;
  if (paidAt === null) return { isArriving: false, isAwaited: false };
  const settings = await readFunding(tables);
  const how = settings.accounts[row.id];
  const leadMs = how === undefined ? 0 : arrivesBy(paidAt, leadOf(how), settings.holidays) - paidAt;
  return {
    isArriving: Math.abs(now - paidAt) < Math.max(ARRIVING_MS_MIN, leadMs),
    isAwaited: pending?.by === 'report',
  };
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
