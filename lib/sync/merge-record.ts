import { joinCorrections } from '../domain/corrected.ts';
import { leavesReading } from '../domain/leaves-reading.ts';
import type { CallRecord } from '../domain/record.ts';
import { isLost } from '../engine/reopen-call.ts';
import { findKey } from '../ledger/find-key.ts';
import { addFreeUse } from '../ledger/free-use.ts';
import { addToRollup, takeRecordFromRollup } from '../ledger/ledger.ts';
import { idsOfWallet } from '../ledger/ledger-context.ts';
import { noteCallInDrops } from '../ledger/note-drops.ts';
import type { ReadingRow } from '../ledger/rows.ts';
import type { LedgerTables } from '../ledger/tables.ts';
import { isSame } from './stamps.ts';

/**
 * Takes in a call that the other side has booked: its record, its day's sums, and what it took from the balances that were
 * read before it. One that is known changes nothing but by corrections that are new; of two of one call the one that somebody saw the
 * end of counts, then the later one. What it teaches of models is for the side that saw it. Call inside a transaction.
 * @returns whether anything changed.
 */
export async function mergeRecord(tables: LedgerTables, record: CallRecord): Promise<boolean> {
  const known = await tables.records.get(record.callId);
  if (known === undefined) {
    await tables.records.add(record);
    await addToRollup(tables, record);
    await addFreeUse(tables, record);
    await noteCallInDrops(tables, record, null);
    await spend(tables, record, 'more', record);
    await spendFromKey(tables, record, nanoOf(record));
    return true;
  }
  const corrections = joinCorrections(known.corrections, record.corrections);
  if (!goesBefore(record, known)) {
    if (isSame(corrections, known.corrections)) return false;
    await replace(tables, known, { ...known, ...(corrections && { corrections }) });
    return true;
  }
  await replace(tables, known, { ...record, ...(corrections && { corrections }) });
  if (known.cost === null) await noteCallInDrops(tables, record, known);
  await spend(tables, known, 'less', record);
  await spend(tables, record, 'more', record);
  await spendFromKey(tables, known, -nanoOf(known));
  await spendFromKey(tables, record, nanoOf(record));
  return true;
}

async function replace(tables: LedgerTables, known: CallRecord, record: CallRecord): Promise<void> {
  await takeRecordFromRollup(tables, known);
  await addFreeUse(tables, known, -1);
  await tables.records.put(record);
  await addToRollup(tables, record);
  await addFreeUse(tables, record);
}

/** What it takes from its key's own limit, as far as the key's list was read before. */
async function spendFromKey(tables: LedgerTables, record: CallRecord, nano: bigint): Promise<void> {
  if (nano === 0n || record.fingerprint === null) return;
  const row = await findKey(tables, record.provider, record);
  if (row?.usedNano == null || row.unit !== record.cost?.unit || record.settledAt <= row.readAt) return;
  await tables.keys.put({ ...row, usedNano: row.usedNano + nano });
}

function goesBefore(record: CallRecord, known: CallRecord): boolean {
  if (isLost(record) !== isLost(known)) return isLost(known);
  if (record.settledAt !== known.settledAt) return record.settledAt > known.settledAt;
  // The same instant: whichever, but on both sides the same one.
  return stateOf(record) > stateOf(known);
}

function stateOf({ outcome, certainty, cost }: CallRecord): string {
  return `${certainty} ${outcome} ${cost?.likelyNano ?? ''}`;
}

/** What a call takes from a balance that was read before it ended; one read while it ran may have it or not. */
async function spend(
  tables: LedgerTables,
  record: CallRecord,
  which: 'more' | 'less',
  next: CallRecord,
): Promise<void> {
  const { account, paidBy = account, cost, settledAt, openedAt } = record;
  if (account === null || paidBy === null || cost === null) return;
  for (const id of await idsOfWallet(tables, account)) {
    const row = await tables.readings.get([id, cost.unit]);
    if (row === undefined || settledAt <= row.reading.at) continue;
    const nano = leavesReading(record, row.reading.at);
    if (nano === 0n) continue;
    const blurs = openedAt <= row.reading.at && next === record;
    await tables.readings.put(withSpend(row, id === paidBy ? null : paidBy, which === 'more' ? nano : -nano, blurs));
  }
}

function withSpend(row: ReadingRow, other: string | null, nano: bigint, blurs: boolean): ReadingRow {
  const spentSinceNano = row.spentSinceNano + nano;
  if (other === null) {
    return { ...row, spentSinceNano, ...(blurs && { reading: { ...row.reading, isBlurred: true } }) };
  }
  const known = row.fromOthers?.[other] ?? { spentNano: 0n, isBlurred: false };
  const part = { spentNano: known.spentNano + nano, isBlurred: known.isBlurred || blurs };
  return { ...row, spentSinceNano, fromOthers: { ...row.fromOthers, [other]: part } };
}

function nanoOf({ cost }: CallRecord): bigint {
  return cost?.likelyNano ?? 0n;
}
