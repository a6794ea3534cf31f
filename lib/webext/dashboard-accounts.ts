import { walletFacts } from '../screens/wallet-facts.ts';
import type { Database } from './database.ts';
import { readHabits } from './notice-habits.ts';
import type { AccountsModel } from './popup-model.ts';
import { loadModel } from './popup-source.ts';

/** Every wallet: what is in it, and what is known of how it is filled and used. */
export async function readAccounts(database: Database): Promise<AccountsModel> {
  const [{ now, accounts, rates }, rows, keys, habits] = await Promise.all([
    loadModel(false),
    database.accounts.toArray(),
    database.keys.toArray(),
    readHabits(),
  ]);
  return {
    now,
    ...(rates !== undefined && { rates }),
    accounts: accounts.map((wallet) => ({
      wallet,
      paidBy: habits.accounts[wallet.id]?.by ?? null,
      ...walletFacts(wallet.id, rows, keys),
    })),
  };
}
