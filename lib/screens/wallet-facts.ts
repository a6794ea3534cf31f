import type { AccountRow, KeyRow } from '../ledger/rows.ts';
import type { AccountsModel } from '../webext/popup-model.ts';

/** More names than this are only counted. */
const KEYS_NAMED = 5;

/** What is known of how a wallet is filled and used, of the rows of accounts and keys. */
export function walletFacts(
  id: string,
  rows: readonly AccountRow[],
  keys: readonly KeyRow[],
): Pick<AccountsModel['accounts'][number], 'group' | 'rechargedAt' | 'keys' | 'keyNames'> {
  const one = rows.filter((row) => row.id === id || row.mergedInto === id);
  const own = keys.filter(
    ({ account, how }) => how !== 'denied' && how !== 'seen' && one.some((row) => row.id === account),
  );
  return {
    group: one.find((row) => row.id === id)?.group || null,
    rechargedAt: one.reduce<number | null>((last, { arrivedAt }) => Math.max(last ?? 0, arrivedAt ?? 0) || null, null),
    keys: own.length,
    keyNames: own.flatMap(({ name }) => name || []).slice(0, KEYS_NAMED),
  };
}
