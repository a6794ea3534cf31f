import { isOutOfRoom } from '../domain/out-of-room.ts';
import type { SettleLedger } from '../engine/ports.ts';
import type { Database } from './database.ts';
import { makeRoom } from './make-room.ts';

/**
 * Runs `work` in one read-write transaction over the whole ledger: all of it is written, or nothing. Where the browser has no room
 * for it, the oldest details of calls are given up, and it is run once more.
 * @throws Error `[ledger] …` with the cause when the database is closed, full or broken.
 */
export function transactLedger<T>(
  database: Database,
  ledger: SettleLedger,
  work: (ledger: SettleLedger) => Promise<T>,
): Promise<T> {
  // The function must be an async one: Dexie follows native awaits only when it sees that beforehand.
  const run = (): Promise<T> => database.transaction('rw', database.tables, async () => work(ledger));
  const runInRoom = async (cause: unknown): Promise<T> => {
    if (!isOutOfRoom(cause) || !(await makeRoom(database, Date.now()))) throw cause;
    return run();
  };
  return run()
    .catch(runInRoom)
    .catch((cause: unknown) => Promise.reject(new Error(`[ledger] nothing was written: ${nameOf(cause)}`, { cause })));
}

/** The kind of failure only: its message may quote what was to be stored. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown cause';
}
