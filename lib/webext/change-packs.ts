import type { DBCore, DBCoreTransaction } from 'dexie';
import type { KeepDays } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import { markOf, newRev, type PackedRow, type PackRow, packCalls, unpackCalls } from './pack-calls.ts';

/** Where packs lie: what is in them, their calls, and one row that changes with any of them. */
export const PACK_STORES = ['packs', 'packedCalls', 'packState'] as const;

/** The one row about all packs. */
export interface PackState {
  readonly id: 'state';
  readonly rev: number;
  /** No packed call was made later, epoch ms. Absent: nobody knows. */
  readonly newest?: number;
  /** For so many days details of calls are kept. Absent or null: as long as there is room. */
  readonly keepDays?: KeepDays | null;
  /** Details of calls that were made before are gone, or going, epoch ms; their sums are not. Absent: none are. */
  readonly forgottenBefore?: number;
  /** Sums that came from another ledger have calls made before this of which there are no details, epoch ms. Absent: none have. */
  readonly sumsBefore?: number;
  /** Up to when that was carried out, epoch ms. */
  readonly forgottenTo?: number;
  /** When the oldest were given up last because the browser had no room for more, epoch ms. Absent: never. */
  readonly roomMadeAt?: number;
}

/** Packs that are kept open: what looks at each refusal of some days comes back to the same ones. */
const OPEN_MAX = 64;

/** Packs, in a transaction of somebody else's that has their stores. */
export interface PackStore {
  /** When the last packed call was made at the latest, epoch ms; null: there are no packs. */
  readonly newest: (trans: DBCoreTransaction) => Promise<number | null>;
  /** All of them. */
  readonly list: (trans: DBCoreTransaction) => Promise<readonly PackRow[]>;
  /** The calls of one, the oldest first; nobody may change them. */
  readonly open: (trans: DBCoreTransaction, pack: PackRow) => Promise<readonly CallRecord[]>;
  /** Those that may have any of these calls. */
  readonly find: (trans: DBCoreTransaction, callIds: readonly string[]) => Promise<readonly PackRow[]>;
  /** Puts other calls in the place of those of a pack; without any it is gone. */
  readonly change: (trans: DBCoreTransaction, pack: PackRow, calls: readonly CallRecord[]) => Promise<void>;
  readonly clear: (trans: DBCoreTransaction) => Promise<void>;
}

/** @param core below the layer that makes packs look like rows. */
export function openPackStore(core: DBCore): PackStore {
  // What is known of packs holds as long as the state's mark is the same, whoever changes them, and whichever change is taken back.
  let known: { readonly rev: number; readonly packs: readonly PackRow[] } = { rev: -1, packs: [] };
  const opened = new Map<string, readonly CallRecord[]>();
  const table = (name: (typeof PACK_STORES)[number]) => core.table(name);

  const readState = (trans: DBCoreTransaction): Promise<PackState | undefined> =>
    table('packState').get({ trans, key: 'state' });

  const newest: PackStore['newest'] = async (trans) => {
    const state = await readState(trans);
    return state === undefined ? null : (state.newest ?? Number.POSITIVE_INFINITY);
  };

  const list: PackStore['list'] = async (trans) => {
    const state = await readState(trans);
    if (state === undefined) return [];
    if (known.rev === state.rev) return known.packs;
    const packs = await readAll<PackRow>(core, trans, 'packs');
    known = { rev: state.rev, packs };
    return packs;
  };

  const open: PackStore['open'] = async (trans, { id, rev }) => {
    const name = `${id}:${rev}`;
    const before = opened.get(name);
    opened.delete(name);
    const calls = before ?? unpackCalls(await table('packedCalls').get({ trans, key: id }));
    opened.set(name, calls);
    for (const oldest of opened.keys()) if (opened.size > OPEN_MAX) opened.delete(oldest);
    return calls;
  };

  const find: PackStore['find'] = async (trans, callIds) => {
    const index = table('packedCalls').schema.getIndexByKeyPath('marks');
    if (callIds.length === 0 || index === undefined) return [];
    if ((await readState(trans)) === undefined) return [];
    const ids = new Set<number>();
    for (const mark of new Set(callIds.map(markOf))) {
      const range = { type: 1, lower: mark, upper: mark };
      const { result } = await table('packedCalls').query({ trans, values: false, query: { index, range } });
      for (const id of result) ids.add(id);
    }
    if (ids.size === 0) return [];
    // Not the list of all: a worker that was just woken would read it before it could book a call.
    const found: readonly (PackRow | undefined)[] = await table('packs').getMany({ trans, keys: [...ids] });
    return found.filter((pack) => pack !== undefined);
  };

  const note = async (trans: DBCoreTransaction, to = Number.NEGATIVE_INFINITY): Promise<void> => {
    const state = await readState(trans);
    const next: PackState = { ...state, id: 'state', rev: newRev() };
    const values = [next.newest === undefined ? next : { ...next, newest: Math.max(next.newest, to) }];
    await table('packState').mutate({ type: 'put', trans, values });
  };

  return {
    ...{ newest, list, open, find },
    async change(trans, { id }, calls) {
      if (calls.length === 0) {
        for (const name of ['packs', 'packedCalls'] as const) {
          await table(name).mutate({ type: 'delete', trans, keys: [id] });
        }
        await note(trans);
      } else {
        const { pack, packed } = packCalls(calls);
        await table('packs').mutate({ type: 'put', trans, values: [{ id, ...pack }] });
        await table('packedCalls').mutate({ type: 'put', trans, values: [{ id, ...packed } satisfies PackedRow] });
        await note(trans, pack.to);
      }
    },
    async clear(trans) {
      const range = { type: 3, lower: undefined, upper: undefined };
      for (const name of ['packs', 'packedCalls'] as const) {
        await table(name).mutate({ type: 'deleteRange', trans, range });
      }
      await note(trans);
    },
  };
}

async function readAll<T>(core: DBCore, trans: DBCoreTransaction, name: string): Promise<readonly T[]> {
  const { primaryKey: index } = core.table(name).schema;
  const range = { type: 3, lower: undefined, upper: undefined };
  const { result } = await core.table(name).query({ trans, values: true, query: { index, range } });
  return result;
}
