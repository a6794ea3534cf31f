import type { Table } from 'dexie';
import { learnFromAll } from '../domain/learn-from-drops.ts';
import { isFreeUse } from '../ledger/free-use.ts';
import type { AccountRow, DropRow, HabitRow, ReadingRow } from '../ledger/rows.ts';
import { mergeReading } from '../sync/merge-item.ts';
import type { Database } from './database.ts';
import type { TakenTable } from './export-schemas.ts';
import { BLOCKS_MAX } from './note-block.ts';
import { OWN_BUDGETS_MAX } from './own-budgets.ts';

/** Some rows of one table of a file. */
interface TakenRows {
  readonly table: Exclude<TakenTable, 'records' | 'rollups'>;
  readonly rows: readonly object[];
  /** Keys, as JSON, of what was followed of balances here before the file was taken in. */
  readonly drops: ReadonlySet<string>;
}

/**
 * Takes in rows of a file that are no calls: what is here stays, and has only what it lacks from there; of two balances the newer
 * counts. Call inside a transaction over the whole ledger. @returns how many are new.
 */
export async function takeRows(database: Database, { table, rows, drops }: TakenRows): Promise<number> {
  switch (table) {
    case 'accounts':
      return takeAccounts(database, rows as readonly AccountRow[]);
    case 'readings':
      return takeReadings(database, rows as readonly ReadingRow[]);
    case 'drops':
      return takeDrops(database, rows as readonly DropRow[], drops);
    case 'habits':
      return addMissing(
        database.habits,
        rows.filter((row) => !isFreeUse(row as HabitRow)),
      );
    case 'ownBudgets':
      return addMissing(database.ownBudgets, rows, OWN_BUDGETS_MAX);
    case 'blocks':
      return addMissing(database.blocks, rows, BLOCKS_MAX);
    default:
      return addMissing(database.table(table), rows);
  }
}

async function addMissing(table: Table, rows: readonly object[], rowsMax = Number.POSITIVE_INFINITY): Promise<number> {
  const keyOf = (row: object): unknown => {
    const { keyPath } = table.schema.primKey;
    const fields = row as Readonly<Record<string, unknown>>;
    return Array.isArray(keyPath) ? keyPath.map((part) => fields[part]) : fields[String(keyPath)];
  };
  const byKey = new Map(rows.map((row) => [JSON.stringify(keyOf(row)), row]));
  const all = [...byKey.values()];
  const found = await table.bulkGet(all.map(keyOf));
  const missing = all.filter((_, at) => found[at] === undefined);
  const room = rowsMax === Number.POSITIVE_INFINITY ? rowsMax : Math.max(0, rowsMax - (await table.count()));
  const added = missing.slice(0, room);
  await table.bulkAdd(added);
  return added.length;
}

async function takeAccounts({ accounts }: Database, rows: readonly AccountRow[]): Promise<number> {
  let added = 0;
  for (const row of rows) {
    const known = await accounts.get(row.id);
    if (known === undefined) added += 1;
    await accounts.put(known === undefined ? row : withMissing(known, row));
  }
  return added;
}

/** Which wallet it is the user said here, or did not: balances were counted by that. */
function withMissing(mine: AccountRow, { mergedInto: _, ...theirs }: AccountRow): AccountRow {
  return {
    ...theirs,
    ...mine,
    name: mine.name ?? theirs.name,
    seenAt: Math.max(mine.seenAt, theirs.seenAt),
    ownLimits: { ...theirs.ownLimits, ...mine.ownLimits },
    ...((mine.quietBelow || theirs.quietBelow) && { quietBelow: { ...theirs.quietBelow, ...mine.quietBelow } }),
  };
}

async function takeReadings(database: Database, rows: readonly ReadingRow[]): Promise<number> {
  let taken = 0;
  for (const { account, reading } of rows) {
    const { isChanged } = await mergeReading(database, account, reading, Date.now());
    taken += isChanged ? 1 : 0;
  }
  return taken;
}

async function takeDrops({ drops }: Database, rows: readonly DropRow[], known: ReadonlySet<string>): Promise<number> {
  const missing = rows.filter(({ account, unit }) => !known.has(JSON.stringify([account, unit])));
  await drops.bulkPut(missing.map((row) => ({ ...row, learned: learnFromAll(row.unit, row.trail.samples) })));
  return missing.length;
}
