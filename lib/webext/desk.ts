import type { SettleLedger, SettlePorts } from '../engine/ports.ts';
import { openLedger, openReadOnlyLedger } from '../ledger/ledger.ts';
import type { Database } from './database.ts';
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
      transact: <T>(work: (ledger: SettleLedger) => Promise<T>) => transactLedger(database, ledger, work),
    },
  };
}

/** When the local day of an instant is over, epoch ms. */
export function endOfDay(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

/** The local day of an instant, `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a local day (`YYYY-MM-DD`) begins, or one so many days later, epoch ms. */
export function startOfDay(day: string, daysLater = 0): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}
