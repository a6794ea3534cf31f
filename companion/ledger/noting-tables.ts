import type { ReadingRow } from '../../lib/ledger/rows.ts';
import type { LedgerTable } from '../../lib/ledger/table.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { isSharedHabit, stampsOf } from '../../lib/sync/merge-item.ts';
import { IGNORED_FIELDS, KEY_FIELDS, STAMPED_TABLES, type StampedTable } from '../../lib/sync/protocol.ts';
import { type Fields, stampChange } from '../../lib/sync/stamps.ts';
import type { Transaction } from './sql.ts';
import { COMPANION, joinKey, type NewNote, readNotedStamps, writeNotes } from './sync-notes.ts';

/** The tables of a transaction, and how what was changed in them is noted before it ends. */
export interface NotingTables {
  readonly tables: LedgerTables;
  readonly flush: () => Promise<void>;
}

/** What it is noted with. */
export interface NotingOptions {
  readonly tx: Transaction;
  readonly ledger: string;
  /** Those below. */
  readonly tables: LedgerTables;
  /** Epoch ms. */
  readonly now: () => number;
  /** Where notes are gathered, by `joinKey(kind, id)`: whoever knows better whom a change was told of puts its own there. */
  readonly notes?: Map<string, NewNote>;
}

/** Tables that note what browsers will be told of: for when one is paired. */
export function openNotingTables(options: NotingOptions): NotingTables {
  const { tx, ledger, tables: plain, now, notes = new Map<string, NewNote>() } = options;
  const note = (added: NewNote): void => void notes.set(joinKey(added.kind, added.id), added);
  const records: LedgerTables['records'] = noting(plain.records, async (rows, write) => {
    await write();
    for (const { callId } of rows) note({ kind: 'record', id: callId, by: COMPANION, stamps: {} });
  });
  const readings: LedgerTables['readings'] = noting(plain.readings, async (rows, write) => {
    const before = await plain.readings.bulkGet(rows.map(keyOfReading));
    await write();
    for (const [at, row] of rows.entries()) {
      // What was spent since is for each side to add up.
      if (before[at]?.reading.at === row.reading.at) continue;
      note({ kind: 'reading', id: joinKey(row.account, row.unit), by: COMPANION, stamps: {} });
    }
  });
  const stamped = STAMPED_TABLES.map((name): readonly [StampedTable, LedgerTable<Fields, string>] => {
    const table = plain[name] as unknown as LedgerTable<Fields, string>;
    const change = async (id: string, next: Fields | null): Promise<void> => {
      if (name === 'habits' && !isSharedHabit(id)) return;
      const row = (await table.get(id)) ?? null;
      const noted = notes.get(joinKey(name, id))?.stamps ?? (await readNotedStamps(tx, ledger, name, id));
      const known = stampsOf(row, noted, COMPANION);
      const stamps = stampChange({ row, stamps: known }, next, { by: COMPANION, now: now() }, IGNORED_FIELDS[name]);
      if (Object.keys(stamps).some((field) => stamps[field] !== known[field])) {
        note({ kind: name, id, by: COMPANION, stamps });
      }
    };
    const isLocal = (id: string): boolean => name === 'habits' && !isSharedHabit(id);
    const idOf = (row: Fields): string => String(row[KEY_FIELDS[name]]);
    return [
      name,
      {
        ...noting(table, async (rows, write) => {
          for (const row of rows) if (!isLocal(idOf(row))) await change(idOf(row), row);
          await write();
        }),
        delete: async (id) => {
          await change(id, null);
          await table.delete(id);
        },
        bulkDelete: async (ids) => {
          for (const id of ids) await change(id, null);
          await table.bulkDelete(ids);
        },
      },
    ];
  });
  return {
    tables: { ...plain, records, readings, ...(Object.fromEntries(stamped) as object) },
    flush: () => writeNotes(tx, ledger, [...notes.values()]),
  };
}

function keyOfReading({ account, unit }: ReadingRow): [string, string] {
  return [account, unit];
}

type Around<Row> = (rows: readonly Row[], write: () => Promise<void>) => Promise<void>;

function noting<Row, Key>(table: LedgerTable<Row, Key>, around: Around<Row>): LedgerTable<Row, Key> {
  return {
    ...table,
    add: (row) => around([row], async () => void (await table.add(row))),
    put: (row) => around([row], async () => void (await table.put(row))),
    bulkPut: (rows) => around(rows, async () => void (await table.bulkPut(rows))),
  };
}
