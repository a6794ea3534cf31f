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
    accounts: accounts.map((wallet) => {
      const one = rows.filter(({ id, mergedInto }) => id === wallet.id || mergedInto === wallet.id);
      const own = keys.filter(
        ({ account, how }) => how !== 'denied' && how !== 'seen' && one.some(({ id }) => id === account),
      );
      return {
        wallet,
        group: one.find(({ id }) => id === wallet.id)?.group || null,
        paidBy: habits.accounts[wallet.id]?.by ?? null,
        rechargedAt: one.reduce<number | null>(
          (last, { arrivedAt }) => Math.max(last ?? 0, arrivedAt ?? 0) || null,
          null,
        ),
        keys: own.length,
        keyNames: own.flatMap(({ name }) => name || []).slice(0, KEYS_NAMED),
      };
    }),
  };
}

/** More names than this are only counted. */
const KEYS_NAMED = 5;
