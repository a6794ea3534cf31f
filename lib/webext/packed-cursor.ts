import { cmp, type DBCoreCursor, type DBCoreQuery, type DBCoreTransaction, Dexie } from 'dexie';
import type { CallRecord } from '../domain/record.ts';
import { type Asked, compareEntries, type Entry, entriesIn } from './find-packs.ts';
import type { PackRow } from './pack-calls.ts';

/** Calls in the order of an index, one after the other; null: there are no more. */
export interface Stream {
  /** @param before only what comes before that one is of use; what comes after it may be left unread, as if it were not there. */
  readonly peek: (before?: Entry | null) => Promise<Entry | null>;
  /** Goes on behind what was peeked at. */
  readonly shift: () => void;
}

interface Packs {
  /** Those that may have what is asked for. */
  readonly find: () => Promise<readonly PackRow[]>;
  /** No call of them was made later, epoch ms. */
  readonly newest: number;
  readonly asked: Asked;
  readonly query: DBCoreQuery;
  readonly isReverse: boolean;
  readonly open: (pack: PackRow) => Promise<readonly CallRecord[]>;
}

/** Calls out of packs. A pack is opened when it is its turn; where calls do not follow one another by time, all are. */
export function streamPacks({ find, newest, asked, query, isReverse, open }: Packs): Stream {
  let found: PackRow[] | null = null;
  const sign = isReverse ? -1 : 1;
  let entries: Entry[] = [];
  let at = 0;
  const mayPrecede = (pack: { readonly from: number; readonly to: number }, entry: Entry | null): boolean => {
    if (entry === null || !asked.isByTime) return true;
    // Its key has it: a cursor along keys has no values.
    const time = Number(Array.isArray(entry.key) ? entry.key.at(-1) : entry.key);
    return isReverse ? pack.to >= time : pack.from <= time;
  };
  const findWaiting = async (): Promise<PackRow[]> =>
    (await find()).toSorted((a, b) => (isReverse ? b.to - a.to : a.from - b.from));
  return {
    async peek(before = null) {
      // Lists begin with rows: what packs there are is not read for them.
      if (found === null && !mayPrecede({ from: Number.NEGATIVE_INFINITY, to: newest }, before)) return null;
      found ??= await findWaiting();
      const waiting = found;
      const isNeeded = (pack: PackRow): boolean => mayPrecede(pack, entries[at] ?? null) && mayPrecede(pack, before);
      for (let pack = waiting[0]; pack !== undefined && isNeeded(pack); pack = waiting[0]) {
        waiting.shift();
        const come: Entry[] = [];
        // Where they do not follow one another by time, the first may be in any of them.
        const together = asked.isByTime ? [pack] : [pack, ...waiting.splice(0)];
        for (const one of together) come.push(...entriesIn(await open(one), query));
        if (come.length === 0) continue;
        entries = [...entries.slice(at), ...come].sort((a, b) => sign * compareEntries(a, b));
        at = 0;
      }
      return entries[at] ?? null;
    },
    shift() {
      at += 1;
    },
  };
}

/** Rows that were read before, in their order. */
export function streamEntries(entries: readonly Entry[]): Stream {
  let at = 0;
  return {
    peek: async () => entries[at] ?? null,
    shift() {
      at += 1;
    },
  };
}

/** What a cursor comes to; null: there is nothing. It is moved on only when more is asked for. */
export function streamCursor(cursor: DBCoreCursor | null): Stream & { readonly stop: () => void } {
  let head: Promise<Entry | null> | null = null;
  let isStarted = false;
  let isOver = cursor === null;
  let give: (entry: Entry | null) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const next = (): Promise<Entry | null> =>
    new Promise((resolve, reject) => {
      give = resolve;
      fail = reject;
      if (cursor === null || isOver) return resolve(null);
      if (isStarted) return cursor.continue();
      isStarted = true;
      const onNext = (): void => give({ key: cursor.key, primaryKey: cursor.primaryKey, value: cursor.value });
      cursor.start(onNext).then(
        () => {
          isOver = true;
          give(null);
        },
        (error) => fail(error),
      );
    });
  return {
    peek() {
      head ??= next();
      return head;
    },
    shift() {
      head = null;
    },
    stop() {
      if (isStarted && !isOver) cursor?.stop();
    },
  };
}

/** Two streams of one order as one; the other is read only where it may come first. */
export function mergeStreams(one: Stream, other: Stream, isReverse: boolean): Stream {
  let from = one;
  return {
    async peek() {
      // One after the other: both ask the same transaction.
      const a = await one.peek();
      const b = await other.peek(a);
      if (a === null || b === null) {
        from = a === null ? other : one;
        return a ?? b;
      }
      from = compareEntries(a, b) > 0 === isReverse ? one : other;
      return from === one ? a : b;
    },
    shift() {
      from.shift();
    },
  };
}

interface Walked {
  readonly trans: DBCoreTransaction;
  readonly isUnique: boolean;
  readonly isReverse: boolean;
  /** No more is wanted. */
  readonly onStop: () => void;
}

/** What Dexie's types leave out of its promises: in whose transaction something is done. */
const zones = Dexie.Promise as unknown as {
  readonly PSD: object;
  readonly usePSD: (zone: object, work: () => void) => void;
};

/** A stream as Dexie walks along an index. */
export function openStreamCursor(stream: Stream, { trans, isUnique, isReverse, onStop }: Walked): DBCoreCursor {
  let current: Entry | null = null;
  let isOver = false;
  let onNext: () => void = () => undefined;
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const end = (value?: unknown): void => {
    isOver = true;
    onStop();
    resolve(value);
  };
  const fail = (error: unknown): void => {
    isOver = true;
    onStop();
    reject(error);
  };
  /** Goes `steps` on, and then to the first key that is not before `key`. */
  const walk = async (steps: number, key?: unknown): Promise<void> => {
    const before = current?.key;
    const isBefore = (entry: Entry): boolean =>
      (isUnique && before !== undefined && cmp(entry.key, before) === 0) ||
      (key !== undefined && (isReverse ? cmp(entry.key, key) > 0 : cmp(entry.key, key) < 0));
    for (let step = 0; step < steps; step++) {
      await stream.peek();
      stream.shift();
    }
    let entry = await stream.peek();
    while (entry !== null && isBefore(entry)) {
      stream.shift();
      entry = await stream.peek();
    }
    if (isOver) return;
    current = entry;
    if (entry === null) return end();
    onNext();
  };
  // In no transaction of the caller's, whom it calls back in that one: see `inDexie`.
  const go = (steps: number, key?: unknown): void => {
    if (!isOver) Dexie.ignoreTransaction(() => void walk(steps, key).catch(fail));
  };
  return {
    trans,
    get key() {
      return current?.key;
    },
    get primaryKey() {
      return current?.primaryKey;
    },
    get value() {
      return current?.value;
    },
    get done() {
      return isOver;
    },
    start(callback) {
      const zone = zones.PSD;
      onNext = () => zones.usePSD(zone, callback);
      return new Dexie.Promise((done, failed) => {
        resolve = done;
        reject = failed;
        go(0);
      }) as Promise<unknown>;
    },
    continue: (key) => go(1, key),
    continuePrimaryKey: () => fail(new Error('[packs] a cursor over calls goes by its index alone')),
    advance: (count) => go(count),
    stop: (value) => end(value),
    next: () => Promise.reject(new Error('[packs] a cursor over calls is started, not stepped')),
    fail,
  };
}
