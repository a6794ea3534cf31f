import {
  type DBCore,
  type DBCoreMutateRequest,
  type DBCoreMutateResponse,
  type DBCoreQuery,
  type DBCoreTable,
  type DBCoreTransaction,
  Dexie,
} from 'dexie';
import type { CallRecord } from '../domain/record.ts';
import { openPackStore, PACK_STORES, type PackStore } from './change-packs.ts';
import { type Asked, countIn, type Entry, entriesIn, mayHave, readRange } from './find-packs.ts';
import type { PackRow } from './pack-calls.ts';
import { mergeStreams, openStreamCursor, streamCursor, streamEntries, streamPacks } from './packed-cursor.ts';

const RECORDS = 'records';
/** Dexie only declares its numbers of ranges. */
const ANY = 3;

/**
 * Lies below every read and write of calls, whoever makes it: those that are packed look like rows of their table. A call is in one
 * place, as a row or in a pack; one that is changed stays where it is.
 */
export function packedRecords(core: DBCore): DBCore {
  const packs = openPackStore(core);
  const records = overPacks(core.table(RECORDS), packs);
  return {
    ...core,
    transaction: (stores, mode, options) => {
      const all = stores.includes(RECORDS) ? [...new Set([...stores, ...PACK_STORES])] : stores;
      return core.transaction(all, mode, options);
    },
    table: (name) => (name === RECORDS ? records : core.table(name)),
  };
}

/** Tables are made one version after the other: while older ones are brought up, these may not be there. */
function hasPacks(trans: DBCoreTransaction): boolean {
  const names = (trans as unknown as Partial<IDBTransaction>).objectStoreNames;
  return names !== undefined && PACK_STORES.every((name) => names.contains(name));
}

/**
 * Chains of Dexie's own promises stay in its transaction. What is awaited in between names its transaction itself, and must not
 * be counted among what the caller awaits: Dexie would take the caller to have ended.
 */
function inDexie<T>(work: () => Promise<T>): Promise<T> {
  return new Dexie.Promise((resolve, reject) => {
    Dexie.ignoreTransaction(() => void work().then(resolve, reject));
  }) as Promise<T>;
}

function overPacks(rows: DBCoreTable, packs: PackStore): DBCoreTable {
  const getMany = async (trans: DBCoreTransaction, keys: readonly string[]): Promise<(CallRecord | undefined)[]> => {
    const found = await rows.getMany({ trans, keys: [...keys] });
    const missing = keys.filter((_, at) => found[at] === undefined);
    const packed = await findCalls(packs, trans, missing);
    return keys.map((key, at) => found[at] ?? packed.get(key));
  };
  return {
    ...rows,
    get: (request) => {
      if (!hasPacks(request.trans)) return rows.get(request);
      const packed = async (): Promise<unknown> => (await getMany(request.trans, [request.key]))[0];
      return rows.get(request).then((row) => row ?? inDexie(packed));
    },
    getMany: (request) =>
      hasPacks(request.trans) ? inDexie(() => getMany(request.trans, request.keys)) : rows.getMany(request),
    query: (request) => {
      if (!hasPacks(request.trans)) return rows.query(request);
      return inDexie(() => queryAll(rows, packs, request));
    },
    openCursor: (request) => {
      if (!hasPacks(request.trans)) return rows.openCursor(request);
      return inDexie(() => openCursorOfAll(rows, packs, request));
    },
    count: (request) => {
      if (!hasPacks(request.trans)) return rows.count(request);
      return inDexie(() => countAll(rows, packs, request));
    },
    mutate: (request) => (hasPacks(request.trans) ? inDexie(() => mutate(rows, packs, request)) : rows.mutate(request)),
  };
}

interface Candidates {
  readonly asked: Asked;
  /** No call of them was made later, epoch ms: where rows that are newer are enough, they need not be looked for. */
  readonly newest: number;
  /** Packs that may have what is asked for. */
  readonly find: () => Promise<readonly PackRow[]>;
}

/** Where to look for packed calls; null: none can be meant. */
async function findCandidates(
  packs: PackStore,
  trans: DBCoreTransaction,
  query: DBCoreQuery,
): Promise<Candidates | null> {
  const asked = readRange(query);
  const newest = asked === null ? null : await packs.newest(trans);
  if (asked === null || newest === null) return null;
  const { index, range } = query;
  // All ids of a document begin alike.
  const prefix = index.isPrimaryKey && typeof range.lower === 'string' && /^(.+)-$/.exec(range.lower)?.[1];
  const isOne = index.isPrimaryKey && typeof range.lower === 'string' && range.lower === range.upper;
  const [id] = isOne ? [range.lower] : prefix && range.upper === `${prefix}-\uffff` ? [`${prefix}-0`] : [];
  if (id !== undefined) return { asked, newest, find: () => packs.find(trans, [id]) };
  return { asked, newest, find: async () => (await packs.list(trans)).filter((pack) => mayHave(pack, asked)) };
}

async function queryAll(
  rows: DBCoreTable,
  packs: PackStore,
  request: Parameters<DBCoreTable['query']>[0],
): ReturnType<DBCoreTable['query']> {
  const { trans, query, values = true, limit = Number.POSITIVE_INFINITY, direction = 'next' } = request;
  const candidates = await findCandidates(packs, trans, query);
  if (candidates === null) return rows.query(request);
  const isReverse = direction.startsWith('prev');
  const { result } = await rows.query({ ...request, values: true });
  const streams = [
    streamEntries(entriesIn(result, query)),
    streamPacks({ ...candidates, query, isReverse, open: (pack) => packs.open(trans, pack) }),
  ] as const;
  const all = mergeStreams(...streams, isReverse);
  const entries: Entry[] = [];
  while (entries.length < limit) {
    const entry = await all.peek();
    if (entry === null) break;
    entries.push(entry);
    all.shift();
  }
  return { result: entries.map(({ value, primaryKey }) => (values ? value : primaryKey)) };
}

