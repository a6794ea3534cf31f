import { Dexie } from 'dexie';
import type { CallRecord } from '../domain/record.ts';
import type { Database } from './database.ts';

/*
 * Calls that are rows, past the layer that makes packed ones look like rows: for whoever packs, and for whoever walks over all calls
 * and takes packs one by one.
 */

/** How many they are. */
export function countPlain(database: Database): PromiseLike<number> {
  return inRows(database, (rows) => answerOf(rows.count()));
}

/** The next of them by id, at most so many. */
export function readPlain(database: Database, after: string | null, callsMax: number): PromiseLike<CallRecord[]> {
  const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
  return inRows(database, (rows) => answerOf(rows.getAll(range, callsMax)));
}

/** Origins of pages that they were made on. */
export function readPlainOrigins(database: Database): PromiseLike<readonly string[]> {
  return inRows(database, (rows) => readKeys(rows.index('origin').openKeyCursor(null, 'nextunique')));
}

function inRows<T>(database: Database, ask: (rows: IDBObjectStore) => PromiseLike<T>): PromiseLike<T> {
  return database.transaction('r', database.records, async ({ idbtrans }) => ask(idbtrans.objectStore('records')));
}

function readKeys(request: IDBRequest<IDBCursor | null>): PromiseLike<readonly string[]> {
  const keys: string[] = [];
  return new Dexie.Promise<readonly string[]>((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return resolve(keys);
      keys.push(String(cursor.key));
      cursor.continue();
    };
  });
}

/** In Dexie's own promise, so that its transaction goes on. */
export function answerOf<T>(request: IDBRequest<T>): PromiseLike<T> {
  return new Dexie.Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
