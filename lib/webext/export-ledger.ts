import type { Table } from 'dexie';
import { STORED_TABLES, type StoredTable } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Database } from './database.ts';
import { unpackCalls } from './pack-calls.ts';
import { holdPacks } from './pack-old-calls.ts';
import { readPlain } from './plain-calls.ts';
import type { Settings } from './settings.ts';

/** Rows that are in memory at the same time. */
const ROWS_MAX = 1000;

/** What tells keys apart, and what it is made with: of no use elsewhere, and the only thing that leads to a key. */
const LEFT_OUT: ReadonlySet<string> = new Set(['fingerprint', 'masked', 'fingerprintKey']);

/** A piece of the file, and how many entries are written with it. */
export interface ExportPiece {
  readonly text: string;
  readonly entries: number;
}

/**
 * Everything that is stored, as pieces of one JSON text. Amounts are whole nano-units as decimal strings. Rejects when the
 * ledger cannot be read to its end; what came before is then no whole file.
 */
export async function* exportLedger(
  database: Database,
  about: { readonly version: string; readonly at: number; readonly settings: Settings },
): AsyncGenerator<ExportPiece, void> {
  const { language, theme, sitesOff, pausedUntil, refusals, lowNotice, sites, descriptions } = about.settings;
  const settings = { language, theme, sitesOff, pausedUntil, refusals, lowNotice, sites, descriptions };
  const head = { format: 'tollkeeper-export', formatVersion: 1, version: about.version };
  const exportedAt = new Date(about.at).toISOString();
  const lead = toJson({ ...head, exportedAt, amounts: 'nano-units (1/1,000,000,000), decimal strings', settings });
  yield { text: `${lead.slice(0, -1)},"tables":{`, entries: 0 };
  for (const [index, table] of STORED_TABLES.entries()) {
    yield { text: `${index === 0 ? '' : ','}\n${toJson(table)}:[`, entries: 0 };
    yield* piecesOf(table === 'records' ? readCalls(database) : readTable(database, table));
    yield { text: ']', entries: 0 };
  }
  yield { text: '\n}}\n', entries: 0 };
}

async function* piecesOf(portions: AsyncIterable<readonly object[]>): AsyncGenerator<ExportPiece, void> {
  let isFirst = true;
  for await (const rows of portions) {
    const text = rows.map((row) => `\n${toJson(row)}`).join(',');
    yield { text: isFirst ? text : `,${text}`, entries: rows.length };
    isFirst = false;
  }
}

/** Along the primary key, so that no row is left out or told twice while others are written. */
async function* readTable(database: Database, name: StoredTable): AsyncGenerator<readonly object[], void> {
  const table: Table = database.table(name);
  const { keyPath } = table.schema.primKey;
  let last: unknown;
  for (;;) {
    const from = last === undefined ? table.toCollection() : table.where(':id').above(last);
    const rows = await from.limit(ROWS_MAX).toArray();
    if (rows.length === 0) return;
    yield rows;
    last = keyOf(rows.at(-1) as Record<string, unknown>, keyPath);
  }
}

/** Calls that are rows, by their id, then packs one by one; meanwhile none is packed. */
async function* readCalls(database: Database): AsyncGenerator<readonly object[], void> {
  const release = await holdPacks();
  try {
    let last: string | null = null;
    for (;;) {
      const rows: readonly CallRecord[] = await readPlain(database, last, ROWS_MAX);
      if (rows.length === 0) break;
      yield rows;
      last = rows.at(-1)?.callId ?? null;
    }
    for (const id of await database.packs.toCollection().primaryKeys()) {
      const packed = await database.packedCalls.get(id);
      if (packed !== undefined) yield unpackCalls(packed);
    }
  } finally {
    release();
  }
}

function keyOf(row: Record<string, unknown>, keyPath: string | readonly string[] | null | undefined): unknown {
  return typeof keyPath === 'string' ? row[keyPath] : keyPath?.map((part) => row[part]);
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (LEFT_OUT.has(key)) return undefined;
    return typeof part === 'bigint' ? part.toString() : part;
  });
}
