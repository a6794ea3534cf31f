import type { SettlePorts } from '../lib/engine/ports.ts';
import type { Beside } from './beside/open-beside.ts';
import { linkBudgets } from './calls/link-budgets.ts';
import { settleExpired } from './calls/settle-left.ts';
import { settleSwept } from './calls/settle-swept.ts';
import { startDailyCopies } from './ledger/daily-copies.ts';
import type { Holds } from './ledger/holds.ts';
import type { OpenedDatabase } from './ledger/open-database.ts';
import type { LedgerStore } from './ledger/open-ledger.ts';
import type { KeptRates } from './rates/rates.ts';

/** Holds whose calls went silent are ended so often, ms. */
const SWEEP_MS = 30_000;
/** What was learned is written so often, ms. */
const LATE_MS = 1000;

/** What is looked after. */
interface House {
  readonly holds: Holds;
  readonly beside: Beside;
  readonly store: LedgerStore;
  readonly onTrouble: (what: string, error: unknown) => void;
  readonly database: OpenedDatabase;
  readonly ports: SettlePorts;
  readonly ratesFrom: KeptRates['ratesFrom'];
  /** Whether a call is under way here. */
  readonly isRunning: (callId: string) => boolean;
}

/** What has to be done now and then, until it is ended. */
export function keepHouse({
  database,
  holds,
  beside,
  store,
  ports,
  ratesFrom,
  isRunning,
  onTrouble,
}: House): () => Promise<void> {
  const tell = (what: string) => (error: unknown) => onTrouble(what, error);
  // Swept by a companion that was killed before it looked for their records, or could not.
  let unheard: readonly string[] | null = null;
  const sweep = async (): Promise<void> => {
    const { booked } = await holds.sweep();
    const left = [...(unheard ?? (await beside.ask('unheard'))), ...booked];
    unheard = left;
    await settleSwept(left, { holds, store, ratesFrom });
    unheard = [];
  };
  let swept: Promise<unknown> = Promise.resolve();
  const sweepAll = (): void => {
    swept = Promise.all([
      sweep().catch(tell('holds were not swept')),
      linkBudgets({ holds, store }).catch(tell('budgets do not count merged accounts')),
    ]);
  };
  sweepAll();
  const sweeping = setInterval(() => {
    sweepAll();
    settleExpired(store, ports, isRunning).catch(tell('lost calls were not booked'));
  }, SWEEP_MS);
  const writing = setInterval(() => void store.writeLate().catch(tell('what was learned was not written')), LATE_MS);
  const { backUp, backedUpAt } = database;
  const copies = startDailyCopies({ backUp, backedUpAt, now: Date.now, onTrouble: tell('the ledger was not copied') });
  const timers = [sweeping, writing];
  for (const timer of timers) timer.unref();
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await swept;
    await copies.stop();
    await store.writeLate().catch(tell('what was learned was not written'));
  };
}
