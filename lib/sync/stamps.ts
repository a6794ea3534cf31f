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

/** A stamp from further ahead than clocks differ is none: it would win for ever. */
const AHEAD_MS_MAX = 24 * 3_600_000;

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
  const stamps: Record<string, Stamp> = { ...before.stamps };
  const stamp = (field: string): void => {
    stamps[field] = [Math.max(writer.now, (before.stamps[field]?.[0] ?? 0) + 1), writer.by];
  };
  if ((before.row === null) !== (next === null)) stamp(ROW);
  const changed = fieldsOf(before.row, next).filter((field) => !isSame(before.row?.[field], next?.[field]));
  const says = before.row === null || next === null || changed.some((field) => !ignored.includes(field));
  if (says) for (const field of changed) stamp(field);
  return stamps;
}

/** Whether two values are the same, whatever they are made of. */
export function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || textOf(one) === textOf(other);
}

/**
 * One row of two, field by field: the same whichever is merged into which, in whatever order and however often. A row that
 * was removed stays so, whatever was changed in it elsewhere, until somebody writes it anew.
 */
export function mergeRows(mine: StampedRow, theirs: StampedRow): StampedRow {
  const stamps: Record<string, Stamp> = {};
  const merged: Record<string, unknown> = {};
  let isThere = false;
  for (const field of new Set([ROW, ...Object.keys(mine.stamps), ...Object.keys(theirs.stamps)])) {
    const side = goesBefore(field, theirs, mine) ? theirs : mine;
    const stamp = side.stamps[field];
    if (stamp !== undefined) stamps[field] = stamp;
    if (field === ROW) isThere = side.row !== null;
    else if (side.row?.[field] !== undefined) merged[field] = side.row[field];
  }
  return { row: isThere ? merged : null, stamps };
}

/** Stamps for a row of which nobody noted when it was written; `at`: when it was, as far as it says itself. */
export function stampWhole(row: Fields, at: number, by: string): Stamps {
  const whole = (field: string): [string, Stamp] => [field, [at, by]];
  return Object.fromEntries([ROW, ...Object.keys(row).filter((field) => row[field] !== undefined)].map(whole));
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
  const [first, second] = [one.stamps[field], other.stamps[field]];
  if (first === undefined || second === undefined) return second === undefined;
  if (first[0] !== second[0]) return first[0] > second[0];
  if (first[1] !== second[1]) return first[1] > second[1];
  return textOf(saidOf(one, field)) > textOf(saidOf(other, field));
}

function saidOf({ row }: StampedRow, field: string): unknown {
  return field === ROW ? row === null : row?.[field];
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
