import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { OpenCall } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { SettleLedger, SettlePorts } from '../../lib/engine/ports.ts';
import type { Holds } from '../ledger/holds.ts';

/** Who is told of what was written, once it is committed. */
export interface LedgerObserver {
  readonly opened: (call: OpenCall) => void;
  /** `replaced`: the record whose place it took; null: none. */
  readonly recorded: (record: CallRecord, replaced: CallRecord | null) => void;
  readonly read: (account: string, reading: BalanceReading) => void;
}

/** The same ports; what is written through them is told when its transaction has been committed, and only then. */
export function observePorts(ports: SettlePorts, observer: LedgerObserver): SettlePorts {
  return {
    ...ports,
    transact: async (work) => {
      let written: (() => void)[] = [];
      const result = await ports.transact((ledger) => {
        // A transaction that begins anew has written nothing.
        written = [];
        return work(observeLedger(ledger, observer, written));
      });
      for (const tell of written) tell();
      return result;
    },
  };
}

function observeLedger(ledger: SettleLedger, observer: LedgerObserver, written: (() => void)[]): SettleLedger {
  return {
    ...ledger,
    putOpenCall: (call) => {
      written.push(() => observer.opened(call));
      return ledger.putOpenCall(call);
    },
    append: (record, learned) => {
      written.push(() => observer.recorded(record, null));
      return ledger.append(record, learned);
    },
    replaceLost: (lost, record, learned) => {
      written.push(() => observer.recorded(record, lost));
      return ledger.replaceLost(lost, record, learned);
    },
    putReading: (account, reading) => {
      written.push(() => observer.read(account, reading));
      return ledger.putReading(account, reading);
    },
  };
}

/** Who is told of work on holds. */
export interface HoldsObserver {
  /** How long the ledger took for it, waiting included, ms. */
  readonly took: (operation: 'reserve' | 'settle', ms: number) => void;
  /** Sums of budgets, or budgets themselves, may be others now. */
  readonly changed: () => void;
}

/** The same holds, with somebody who watches the clock. */
export function observeHolds(holds: Holds, { took, changed }: HoldsObserver): Holds {
  return {
    ...holds,
    reserve: async (request) => {
      const startedAt = performance.now();
      const reservation = await holds.reserve(request);
      took('reserve', performance.now() - startedAt);
      return reservation;
    },
    settle: async (settlement, isWaiting) => {
      const startedAt = performance.now();
      const settled = await holds.settle(settlement, isWaiting);
      took('settle', performance.now() - startedAt);
      changed();
      return settled;
    },
    release: (callId) => holds.release(callId).finally(changed),
    adjust: (adjustment, limits) => holds.adjust(adjustment, limits).finally(changed),
    change: (change) => holds.change(change).finally(changed),
    sweep: async () => {
      const swept = await holds.sweep();
      if (swept.released.length + swept.booked.length > 0) changed();
      return swept;
    },
  };
}