async function openCursorOfAll(
  rows: DBCoreTable,
  packs: PackStore,
  request: Parameters<DBCoreTable['openCursor']>[0],
): ReturnType<DBCoreTable['openCursor']> {
  const { trans, query, reverse: isReverse = false, unique: isUnique = false } = request;
  const candidates = await findCandidates(packs, trans, query);
  if (candidates === null) return rows.openCursor(request);
  const cursor = streamCursor(await rows.openCursor(request));
  const open = (pack: PackRow): Promise<readonly CallRecord[]> => packs.open(trans, pack);
  const all = mergeStreams(cursor, streamPacks({ ...candidates, query, isReverse, open }), isReverse);
  return openStreamCursor(all, { trans, isUnique, isReverse, onStop: cursor.stop });
}

async function countAll(
  rows: DBCoreTable,
  packs: PackStore,
  request: Parameters<DBCoreTable['count']>[0],
): Promise<number> {
  const { trans, query } = request;
  let count = await rows.count(request);
  const candidates = await findCandidates(packs, trans, query);
  if (candidates === null) return count;
  for (const pack of await candidates.find()) {
    count += countIn(pack, candidates.asked, query) ?? entriesIn(await packs.open(trans, pack), query).length;
  }
  return count;
}

async function findCalls(
  packs: PackStore,
  trans: DBCoreTransaction,
  callIds: readonly string[],
): Promise<ReadonlyMap<string, CallRecord>> {
  const wanted = new Set(callIds);
  const found = new Map<string, CallRecord>();
  for (const pack of await packs.find(trans, callIds)) {
    for (const call of await packs.open(trans, pack)) if (wanted.has(call.callId)) found.set(call.callId, call);
  }
  return found;
}

function mutate(rows: DBCoreTable, packs: PackStore, request: DBCoreMutateRequest): Promise<DBCoreMutateResponse> {
  const { trans } = request;
  switch (request.type) {
    case 'add':
    case 'put':
      return write(rows, packs, request);
    case 'delete':
      return changeCalls(packs, trans, request.keys, () => null).then(() => rows.mutate(request));
    case 'deleteRange':
      return deleteRange(rows, packs, request);
  }
}

async function deleteRange(
  rows: DBCoreTable,
  packs: PackStore,
  request: Extract<DBCoreMutateRequest, { readonly type: 'deleteRange' }>,
): Promise<DBCoreMutateResponse> {
  const { trans, range } = request;
  const query = { index: rows.schema.primaryKey, range };
  if (Number(range.type) === ANY) await packs.clear(trans);
  for (const pack of (await (await findCandidates(packs, trans, query))?.find()) ?? []) {
    const calls = await packs.open(trans, pack);
    const gone = new Set(entriesIn(calls, query).map(({ primaryKey }) => primaryKey));
    const left = calls.filter(({ callId }) => !gone.has(callId));
    if (gone.size > 0) await packs.change(trans, pack, left);
  }
  return rows.mutate(request);
}

/** Writes each call where it is; one that is to be new and is packed is refused, as the browser does with rows. */
async function write(
  rows: DBCoreTable,
  packs: PackStore,
  request: Extract<DBCoreMutateRequest, { readonly type: 'add' | 'put' }>,
): Promise<DBCoreMutateResponse> {
  const { trans, type } = request;
  const values = request.values as readonly CallRecord[];
  const keys = values.map(({ callId }) => callId);
  const packed = await findCalls(packs, trans, keys);
  if (packed.size === 0) return rows.mutate(request);
  const places = keys.flatMap((key, at) => (packed.has(key) ? [] : [at]));
  const others = { ...request, values: places.map((at) => values[at]) };
  // Keys are in the rows.
  delete others.keys;
  const written =
    places.length === 0 ? { numFailures: 0, failures: {}, lastResult: undefined } : await rows.mutate(others);
  const failures: Record<number, Error> = {};
  for (const [at, error] of Object.entries(written.failures)) failures[places[Number(at)] ?? 0] = error;
  if (type === 'add') {
    for (const [at, key] of keys.entries()) if (packed.has(key)) failures[at] = knownAlready();
  } else {
    const next = new Map(values.map((value) => [value.callId, value]));
    await changeCalls(packs, trans, [...packed.keys()], ({ callId }) => next.get(callId) ?? null);
  }
  return { numFailures: Object.keys(failures).length, failures, results: keys, lastResult: keys.at(-1) };
}

function knownAlready(): Error {
  const { ConstraintError } = Dexie as unknown as { readonly ConstraintError: new (message: string) => Error };
  return new ConstraintError('A call of that id is packed already.');
}

/** Changes those of these calls that are packed, pack by pack; null: the call is gone. */
async function changeCalls(
  packs: PackStore,
  trans: DBCoreTransaction,
  callIds: readonly string[],
  change: (call: CallRecord) => CallRecord | null,
): Promise<void> {
  const wanted = new Set(callIds);
  for (const pack of await packs.find(trans, callIds)) {
    const calls = await packs.open(trans, pack);
    if (!calls.some(({ callId }) => wanted.has(callId))) continue;
    const next = calls.map((call) => (wanted.has(call.callId) ? change(call) : call));
    await packs.change(
      trans,
      pack,
      next.filter((call) => call !== null),
    );
  }
}
