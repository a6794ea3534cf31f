import type { Unit } from '../../lib/domain/money.ts';
import type { Rates } from '../ledger/amounts.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { settlementOf } from './held-amounts.ts';

/** Where records are, and the budgets that shall agree with them. */
export interface SweptDesk {
  readonly holds: Pick<Holds, 'settle'>;
  readonly store: Pick<LedgerStore, 'transact'>;
  readonly ratesFrom: (unit: Unit) => Rates;
}

/** So many are looked up at once. */
const TOGETHER_MAX = 100;

/**
 * Books the difference for swept calls whose record was written: a companion that is killed between a record and the end of its
 * hold leaves the hold, which is booked at its worst case, though what the call came to is known.
 */
export async function settleSwept(callIds: readonly string[], { holds, store, ratesFrom }: SweptDesk): Promise<void> {
  for (let start = 0; start < callIds.length; start += TOGETHER_MAX) {
    const ids = callIds.slice(start, start + TOGETHER_MAX);
    const records = await store.transact(async (tables) => tables.records.bulkGet([...ids]));
    for (const record of records) {
      if (record === undefined) continue;
      const rates = record.cost === null ? {} : ratesFrom(record.cost.unit);
      await holds.settle({ callId: record.callId, ...settlementOf(record), rates });
    }
  }
}
