import type { Table } from 'dexie';
import { STORED_TABLES, type StoredTable } from '../domain/dashboard.ts';
import type { Database } from './database.ts';
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
    yield* exportTable(database, table);
    yield { text: ']', entries: 0 };
  }
  yield { text: '\n}}\n', entries: 0 };
}

/** Along the primary key, so that no row is left out or told twice while others are written. */
async function* exportTable(database: Database, name: StoredTable): AsyncGenerator<ExportPiece, void> {
  const table: Table = database.table(name);
  const { keyPath } = table.schema.primKey;
  let last: unknown;
  for (;;) {
    const from = last === undefined ? table.toCollection() : table.where(':id').above(last);
    const rows = await from.limit(ROWS_MAX).toArray();
    if (rows.length === 0) return;
    const text = rows.map((row) => `\n${toJson(row)}`).join(',');
    yield { text: last === undefined ? text : `,${text}`, entries: rows.length };
    last = keyOf(rows.at(-1) as Record<string, unknown>, keyPath);
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
