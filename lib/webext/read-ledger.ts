import type { CallRecord } from '../domain/record.ts';
import type { WalletRows } from '../ledger/ledger-context.ts';
import type { KeyRow, RollupRow } from '../ledger/rows.ts';
import { DATABASE_NAME } from './database-name.ts';

/** What screens show of the ledger, all of one moment. */
export interface LedgerRows extends WalletRows {
  /** Newest first. */
  readonly records: readonly CallRecord[];
  /** The day's sums. */
  readonly rollups: readonly RollupRow[];
  readonly keys: readonly KeyRow[];
}

/**
 * Reads the newest `recordsMax` records, one day's sums (`YYYY-MM-DD`) and everything about balances. Without Dexie, which
 * takes longer to load than this does to read. Empty while nothing was ever stored; rejects with a DOMException when
 * what is stored cannot be opened or read.
 */
export async function readLedger(day: string, recordsMax: number): Promise<LedgerRows> {
  const database = await openStored();
  if (database === null) return { accounts: [], readings: [], open: [], records: [], rollups: [], keys: [] };
  try {
    const stores = database.transaction(['accounts', 'readings', 'openCalls', 'records', 'rollups', 'keys']);
    const [accounts, readings, open, rollups, keys, records] = await Promise.all([
      answerOf(stores.objectStore('accounts').getAll()),
      answerOf(stores.objectStore('readings').getAll()),
      answerOf(stores.objectStore('openCalls').getAll()),
      answerOf(stores.objectStore('rollups').index('day').getAll(day)),
      answerOf(stores.objectStore('keys').getAll()),
      readLast(stores.objectStore('records').index('openedAt'), recordsMax),
    ]);
    return { accounts, readings, open, records, rollups, keys };
  } finally {
    database.close();
  }
}

/** Null: it does not exist. Only the background makes it. */
async function openStored(): Promise<IDBDatabase | null> {
  const request = indexedDB.open(DATABASE_NAME);
  let isNew = false;
  request.onupgradeneeded = () => {
    isNew = true;
    request.transaction?.abort();
  };
  try {
    return await answerOf(request);
  } catch (error) {
    if (isNew) return null;
    throw error;
  }
}

function readLast(index: IDBIndex, max: number): Promise<readonly CallRecord[]> {
  const found: CallRecord[] = [];
  const request = index.openCursor(null, 'prev');
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) found.push(cursor.value);
      if (cursor && found.length < max) cursor.continue();
      else resolve(found);
    };
  });
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
