import type { LedgerTables } from '../../lib/ledger/tables.ts';

/** Whether two keys, by their fingerprints, pay from one wallet: two of one organisation do (MONEY, account). Null: no key. */
export async function isSameWallet(
  { keys }: Pick<LedgerTables, 'keys'>,
  one: string | null,
  other: string | null,
): Promise<boolean> {
  if (one === other) return true;
  if (one === null || other === null) return false;
  const [first, second] = await keys.bulkGet([one, other]);
  return first !== undefined && first.account === second?.account;
}
