import { isOutOfRoom } from '../domain/out-of-room.ts';
import type { SettleLedger } from '../engine/ports.ts';
import type { Database } from './database.ts';

/** A ledger, and what is done where the browser has no more room for it. */
interface LedgerInRoom {
  readonly database: Database;
  readonly ledger: SettleLedger;
  readonly makeRoom: () => Promise<boolean>;
}

/**
 * Runs `work` in one read-write transaction over the whole ledger: all of it is written, or nothing. Where the browser has no room
 * for it, `makeRoom` gives something up (false: there is nothing), and it is run once more.
 * @throws Error `[ledger] …` with the cause when the database is closed, full or broken.
 */
export function transactLedger<T>(
  { database, ledger, makeRoom }: LedgerInRoom,
  work: (ledger: SettleLedger) => Promise<T>,
): Promise<T> {
  // The function must be an async one: Dexie follows native awaits only when it sees that beforehand.
  const run = (): Promise<T> => database.transaction('rw', database.tables, async () => work(ledger));
  const runInRoom = async (cause: unknown): Promise<T> => {
    if (!isOutOfRoom(cause) || !(await makeRoom())) throw cause;
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
