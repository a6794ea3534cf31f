import * as v from 'valibot';
import type { BalanceReading } from '../domain/balance.ts';
import type { CallRecord } from '../domain/record.ts';
import { isSharedHabit, stampsOf } from '../sync/merge-item.ts';
import { readingSchema, stampsSchema } from '../sync/protocol.ts';
import { type Fields, ROW, type Stamps } from '../sync/stamps.ts';
import { FOLDER_TABLES, type SyncNote } from './companion-link.ts';
import type { Database } from './database.ts';
import { withoutMarks } from './export-ledger.ts';
import { identitySchema, ROW_SCHEMAS } from './export-schemas.ts';
import type { LedgerIdentity } from './ledger-identity.ts';
import { keyFieldOf } from './note-all.ts';
import type { BlockRow } from './note-block.ts';

/*
 * What browsers that share a folder tell each other, a line each. Nothing in it is a sum and everything has an id, so lines may be
 * read again, late and in any order. Marks of keys are of one browser's secret and stay out, as in an export.
 */

/** Tables whose rows are changed: field by field, by their last writer. */
export const STAMPED_HERE = ['accounts', 'priceLists', 'habits', 'ownBudgets', 'refusalNotes'] as const;
export type StampedHere = (typeof STAMPED_HERE)[number];

/** Tables that are told of from the beginning, when a folder is new. */
export const TOLD_TABLES = ['accounts', 'priceLists', 'habits', ...FOLDER_TABLES] as const;

/** One line. */
export type FolderItem = TakenItem | SettingsItem;

/** One that the ledger takes in. */
export type TakenItem =
  | { readonly kind: 'record'; readonly record: CallRecord }
  | { readonly kind: 'reading'; readonly account: string; readonly reading: BalanceReading }
  /** `row` null: it was removed. */
  | {
      readonly kind: 'row';
      readonly table: StampedHere;
      readonly id: string;
      readonly row: Fields | null;
      readonly stamps: Stamps;
    }
  | { readonly kind: 'block'; readonly row: BlockRow };

/** The user's choices; see `folder-settings.ts`. */
export interface SettingsItem {
  readonly kind: 'settings';
  readonly row: Fields;
  readonly stamps: Stamps;
}

/** What a line says of a call. */
export function describeCall(record: CallRecord): FolderItem {
  return { kind: 'record', record: withoutMarks(record) as CallRecord };
}

/** What a line says of anything else as it is now; none: nothing is to be told of it. Call inside a transaction. */
export async function describeChange(
  database: Database,
  { kind, id, stamps: noted }: SyncNote,
  self: string,
): Promise<readonly FolderItem[]> {
  if (kind === 'reading') {
    const row = await database.readings.get(JSON.parse(id) as [string, string]);
    return row === undefined ? [] : [{ kind, account: row.account, reading: row.reading }];
  }
  if (kind === 'blocks') {
    // Of a card that is open still nobody knows what becomes of it.
    const row = await database.blocks.get(id);
    return row?.state === 'no' ? [{ kind: 'block', row: withoutMarks(row) as BlockRow }] : [];
  }
  const table = STAMPED_HERE.find((one) => one === kind);
  if (table === undefined) return [];
  const row = ((await database.table(table).get(id)) as Fields | undefined) ?? null;
  // What was wiped here stays elsewhere.
  if (row === null && table !== 'ownBudgets') return [];
  const stamps = stampsOf(row, noted, self);
  if (stamps[ROW] === undefined) return [];
  return [{ kind: 'row', table, id, row: row && (withoutMarks(row) as Fields), stamps }];
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(400));
const row = (table: StampedHere) =>
  v.pipe(
    v.looseObject({
      ...{ kind: v.literal('row'), table: v.literal(table), id, row: v.nullable(ROW_SCHEMAS[table]) },
      stamps: v.pipe(
        stampsSchema,
        v.check((stamps) => Object.hasOwn(stamps, ROW), 'a row says when it came or went'),
      ),
    }),
    v.check((item) => item.row === null || (item.row as Fields)[keyFieldOf(table)] === item.id, 'a row has its own id'),
    v.check((item) => table !== 'habits' || isSharedHabit(item.id), 'what is learned is not told'),
  );

const itemSchema = v.union([
  v.looseObject({ kind: v.literal('record'), record: ROW_SCHEMAS.records }),
  v.looseObject({ kind: v.literal('reading'), account: id, reading: readingSchema }),
  v.looseObject({ kind: v.literal('block'), row: ROW_SCHEMAS.blocks }),
  v.looseObject({
    ...{ kind: v.literal('settings'), row: v.record(v.pipe(v.string(), v.maxLength(600)), v.unknown()) },
    stamps: stampsSchema,
  }),
  ...STAMPED_HERE.map(row),
]);

const headSchema = v.looseObject({ ledger: identitySchema });

/** A file as it is understood; null: its first line is none of ours. */
export interface ReadLines {
  readonly ledger: LedgerIdentity;
  readonly items: readonly FolderItem[];
  /** Lines of another version. */
  readonly notTaken: number;
}

/** Reads a file's lines; those of another version are left out and counted. */
export function readLines(lines: readonly unknown[]): ReadLines | null {
  const [first, ...rest] = lines;
  const head = v.safeParse(headSchema, first);
  if (!head.success) return null;
  const read = rest.map((line) => v.safeParse(itemSchema, line)).filter(({ success }) => success);
  const { id: ledger, taken } = head.output.ledger;
  return {
    ledger: { id: ledger, taken },
    items: read.map(({ output }) => output as unknown as FolderItem),
    notTaken: rest.length - read.length,
  };
}

/** Several files' lines as those of one: of what is told more than once the last. */
export function joinItems(items: readonly FolderItem[]): readonly FolderItem[] {
  const last = new Map(items.map((item) => [nameOf(item), item]));
  return items.filter((item) => last.get(nameOf(item)) === item);
}

/** What is noted of it here. */
export function noteKeyOf(item: TakenItem): readonly [SyncNote['kind'], string] {
  switch (item.kind) {
    case 'record':
      return ['record', item.record.callId];
    case 'reading':
      return ['reading', JSON.stringify([item.account, item.reading.unit])];
    case 'row':
      return [item.table, item.id];
    case 'block':
      return ['blocks', item.row.id];
  }
}

function nameOf(item: FolderItem): string {
  return item.kind === 'settings' ? item.kind : JSON.stringify(noteKeyOf(item));
}
