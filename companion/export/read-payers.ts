import { decodeJson } from '../../lib/domain/bigint-json.ts';
import { groupBy } from '../../lib/domain/group-by.ts';
import { isOwnWallet, standsFor } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow, KeyRow, ReadingRow } from '../../lib/ledger/rows.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import { toText } from '../ledger/sql.ts';

/** Whose money calls are paid with, as far as that is known when it is asked. */
export interface Payers {
  /** The account whose wallet that one is. */
  readonly walletOf: (account: string) => string;
  /** Whether a call was paid for before it was made: by a balance that was read. Null: nobody knows the account. */
  readonly isPrepaid: (provider: string, account: string | null) => boolean;
  /** The wallet that paid calls of unknown accounts of a provider, since there is no other; null: nobody knows whose they are. */
  readonly assumedAt: (provider: string) => string | null;
  /** The provider whose calls of unknown accounts this wallet paid, since there is no other; null: it did not. */
  readonly aloneAt: (wallet: string) => string | null;
}

/** Reads accounts, their balances and the keys that the user said are of none of them. @throws LedgerError */
export async function readPayers(reader: LedgerReader, ledger: string): Promise<Payers> {
  const read = async (table: 'accounts' | 'keys' | 'readings'): Promise<readonly unknown[]> =>
    (await reader.rows(`select body from row_${table} where ledger = $1`, [ledger])).map(({ body }) =>
      decodeJson(toText(body)),
    );
  const accounts = (await read('accounts')) as readonly AccountRow[];
  const keys = (await read('keys')) as readonly KeyRow[];
  const readings = (await read('readings')) as readonly ReadingRow[];
  const walletOf = (account: string): string => standsFor(accounts, account)?.id ?? account;
  const prepaid = new Set(
    readings.flatMap(({ account, reading }) => (reading.availableNano === null ? [] : [walletOf(account)])),
  );
  const denied = new Set(keys.flatMap(({ how, provider }) => (how === 'denied' ? [provider] : [])));
  /** Who pays where nobody said who does, as calls are judged by (`ledger-context.ts`). */
  const assumed = new Map<string, string>();
  const own = accounts.filter((row) => isOwnWallet(accounts, row));
  for (const [provider, [only, ...others]] of groupBy(own, (row) => row.provider)) {
    if (only === undefined || others.length > 0 || denied.has(provider)) continue;
    if (prepaid.has(only.id)) assumed.set(provider, only.id);
  }
  return {
    walletOf,
    isPrepaid: (provider, account) => (account === null ? assumed.has(provider) : prepaid.has(walletOf(account))),
    assumedAt: (provider) => assumed.get(provider) ?? null,
    aloneAt: (wallet) => [...assumed].find(([, alone]) => alone === wallet)?.[0] ?? null,
  };
}
