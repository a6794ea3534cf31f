import { cmp, type DBCoreIndex, type DBCoreKeyRange, type DBCoreQuery } from 'dexie';
import { PACK_FIELDS, type PackField, type PackRow } from './pack-calls.ts';

/** A call that is packed, as an index has it. */
export interface Entry {
  readonly key: unknown;
  readonly primaryKey: string;
  readonly value: unknown;
}

/** What of packs a range of an index asks for. */
export interface Asked {
  /** Null: any. */
  readonly field: PackField | null;
  readonly value: string | null;
  /** Epoch ms, both included. */
  readonly from: number;
  readonly to: number;
  /** In the order of the index calls follow one another by time. */
  readonly isByTime: boolean;
}

/** Type numbers of Dexie's ranges, which it only declares. */
const [ANY, NEVER] = [3, 4];
const TIME = 'openedAt';
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Reads a range; null: nothing is in it. */
export function readRange({ index, range }: DBCoreQuery): Asked | null {
  if (Number(range.type) === NEVER) return null;
  const { lower, upper } = range;
  if (index.keyPath === TIME) return { field: null, value: null, ...timesOf(lower, upper), isByTime: true };
  const [first, second] = Array.isArray(index.keyPath) ? index.keyPath : [index.keyPath];
  const field = PACK_FIELDS.find((one) => one === first) ?? null;
  if (field === null) return { field, value: null, ...ALWAYS, isByTime: false };
  const [low, high] = second === TIME ? [lower?.[0], upper?.[0]] : [lower, upper];
  const isOne = typeof low === 'string' && low === high;
  if (!isOne) return { field: null, value: null, ...ALWAYS, isByTime: false };
  if (second !== TIME) return { field, value: low, ...ALWAYS, isByTime: false };
  return { field, value: low, ...timesOf(lower[1], upper[1]), isByTime: true };
}

function timesOf(lower: unknown, upper: unknown): { readonly from: number; readonly to: number } {
  const isTime = (one: unknown): one is number => typeof one === 'number';
  return { from: isTime(lower) ? lower : ALWAYS.from, to: isTime(upper) ? upper : ALWAYS.to };
}

/** Whether a pack may have calls that are asked for. */
export function mayHave(pack: PackRow, { field, value, from, to }: Asked): boolean {
  if (pack.from > to || pack.to < from) return false;
  return field === null || pack.counts[field].some(([one]) => one === value);
}

/** How many calls of it are in the range; null: it has to be opened for that. */
export function countIn(
  pack: PackRow,
  { field, value, from, to }: Asked,
  { index, range }: DBCoreQuery,
): number | null {
  if (index.isPrimaryKey && Number(range.type) === ANY) return pack.calls;
  // The ends of a range may not belong to it.
  if (pack.from <= from || pack.to >= to) return null;
  if (field !== null) return pack.counts[field].find(([one]) => one === value)?.[1] ?? 0;
  return index.keyPath === TIME ? pack.calls : null;
}

/** The calls among these that are in the range, as its index has them. */
export function entriesIn(calls: readonly object[], { index, range }: DBCoreQuery): readonly Entry[] {
  return calls.flatMap((value) => {
    const key: unknown = index.extractKey?.(value);
    return isKey(key, index) && isWithin(key, range)
      ? [{ key, primaryKey: (value as { readonly callId: string }).callId, value }]
      : [];
  });
}

/** What lacks a part of an index is not in it. */
function isKey(key: unknown, { compound }: DBCoreIndex): boolean {
  const parts: readonly unknown[] = compound && Array.isArray(key) ? key : [key];
  return parts.every((part) => typeof part === 'string' || typeof part === 'number');
}

function isWithin(key: unknown, { type, lower, upper, lowerOpen, upperOpen }: DBCoreKeyRange): boolean {
  if (Number(type) === ANY) return true;
  const [low, high] = [lower === undefined ? 1 : cmp(key, lower), upper === undefined ? -1 : cmp(key, upper)];
  return (low > 0 || (low === 0 && lowerOpen !== true)) && (high < 0 || (high === 0 && upperOpen !== true));
}

/** In the order of an index: by its key, then by the key of the table. */
export function compareEntries(one: Entry, other: Entry): number {
  return cmp(one.key, other.key) || cmp(one.primaryKey, other.primaryKey);
}
