import type { CallRecord } from '../domain/record.ts';
import type { Database } from './database.ts';
import { type PackedRow, unpackCalls } from './pack-calls.ts';
import { readPlain } from './plain-calls.ts';

/** What places in packs begin with: no call's id does. */
const IN_PACKS = '\uffff';

/** Some of all calls, and where to go on; null: there are no more. */
interface PastCalls {
  readonly calls: readonly CallRecord[];
  readonly after: string | null;
}

/**
 * The next calls of all there are, at most `callsMax`. Those that are rows come first: one that is packed meanwhile is told
 * again with its pack, or for the first time, and never left out. `after`: where the last ones ended; `''` at first. Call inside a
 * transaction over the whole ledger.
 */
export async function readPast(database: Database, after: string, callsMax: number): Promise<PastCalls> {
  if (after.startsWith(IN_PACKS)) return readPacked(database, after, callsMax);
  const rows = await readPlain(database, after, callsMax);
  if (rows.length === callsMax) return { calls: rows, after: rows.at(-1)?.callId ?? null };
  const rest = await readPacked(database, `${IN_PACKS}0:`, callsMax - rows.length);
  return { calls: [...rows, ...rest.calls], after: rest.after };
}

/** A place in packs is the number of one, and the last of its calls that was told; where that is gone, all are told again. */
async function readPacked(database: Database, after: string, callsMax: number): Promise<PastCalls> {
  const [number = '', last = ''] = after.slice(IN_PACKS.length).split(/:(.*)/s);
  const id = Number(number);
  const calls: CallRecord[] = [];
  let packed: PackedRow | undefined = await database.packedCalls.where('id').aboveOrEqual(id).first();
  while (packed !== undefined) {
    const all = unpackCalls(packed);
    const from = packed.id === id ? all.findIndex(({ callId }) => callId === last) + 1 : 0;
    calls.push(...all.slice(from, from + callsMax - calls.length));
    if (calls.length >= callsMax) return { calls, after: `${IN_PACKS}${packed.id}:${calls.at(-1)?.callId}` };
    packed = await database.packedCalls.where('id').above(packed.id).first();
  }
  return { calls, after: null };
}
