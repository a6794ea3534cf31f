import type { Table } from 'dexie';
import { encodeJson } from '../domain/bigint-json.ts';
import { STORED_TABLES, type StoredTable } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Database } from './database.ts';
import { readIdentity } from './ledger-identity.ts';
import { unpackCalls } from './pack-calls.ts';
import { holdPacks } from './pack-old-calls.ts';
import { readPlain } from './plain-calls.ts';
import type { Settings } from './settings.ts';

/** What the file says it is, and in which form. */
export const EXPORT_FORMAT = 'tollkeeper-export';
export const EXPORT_VERSION = 2;
/** What the first line of the file ends with: the rest of that line, closed, is the head. */
export const TABLES_BEGIN = ',"tables":{';

/** Rows that are in memory at the same time. */
const ROWS_MAX = 1000;

/** What tells keys apart, and what it is made with: of no use elsewhere, and the only thing that leads to a key. */
const LEFT_OUT: ReadonlySet<string> = new Set(['fingerprint', 'masked', 'fingerprintKey']);

/**
 * Sums before the calls that they are of: a call that is booked meanwhile may then be in the file without its sum, which whoever
 * takes the file in adds up anew, but never the other way round. Calls before what they are taken from.
 */
const FIRST: readonly StoredTable[] = ['rollups', 'hours', 'accounts'];
const LAST: readonly StoredTable[] = ['records', 'readings', 'drops'];

/** A piece of the file, and how many entries are written with it. */
export interface ExportPiece {
  readonly text: string;
  readonly entries: number;
}

/**
 * Everything that is stored, as pieces of one JSON text: a line for each row, so that it can be read row by row. Amounts are whole
 * nano-units as `{"$nano":"…"}`. `apart`: choices that are kept beside the settings (`readKeptApart`). Rejects when the ledger cannot be read to its end; what came before is then no whole file.
 */
export async function* exportLedger(
  database: Database,
  about: {
    readonly version: string;
    readonly at: number;
    readonly settings: Settings;
    readonly apart?: Readonly<Record<string, unknown>>;
  },
): AsyncGenerator<ExportPiece, void> {
  const { language, theme, sitesOff, pausedUntil, refusals, lowNotice, sites, descriptions } = about.settings;
  const { noticeHours, exchangeRates, team } = about.settings;
  const settings = {
    ...{ language, theme, sitesOff, pausedUntil, refusals, lowNotice, sites, descriptions, noticeHours, exchangeRates },
    team,
    ...about.apart,
  };
  const head = { format: EXPORT_FORMAT, formatVersion: EXPORT_VERSION, version: about.version };
  const exportedAt = new Date(about.at).toISOString();
  const amounts = 'nano-units (1/1,000,000,000), decimal strings';
  const ledger = await readIdentity(database);
  const lead = toJson({ ...head, exportedAt, amounts, ledger, settings });
  yield { text: `${lead.slice(0, -1)}${TABLES_BEGIN}`, entries: 0 };
  let entries = 0;
  const others = STORED_TABLES.filter((table) => !FIRST.includes(table) && !LAST.includes(table));
  for (const [index, table] of [...FIRST, ...others, ...LAST].entries()) {
    yield { text: `${index === 0 ? '' : ','}\n${toJson(table)}:[`, entries: 0 };
    for await (const piece of piecesOf(table === 'records' ? readCalls(database) : readTable(database, table))) {
      entries += piece.entries;
      yield piece;
    }
    yield { text: '\n]', entries: 0 };
  }
  yield { text: `\n},"entries":${entries}}\n`, entries: 0 };
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
    // The beginning of a mark is one too.
    yield name === 'hours' ? rows.map(({ key: _, ...row }) => row) : rows;
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
  return encodeJson(withoutMarks(value));
}

/** Plain data without what leads to a key. */
export function withoutMarks(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutMarks);
  const kept = Object.entries(value).filter(([name]) => !LEFT_OUT.has(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutMarks(part)]));
}
