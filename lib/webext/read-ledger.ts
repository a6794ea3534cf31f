import type { CallRecord } from '../domain/record.ts';
import type { WalletRows } from '../ledger/ledger-context.ts';
import type { KeyRow, RollupRow } from '../ledger/rows.ts';
import { DATABASE_NAME } from './database-name.ts';
import type { OwnBudgetRow } from './own-budgets.ts';
import type { WatchState } from './watch-state.ts';

/** What screens show of the ledger, all of one moment. */
export interface LedgerRows extends WalletRows {
  /** Newest first. */
  readonly records: readonly CallRecord[];
  /** The day's sums. */
  readonly rollups: readonly RollupRow[];
  readonly keys: readonly KeyRow[];
  readonly ownBudgets: readonly OwnBudgetRow[];
  /** The sums of all days that a budget of now has; empty where nobody asks for them. */
  readonly budgetDays: readonly RollupRow[];
  /** What was found to run out; undefined: nobody has looked. */
  readonly watch: WatchState | undefined;
}

/** What is asked for; days are local ones, `YYYY-MM-DD`. */
export interface LedgerQuery {
  /** The day whose sums are read. */
  readonly day: string;
  readonly recordsMax: number;
  /** From here on sums are read for budgets. */
  readonly budgetDay: string;
  /** Also where there is no budget. */
  readonly isEachDay?: boolean;
}

/**
 * Reads the newest records, sums of days, and everything about balances. Without Dexie, which takes longer to load than this does
 * to read. Empty while nothing was ever stored; rejects with a DOMException when what is stored cannot be opened or read.
 */
export async function readLedger({ day, recordsMax, budgetDay, isEachDay = false }: LedgerQuery): Promise<LedgerRows> {
  const database = await openStored();
  if (database === null) return NOTHING;
  try {
    // A table of a newer version is not there before the background has run once.
    const hasBudgets = database.objectStoreNames.contains('ownBudgets');
    const budgetStores = hasBudgets ? ['ownBudgets'] : [];
    // Made by the background of this version, which may not have started yet.
    const hasWatch = database.objectStoreNames.contains('watch');
    const stores = database.transaction([...STORES, ...budgetStores, ...(hasWatch ? ['watch'] : [])]);
    const readBudgets = async (): Promise<Pick<LedgerRows, 'ownBudgets' | 'budgetDays'>> => {
      const ownBudgets = hasBudgets ? await answerOf(stores.objectStore('ownBudgets').getAll()) : [];
      const days = IDBKeyRange.lowerBound(budgetDay);
      const isAny = isEachDay || ownBudgets.length > 0;
      return {
        ownBudgets,
        budgetDays: isAny ? await answerOf(stores.objectStore('rollups').index('day').getAll(days)) : [],
      };
    };
    const [accounts, readings, open, rollups, keys, watch, records, budgets] = await Promise.all([
      answerOf(stores.objectStore('accounts').getAll()),
      answerOf(stores.objectStore('readings').getAll()),
      answerOf(stores.objectStore('openCalls').getAll()),
      answerOf(stores.objectStore('rollups').index('day').getAll(day)),
      answerOf(stores.objectStore('keys').getAll()),
      hasWatch ? answerOf<WatchState | undefined>(stores.objectStore('watch').get('state')) : undefined,
      readLast(stores.objectStore('records').index('openedAt'), recordsMax),
      readBudgets(),
    ]);
    return { accounts, readings, open, records, rollups, keys, watch, ...budgets };
  } finally {
    database.close();
  }
}

const STORES = ['accounts', 'readings', 'openCalls', 'records', 'rollups', 'keys'];
const NOTHING: LedgerRows = {
  ...{
    accounts: [],
    readings: [],
    open: [],
    records: [],
    rollups: [],
    keys: [],
    watch: undefined,
    ownBudgets: [],
    budgetDays: [],
  },
};

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
