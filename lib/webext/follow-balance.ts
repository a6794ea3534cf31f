import { balanceNow } from '../domain/balance.ts';
import type { LowBalance } from '../domain/explain-low.ts';
import { findLowLine, isLowNow } from '../domain/low-balance.ts';
import { atUnit } from '../domain/money.ts';
import { balancesOf, costsOfWallet, readWallets, standsFor, type WalletRows } from '../ledger/ledger-context.ts';
import type { AccountRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';
import { accountTitle, nameOf } from './account-name.ts';
import type { Database } from './database.ts';

/**
 * Judges an account's balances after one of them may have changed, keeps which are low, and returns those that have just
 * become so. What is returned was written before: whoever comes later, or after a stop, is not told again.
 */
export async function followBalance(database: Database, account: string, now: number): Promise<readonly LowBalance[]> {
  const { accounts, readings, openCalls, habits, priceLists } = database;
  const tables = [accounts, readings, openCalls, habits, priceLists];
  const look = (): Promise<Look | null> => lookAt(database, account, now);
  // Most calls change nothing: those that wait to write are not held up for them.
  if ((await database.transaction('r', tables, look)) === null) return [];
  return database.transaction('rw', tables, async () => {
    const found = await look();
    if (found === null) return [];
    const { row, lowSince, fallen } = found;
    await accounts.put({ ...row, lowSince });
    const title = accountTitle(nameOf(row.provider, await priceLists.toArray()), row.name);
    return fallen.map((balance) => ({ ...balance, account: title }));
  });
}

/** What has changed about an account. */
interface Look {
  readonly row: AccountRow;
  readonly lowSince: Readonly<Record<string, number>>;
  readonly fallen: readonly Omit<LowBalance, 'account'>[];
}

/** Null: nothing has. */
async function lookAt(database: Database, account: string, now: number): Promise<Look | null> {
  const known = await database.accounts.get(account);
  if (known === undefined) return null;
  const wallets = await readWallets(database, known.provider);
  const row = standsFor(wallets.accounts, account) ?? known;
  const judged = await judge(database, row, wallets);
  const before = row.lowSince ?? {};
  const low = judged.filter(({ isLow }) => isLow);
  const lowSince = Object.fromEntries(low.map(({ unit }) => [unit, atUnit(before, unit) ?? now]));
  if (Object.keys(lowSince).sort().join() === Object.keys(before).sort().join()) return null;
  const fallen = low.flatMap(({ nano, unit, readAt, line }) =>
    nano !== null && atUnit(before, unit) === undefined ? [{ nano, unit, readAt, line }] : [],
  );
  return { row, lowSince, fallen };
}

interface Judged extends Omit<LowBalance, 'account' | 'nano'> {
  /** Null: not known. */
  readonly nano: bigint | null;
  readonly isLow: boolean;
}

/** Without what running calls have set aside: that comes back. */
async function judge(database: Database, row: AccountRow, wallets: WalletRows): Promise<readonly Judged[]> {
  const costs = await costsOfWallet(database, wallets.accounts, row.id);
  return balancesOf(row, wallets, null).map(({ reading, spentSinceNano }): Judged => {
    const { unit, at: readAt } = reading;
    const line = findLowLine(unit, costs, row.lowBelow);
    const nano = balanceNow(reading, spentSinceNano, 0n).usableNano;
    const wasLow = atUnit(row.lowSince, unit) !== undefined;
    const isUntold = reading.isPart === true || isHeldBack(row, wallets, readAt);
    const isLow = isUntold ? wasLow : isLowNow(wasLow, nano, line);
    return { unit, nano, readAt, line, isLow };
  });
}

/** Whether a reading lacks what a call that still runs has set aside. */
function isHeldBack(row: AccountRow, { accounts, open }: WalletRows, readAt: number): boolean {
  if (findProvider(row.provider)?.isReserveInReading !== true) return false;
  const isOfIt = (id: string | null): boolean => id !== null && standsFor(accounts, id)?.id === row.id;
  return open.some((call) => call.isSent && call.openedAt <= readAt && isOfIt(call.account));
}
