import { accountTitle } from '../domain/account-title.ts';
import type { SpendBy, SpendPart } from '../domain/spend-view.ts';
import type { AccountRow, KeyRow, PriceListRow, RollupRow } from '../ledger/rows.ts';
import { nameOf } from './account-name.ts';

/** What calls of a day came to; by account, key, site, kind and label the sums of days do not tell them apart. */
export function partOfDay(row: Omit<RollupRow, 'refusals'>): SpendPart {
  const { day, provider, model, unit, calls, likelyNano, unknownCalls } = row;
  return { day, provider, model, ...NO_PARTS, unit, nano: likelyNano, calls, unknownCalls };
}

const NO_PARTS = { account: '', key: '', origin: '', kind: '', label: '' } as const;

/** What names are found in. */
export interface Names {
  readonly accounts: readonly AccountRow[];
  readonly keys: readonly KeyRow[];
  readonly lists: readonly PriceListRow[];
}

/** What people call a part of spend; of what is not known which, and of a key without a name, its id. */
export function nameSpend(by: SpendBy, id: string, { accounts, keys, lists }: Names): string {
  if (by === 'provider') return nameOf(id, lists);
  if (by === 'account') {
    const row = accounts.find((one) => one.id === id);
    return row === undefined ? id : accountTitle(nameOf(row.provider, lists), row.name);
  }
  if (by === 'origin') return id.replace(/^tool:/, '');
  // Sums have the beginning of a key's fingerprint.
  if (by === 'key' && id !== '') return keys.find((one) => one.fingerprint.startsWith(id))?.name ?? id;
  return id;
}
