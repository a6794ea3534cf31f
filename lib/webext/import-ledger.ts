import * as v from 'valibot';
import { STORED_TABLES, type StoredCounts, type StoredTable } from '../domain/dashboard.ts';
import { isOutOfRoom } from '../domain/out-of-room.ts';
import type { ImportOutcome, ImportProgress } from '../domain/own-data.ts';
import type { CallRecord } from '../domain/record.ts';
import type { RollupRow } from '../ledger/rows.ts';
import type { Database } from './database.ts';
import { identitySchema, ROW_SCHEMAS, type TakenTable } from './export-schemas.ts';
import { readForgottenBefore } from './forget-old-calls.ts';
import { takeCalls } from './import-calls.ts';
import { takeRows } from './import-rows.ts';
import { takeSettings } from './import-settings.ts';
import { openSumsOfFile, type SumsOfFile } from './import-sums.ts';
import { isRelated, type LedgerIdentity, noteTaken, readIdentity } from './ledger-identity.ts';
import { holdPacks, packOldCalls } from './pack-old-calls.ts';
import { BadExport, type ExportFile, openExportFile } from './read-export-file.ts';

/** Rows that are taken in in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 256;
/** After so many calls old ones are packed: a large file would else need several times its room. */
const PACK_EACH = 20 * TOGETHER_MAX;

interface ImportAsk {
  /** Empty: none. */
  readonly password: string;
  readonly now: () => number;
  readonly onProgress: (progress: ImportProgress) => void;
}

/**
 * Takes in a file that {@link exportLedger} wrote, of this ledger or of another: what is here stays, what is not is added, and what
 * is known is not counted again. The file is read to its end before anything is written, so one that is no whole file changes
 * nothing. Then it goes in by portions, each whole by itself: stopped in between it goes on when the file is taken in again.
 * Rejects where the ledger fails or the file cannot be read any more.
 */
export async function importLedger(database: Database, file: Blob, ask: ImportAsk): Promise<ImportOutcome> {
  // What is packed or forgotten meanwhile would have been looked at before it was.
  const release = await holdPacks();
  try {
    const opened = await openExportFile(file, ask.password);
    return await takeFile(database, opened, ask);
  } catch (cause) {
    if (cause instanceof BadExport) return { kind: 'refused', fault: cause.fault };
    if (isOutOfRoom(cause)) return { kind: 'refused', fault: 'no-room' };
    throw cause;
  } finally {
    release();
  }
}

async function takeFile(database: Database, file: ExportFile, ask: ImportAsk): Promise<ImportOutcome> {
  const theirs = v.safeParse(identitySchema, file.head.ledger);
  if (!theirs.success) throw new BadExport('damaged');
  const mine = await readIdentity(database);
  const before = await readForgottenBefore(database);
  const sums = openSumsOfFile(Math.max(before, theirs.output.sumsBefore ?? 0));
  const notTaken = await readThrough(file, before, sums, ask);
  const counts: Record<StoredTable, number> = { ...NOTHING };
  const take = await openTaking(database, before);
  let entries = 0;
  let unpacked = 0;
  for await (const { table, rows } of portionsOf(file)) {
    counts[table] += await take(table, rows);
    entries += rows.length;
    ask.onProgress({ isChecked: true, entries });
    unpacked += table === 'records' ? rows.length : 0;
    if (unpacked >= PACK_EACH) {
      unpacked = 0;
      await packOldCalls(database, ask.now());
    }
  }
  const from: LedgerIdentity = { id: theirs.output.id, taken: theirs.output.taken };
  counts.rollups = await database.transaction('rw', database.tables, async () => {
    const changed = await sums.takeRest(database, isRelated(mine, from));
    await noteTaken(database, from);
    return changed;
  });
  await takeSettings(file.head.settings);
  return { kind: 'taken', counts, notTaken };
}

const NOTHING = Object.fromEntries(STORED_TABLES.map((table) => [table, 0])) as StoredCounts;

/** Reads the file to its end and changes nothing. @returns how many rows are not understood. */
async function readThrough(
  file: ExportFile,
  before: number,
  sums: SumsOfFile,
  { onProgress }: ImportAsk,
): Promise<number> {
  let notTaken = 0;
  let entries = 0;
  for await (const { table, row } of file.rows()) {
    entries += 1;
    if (entries % TOGETHER_MAX === 0) onProgress({ isChecked: false, entries });
    if (!isTaken(table)) continue;
    const read = readRow(table, row);
    if (read === null) notTaken += 1;
    else if (table === 'rollups') sums.addSum(read as RollupRow);
    else if (table === 'records' && (read as CallRecord).openedAt >= before) sums.addCall(read as CallRecord);
  }
  return notTaken;
}

function isTaken(table: StoredTable): table is TakenTable {
  return Object.hasOwn(ROW_SCHEMAS, table);
}

function readRow(table: TakenTable, row: unknown): object | null {
  const read = v.safeParse(ROW_SCHEMAS[table], row);
  return read.success ? read.output : null;
}

interface Portion {
  readonly table: TakenTable;
  readonly rows: readonly object[];
}

/** What is understood of the file, in its order. */
async function* portionsOf(file: ExportFile): AsyncGenerator<Portion, void> {
  let rows: object[] = [];
  let table: TakenTable | null = null;
  for await (const next of file.rows()) {
    if (!isTaken(next.table)) continue;
    if (table !== null && (next.table !== table || rows.length === TOGETHER_MAX)) {
      yield { table, rows };
      rows = [];
    }
    table = next.table;
    const row = readRow(table, next.row);
    if (row !== null) rows.push(row);
  }
  if (table !== null) yield { table, rows };
}

/** @returns takes in some rows of a table in one transaction, and says how many are new. */
async function openTaking(database: Database, before: number): Promise<(...portion: Taken) => Promise<number>> {
  // What is learned from calls and readings that are taken in begins before what the file has learned of the same.
  const drops = new Set((await database.drops.toCollection().primaryKeys()).map((key) => JSON.stringify(key)));
  return (table, rows) => {
    if (table === 'rollups' || rows.length === 0) return Promise.resolve(0);
    return database.transaction('rw', database.tables, async () =>
      table === 'records'
        ? takeCalls(database, rows as readonly CallRecord[], before)
        : takeRows(database, { table, rows, drops }),
    );
  };
}

type Taken = readonly [table: TakenTable, rows: readonly object[]];
