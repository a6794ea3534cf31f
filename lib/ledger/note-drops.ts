import { isNameless } from '../described/described-places.ts';
import type { BalanceReading } from '../domain/balance.ts';
import { beginTrail, READING_LAG_MS, withCall, withReading } from '../domain/follow-drops.ts';
import { learnFromAll } from '../domain/learn-from-drops.ts';
import type { CallRecord } from '../domain/record.ts';
import { findProvider } from '../providers/registry.ts';
import { idsOfWallet, readWallets, standsFor } from './ledger-context.ts';
import type { LedgerTables } from './tables.ts';

/**
 * Adds a call that ended to what is followed of its wallet, in every unit: which of them paid is only known of priced ones.
 * @param lost the record whose place it takes: a drop that was looked at since holds it already. Null: none.
 */
export async function noteCallInDrops(
  tables: LedgerTables,
  record: CallRecord,
  lost: CallRecord | null,
): Promise<void> {
  const { account, paidBy = account, saved } = record;
  // An answer that was kept is no call that a balance could show.
  if (account === null || paidBy === null || saved !== undefined) return;
  const ids = await idsOfWallet(tables, account);
  const rowsOf = (id: string) => tables.drops.where('account').equals(id).toArray();
  const rows = (await Promise.all(ids.map(rowsOf))).flat();
  // What ended before the reading from which is counted is in it: calls of long ago may come from elsewhere.
  const { settledAt } = lost ?? record;
  const since = rows.filter(({ trail }) => settledAt >= trail.fromAt && (lost === null || lost.cost === null));
  await tables.drops.bulkPut(since.map((row) => ({ ...row, trail: withCall(row.trail, record) })));
}

/** Follows a balance to another reading. Only inside a transaction over the whole ledger. */
export async function noteReadingInDrops(
  tables: LedgerTables,
  account: string,
  reading: BalanceReading,
): Promise<void> {
  const { unit } = reading;
  const row = await tables.drops.get([account, unit]);
  const provider = (await tables.accounts.get(account))?.provider;
  if (provider === undefined) return;
  const isSure = isOwnWord(reading) && !isNameless(provider, account) && !(await isInFlight(tables, account, provider));
  const lagMs = findProvider(provider)?.readingLagMs ?? READING_LAG_MS;
  const trail = row ? withReading(row.trail, reading, isSure, lagMs) : isSure ? beginTrail(reading) : null;
  if (trail === null || trail === row?.trail) return;
  const { samples } = trail;
  const learned = row && row.trail.samples === samples ? row.learned : learnFromAll(unit, samples);
  await tables.drops.put({ account, unit, trail, learned });
}

/** What errors say may be rounded in another way, and what was typed in is the user's. */
function isOwnWord({ source, isBlurred }: BalanceReading): boolean {
  return (source === 'console' || source === 'header') && isBlurred !== true;
}

/** Whether a call of the wallet is on its way: what it takes may be gone already, or not yet. */
async function isInFlight(tables: LedgerTables, account: string, provider: string): Promise<boolean> {
  const { accounts, open } = await readWallets(tables, provider);
  const wallet = standsFor(accounts, account)?.id ?? account;
  return open.some((call) => call.isSent && call.account !== null && standsFor(accounts, call.account)?.id === wallet);
}
