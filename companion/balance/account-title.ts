import { accountTitle } from '../../lib/domain/account-title.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';

/** What people call an account: its provider, and its name there or what tells it from others. */
export function titleOf({ id, provider, name }: Pick<AccountRow, 'id' | 'provider' | 'name'>): string {
  return accountTitle(findProvider(provider)?.name ?? provider, name ?? id.slice(id.indexOf(':') + 1));
}

/** The same of an account of which only the id is known; `rows`: the ledger's accounts. */
export function titleOfId(id: string, rows: readonly AccountRow[]): string {
  return titleOf(rows.find((row) => row.id === id) ?? { id, provider: id.split(':')[0] ?? '', name: null });
}
