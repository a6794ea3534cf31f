import { accountTitle } from '../../lib/domain/account-title.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { rechargeLink, rechargeLinkOf } from './links-at.ts';

/** "DeepSeek · team": whose account it is, and which one. Without a name of its own it is called by the rest of its id. */
export function nameAccount({ id, provider, name }: Pick<AccountRow, 'id' | 'provider' | 'name'>): string {
  const own = name ?? (id.startsWith(`${provider}:`) ? id.slice(provider.length + 1) : id);
  return accountTitle(findProvider(provider)?.name ?? provider, own);
}

/** The same by its id (`deepseek:team`). `rows`: the ledger's accounts; it may be none of them. */
export function nameAccountId(id: string, rows: readonly AccountRow[] = []): string {
  return nameAccount(rows.find((row) => row.id === id) ?? { id, provider: id.split(':')[0] ?? '', name: null });
}

/** How every account of a ledger is called, by its id. @throws LedgerError */
export async function readAccountNames(store: Pick<LedgerStore, 'transact'>): Promise<(id: string) => string> {
  const named = await readNamedAccounts(store);
  return (id) => named(id).title;
}

/** How an account is called, and where money is added to it; null: no page is known. */
export interface NamedAccount {
  readonly title: string;
  readonly recharge: string | null;
}

/** The same of every account of a ledger, by its id. @throws LedgerError */
export async function readNamedAccounts(store: Pick<LedgerStore, 'transact'>): Promise<(id: string) => NamedAccount> {
  const rows = await store.transact(async ({ accounts }) => accounts.toArray());
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (id) => {
    const row = byId.get(id);
    if (row !== undefined) return { title: nameAccount(row), recharge: rechargeLinkOf(row) };
    return { title: nameAccountId(id), recharge: rechargeLink(id.split(':')[0] ?? '') };
  };
}
