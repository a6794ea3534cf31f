import { encodeJson } from '../domain/bigint-json.ts';

/** When a field was last written and by whom: epoch ms, and the id of a ledger. Of two the later one counts, then the id. */
export type Stamp = readonly [at: number, by: string];

/** By field. Of a field without one nobody here knows when it was written: any other goes before it. */
export type Stamps = Readonly<Record<string, Stamp>>;

/** What a row says, by field. */
export type Fields = Readonly<Record<string, unknown>>;

/** A row with its stamps. `row` null: there is none, or none any more. */
export interface StampedRow {
  readonly row: Fields | null;
  readonly stamps: Stamps;
}

/** The stamp of the row's being there: no field of ours begins so. */
export const ROW = '$row';
/** Of a row that nobody has ever removed: whoever makes it, it is the same one. */
const FIRST: Stamp = [0, ''];

/** A stamp from further ahead than clocks differ is none: it would win for ever. */
export const AHEAD_MS_MAX = 24 * 3_600_000;

/** Who writes, and when, epoch ms. */
export interface Writer {
  readonly by: string;
  readonly now: number;
}

/**
 * The stamps of a row that is written here: each field that changes gets one that is later than the one it had, also where
 * the clock went back.
 * @param ignored fields whose changes alone mean nothing to others.
 */
export function stampChange(
  before: StampedRow,
  next: Fields | null,
  writer: Writer,
  ignored: readonly string[],
): Stamps {
  const later = (field: string): Stamp => [Math.max(writer.now, (before.stamps[field]?.[0] ?? 0) + 1), writer.by];
  // What was written in a row that is gone is gone with it.
  if (next === null) return before.row === null ? before.stamps : { [ROW]: later(ROW) };
  const isNew = before.row === null;
  const stamps: Record<string, Stamp> = isNew ? {} : { ...before.stamps };
  if (isNew) stamps[ROW] = before.stamps[ROW] === undefined ? FIRST : later(ROW);
  const changed = fieldsOf(before.row, next).filter((field) => !isSame(before.row?.[field], next[field]));
  if (isNew || changed.some((field) => !ignored.includes(field))) {
    for (const field of changed) stamps[field] = later(field);
  }
  return stamps;
}

/** Whether two values are the same, whatever they are made of. */
export function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || textOf(one) === textOf(other);
}

/**
 * One row of two: the same whichever is merged into which, in whatever order and however often. Field by field where both are
 * the same row; where one was removed, or written anew after that, the later of both is the row. So one that was removed stays
 * so, whatever was changed in it elsewhere.
 */
export function mergeRows(mine: StampedRow, theirs: StampedRow): StampedRow {
  const order = compare(mine.stamps[ROW], theirs.stamps[ROW]);
  if (order !== 0) return order > 0 ? mine : theirs;
  if (mine.row === null || theirs.row === null) return mine.row === null ? theirs : mine;
  const stamps: Record<string, Stamp> = {};
  const row: Record<string, unknown> = {};
  for (const field of new Set([...Object.keys(mine.stamps), ...Object.keys(theirs.stamps)])) {
    const { row: said, stamps: when } = goesBefore(field, theirs, mine) ? theirs : mine;
    const stamp = when[field];
    if (stamp !== undefined) stamps[field] = stamp;
    if (field !== ROW && said?.[field] !== undefined) row[field] = said[field];
  }
  return { row, stamps };
}

/** Stamps for a row of which nobody noted when it was written; `at`: when it was, as far as it says itself. */
export function stampWhole(row: Fields, at: number, by: string): Stamps {
  const fields = Object.keys(row).filter((field) => row[field] !== undefined);
  return { [ROW]: FIRST, ...Object.fromEntries(fields.map((field): [string, Stamp] => [field, [at, by]])) };
}

/** Stamps as they came, without those from a time that is not yet. */
export function withoutFuture(stamps: Stamps, now: number): Stamps {
  const kept = Object.entries(stamps).map(([field, [at, by]]): [string, Stamp] => [
    field,
    [Math.min(at, now + AHEAD_MS_MAX), by],
  ]);
  return Object.fromEntries(kept);
}

function goesBefore(field: string, one: StampedRow, other: StampedRow): boolean {
  const order = compare(one.stamps[field], other.stamps[field]);
  return order > 0 || (order === 0 && textOf(one.row?.[field]) > textOf(other.row?.[field]));
}

/** Nobody knows when: any other goes before it. */
function compare(one: Stamp | undefined, other: Stamp | undefined): number {
  if (one === undefined || other === undefined) return (one === undefined ? 0 : 1) - (other === undefined ? 0 : 1);
  if (one[0] !== other[0]) return one[0] - other[0];
  return one[1] === other[1] ? 0 : one[1] > other[1] ? 1 : -1;
}

function fieldsOf(...rows: readonly (Fields | null)[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row ?? {})))];
}

/** A value as text with its names in one order: what was written elsewhere compares the same. */
export function textOf(value: unknown): string {
  return value === undefined ? '' : encodeJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, sorted(part)]));
}
