import type { SettleLedger, SettlePorts } from '../engine/ports.ts';
import { openLedger, openReadOnlyLedger } from '../ledger/ledger.ts';
import type { Database } from './database.ts';
import { localDay } from './local-day.ts';
import { makeRoom } from './make-room.ts';
import { transactLedger } from './transact-ledger.ts';

/** Where a request comes from, as the browser says it; never as the page does. */
export interface Sender {
  /** The document's origin, e.g. `http://127.0.0.1:4118`. */
  readonly origin: string;
  readonly tabId: number;
  readonly frameId: number;
  /** Private windows are reviewed and shown, never stored or learned from. */
  readonly isPrivate: boolean;
}

/** What handlers work with: the database, and the engine's ports over it for this sender. */
export interface Desk {
  readonly database: Database;
  readonly sender: Sender;
  /** They serve review and settlement alike. */
  readonly ports: SettlePorts;
  readonly ledger: SettleLedger;
}

/** The desk for one request. */
export function openDesk(database: Database, sender: Sender): Desk {
  const ledger = sender.isPrivate ? openReadOnlyLedger(database) : openLedger(database);
  return {
    database,
    sender,
    ledger,
    ports: {
      now: () => Date.now(),
      dayOf: localDay,
      transact: <T>(work: (ledger: SettleLedger) => Promise<T>) =>
        transactLedger({ database, ledger, makeRoom: () => makeRoom(database, Date.now()) }, work),
    },
  };
}
