import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { CallRecord } from '../domain/record.ts';
import { decodeColumns, encodeColumns } from './pack-columns.ts';

/** What calls are found by, whether they are packed or not. */
export const PACK_FIELDS = ['provider', 'model', 'outcome', 'account', 'origin'] as const;
export type PackField = (typeof PACK_FIELDS)[number];

/** What a pack of old calls has in it, so that only those are opened that are asked for. */
export interface PackRow {
  readonly id: number;
  /** Another one with each change of what is in it. */
  readonly rev: number;
  /** When its first and its last call were made, epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly calls: number;
  readonly unreviewed: number;
  /** For each field its values with how many calls have them; calls that have none are in no count. */
  readonly counts: Readonly<Record<PackField, readonly (readonly [value: string, calls: number])[]>>;
}

/** The calls of a pack. */
export interface PackedRow {
  readonly id: number;
  /** Deflated columns, the oldest call first. */
  readonly data: Uint8Array;
  /** Of the ids of its calls; see {@link markOf}. */
  readonly marks: readonly number[];
}

/** A pack without its number. @param calls at least one, in any order. */
export function packCalls(calls: readonly CallRecord[]): {
  readonly pack: Omit<PackRow, 'id'>;
  readonly packed: Omit<PackedRow, 'id'>;
} {
  const sorted = calls.toSorted((a, b) => a.openedAt - b.openedAt || (a.callId < b.callId ? -1 : 1));
  // How long calls take is a small number, when they end is not.
  const rows = sorted.map((call) => ({ ...call, settledAt: call.settledAt - call.openedAt }));
  const times = sorted.map(({ openedAt }) => openedAt);
  return {
    pack: {
      ...{ rev: newRev(), calls: sorted.length, from: times[0] ?? 0, to: times.at(-1) ?? 0 },
      unreviewed: sorted.filter(({ isReviewed }) => !isReviewed).length,
      counts: Object.fromEntries(PACK_FIELDS.map((field) => [field, countBy(sorted, field)])) as PackRow['counts'],
    },
    packed: {
      data: deflateSync(strToU8(encodeColumns(rows))),
      marks: [...new Set(sorted.map(({ callId }) => markOf(callId)))],
    },
  };
}

/** The calls of a pack, the oldest first. @throws Error `[packs] …` where they cannot be read. */
export function unpackCalls({ id, data }: Pick<PackedRow, 'id' | 'data'>): readonly CallRecord[] {
  try {
    const rows = decodeColumns(strFromU8(inflateSync(data))) as readonly CallRecord[];
    return rows.map((row) => Object.assign(row, { settledAt: row.settledAt + row.openedAt }));
  } catch (cause) {
    throw new Error(`[packs] the calls of pack ${id} cannot be read`, { cause });
  }
}

/**
 * A small number for the beginning of a call's id, which calls of one document share: one entry of an index stands for all of
 * them in a pack. Others may have the same number; who looks for a call looks into the pack.
 */
export function markOf(callId: string): number {
  const beginning = callId.replace(/-\d+$/, '');
  let hash = 0x811c9dc5;
  for (let at = 0; at < beginning.length; at++) hash = Math.imul(hash ^ beginning.charCodeAt(at), 0x01000193);
  return hash >>> 2;
}

/** Never the one of a change that was taken back. */
export function newRev(): number {
  return Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
}

function countBy(calls: readonly CallRecord[], field: PackField): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const value = call[field];
    if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts];
}
