import type { LabBrowser } from './lab.ts';

const ROWS_PER_MESSAGE = 5000;

/**
 * Fills the ledger up to `rows` settled calls, spread over a year, each a copy of the one real record that is there:
 * so they have the shape of this version, whatever it is. Rejects when there is no record to copy.
 */
export async function fillLedger(browser: LabBrowser, rows: number): Promise<void> {
  for (let from = 0; from < rows; from += ROWS_PER_MESSAGE) {
    await browser.backgroundEvaluate(addRecords, from, Math.min(ROWS_PER_MESSAGE, rows - from));
  }
}

/** What the ledger holds. */
export interface LedgerCount {
  readonly records: number;
  readonly openCalls: number;
  /** Of the newest `newest` records. */
  readonly unreviewed: number;
}

/** Counts rows, and how many of the newest records went out without a verdict. */
export function countLedger(browser: LabBrowser, newest: number): Promise<LedgerCount> {
  return browser.backgroundEvaluate(countRows, newest);
}

/** Runs in the background: sent as source, so it sees nothing of this file. */
async function addRecords(from: number, count: number): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('tollkeeper'));
  const transaction = database.transaction('records', 'readwrite');
  const store = transaction.objectStore('records');
  const [template] = await done(store.getAll(null, 1));
  if (!template) throw new Error('there is no record to copy');
  const yearMs = 365 * 86_400_000;
  for (let index = from; index < from + count; index++) {
    // Never newer than the real ones, and in no order of the key.
    const openedAt = Date.now() - 86_400_000 - ((index * 7919) % 100_000) * (yearMs / 100_000);
    const day = new Date(openedAt).toISOString().slice(0, 10);
    const id = `bench-${(index * 2_654_435_761) % 4_294_967_296}-${index}`;
    store.put({ ...template, callId: id, requestId: id, openedAt, settledAt: openedAt + 900, day });
  }
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
  database.close();
  return true;
}

/** Runs in the background. */
async function countRows(newest: number): Promise<LedgerCount> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('tollkeeper'));
  const stores = database.transaction(['records', 'openCalls']);
  const records = await done(stores.objectStore('records').count());
  const openCalls = await done(stores.objectStore('openCalls').count());
  let unreviewed = 0;
  let left = newest;
  const cursor = stores.objectStore('records').index('openedAt').openCursor(null, 'prev');
  await new Promise<void>((resolve, reject) => {
    cursor.onerror = () => reject(cursor.error);
    cursor.onsuccess = () => {
      if (!cursor.result || left === 0) return resolve();
      left -= 1;
      if (cursor.result.value.isReviewed !== true) unreviewed += 1;
      cursor.result.continue();
    };
  });
  database.close();
  return { records, openCalls, unreviewed };
}
