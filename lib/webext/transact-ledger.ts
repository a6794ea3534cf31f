import type { SettleLedger } from '../engine/ports.ts';
import type { Database } from './database.ts';

/**
 * Runs `work` in one read-write transaction over the whole ledger: all of it is written, or nothing.
 * @throws Error `[ledger] …` with the cause when the database is closed, full or broken.
 */
export function transactLedger<T>(
  database: Database,
  ledger: SettleLedger,
  work: (ledger: SettleLedger) => Promise<T>,
): Promise<T> {
  return (
    database
      // The function must be an async one: Dexie follows native awaits only when it sees that beforehand.
      .transaction('rw', database.tables, async () => work(ledger))
      .catch((cause: unknown) => Promise.reject(new Error(`[ledger] nothing was written: ${nameOf(cause)}`, { cause })))
  );
}

/** The kind of failure only: its message may quote what was to be stored. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown cause';
}
