import { doubtOvertaken, mayHaveArrived } from '../domain/accepted.ts';
import { type BalanceReading, balanceNow, isRise } from '../domain/balance.ts';
import { keepPoint } from './keep-history.ts';
import { acceptedHabitId, idsOfWallet, readAccepted, writeAccepted } from './ledger-context.ts';
import { noteReadingInDrops } from './note-drops.ts';
import type { HabitRow, ReadingRow } from './rows.ts';
import type { LedgerTables, PaceTables } from './tables.ts';

/** Clocks of those who share a ledger differ by no more than this, ms. */
const CLOCKS_DIFFER_MS_MAX = 10 * 60_000;

/**
 * Stores a newer reading of a balance; what was spent before it is in it. An older one than known is ignored.
 * @param aheadFrom what is known from later than this was written while a clock was ahead, and gives way; epoch ms
 */
export async function putReading(
  tables: LedgerTables & PaceTables,
  account: string,
  reading: BalanceReading,
  aheadFrom = Number.POSITIVE_INFINITY,
): Promise<void> {
  const known = await tables.readings.get([account, reading.unit]);
  const isAhead = known !== undefined && known.reading.at > aheadFrom;
  if (known && known.reading.at > reading.at && !isAhead) return;
  if (known) await noteArrival(tables, known, reading);
  await noteReadingInDrops(tables, account, reading);
  if (tables.balanceHistory) await keepPoint(tables.balanceHistory, account, reading, aheadFrom);
  const frozenNano = reading.frozenNano ?? known?.reading.frozenNano ?? null;
  await tables.readings.put({ account, unit: reading.unit, reading: { ...reading, frozenNano }, spentSinceNano: 0n });
}

/** The same of one that was made this moment: what is known from later than that is not so. */
export function putReadingNow(
  tables: LedgerTables & PaceTables,
  account: string,
  reading: BalanceReading,
): Promise<void> {
  return putReading(tables, account, reading, reading.at + CLOCKS_DIFFER_MS_MAX);
}

/** More than in the reading before is what was recharged; and where there may be more, that may be why a call went through. */
async function noteArrival(tables: LedgerTables, known: ReadingRow, next: BalanceReading): Promise<void> {
  if (isRise(known.reading.availableNano, next.availableNano)) {
    const account = await tables.accounts.get(known.account);
    if (account) await tables.accounts.put({ ...account, rechargeAt: null, arrivedAt: next.at });
  }
  const { usableNano } = balanceNow(known.reading, known.spentSinceNano, 0n);
  const before = { unit: known.unit, at: known.reading.at, usableNano };
  if (!mayHaveArrived(before, next.availableNano)) return;
  for (const row of await acceptedOfWallet(tables, known.account)) {
    const kept = doubtOvertaken(readAccepted(row), before, next.availableNano);
    await tables.habits.put({ id: row.id, values: writeAccepted(kept) });
  }
}

/** Rows with calls of the account's wallet that went through against our figures, under whichever of its ids. */
async function acceptedOfWallet(tables: LedgerTables, account: string): Promise<readonly HabitRow[]> {
  const ids = await idsOfWallet(tables, account);
  const rows = ids.map((id) => tables.habits.where('id').startsWith(acceptedHabitId(id, '')).toArray());
  return (await Promise.all(rows)).flat();
}
