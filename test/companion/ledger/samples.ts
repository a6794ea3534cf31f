import type { FrozenRate } from '../../../companion/ledger/amounts.ts';
import { type Holds, openHolds } from '../../../companion/ledger/holds.ts';
import type { BudgetUse, ReserveRequest, Settlement } from '../../../companion/ledger/operations.ts';
import type { Sql } from '../../../companion/ledger/sql.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import { callOf } from '../../budget/samples.ts';

export const DOLLAR = 1_000_000_000n;
export const CENT = 10_000_000n;

/** A call that holds `worst` dollars' nano-units, and usually a tenth of that. */
export function requestOf(callId: string, worst: bigint, parts: Partial<ReserveRequest> = {}): ReserveRequest {
  const money = { unit: 'USD', worstNano: worst, usualNano: worst / 10n };
  return {
    ...{ callId, call: callOf(), money, tokens: { worst: 1000n, usual: 100n }, rates: {}, expiresInMs: 60_000 },
    ...parts,
  };
}

/** That it came to so many dollars' nano-units and 50 tokens. */
export function settlementOf(callId: string, nano: bigint | null, parts: Partial<Settlement> = {}): Settlement {
  return { callId, cost: nano === null ? null : { unit: 'USD', nano }, tokens: 50n, ...parts };
}

/** So many nano-units of the call's unit make one of the budget's. */
export function rateOf(rateNano: bigint): FrozenRate {
  return { rateNano, source: 'test', date: '2026-11-22' };
}

/** Holds whose clock the test moves; with PostgreSQL the server's decides, and times are moved in the rows instead. */
export interface TestHolds extends Holds {
  readonly put: (budget: Budget) => Promise<void>;
  /** What is spent, held and not countable of a budget now. */
  readonly use: (budget: string) => Promise<Pick<BudgetUse, 'spent' | 'held' | 'uncounted'>>;
  /** Moves the time of all holds back by so much, as if it had passed. */
  readonly age: (ms: number) => Promise<void>;
}

let changes = 0;

export function openTestHolds(sql: Sql, ledger: string): TestHolds {
  let offset = 0;
  const holds = openHolds(sql, { ledger, now: () => Date.now() + offset });
  return {
    ...holds,
    put: async (budget) => {
      await holds.change({ id: `change-${++changes}`, budgetId: budget.id, kind: 'put', budget });
    },
    use: async (id) => {
      const found = (await holds.usage()).find(({ budget }) => budget === id);
      if (found === undefined) throw new Error(`there is no budget ${id}`);
      const { spent, held, uncounted } = found;
      return { spent, held, uncounted };
    },
    age: async (ms) => {
      if (sql.clock === null) offset += ms;
      else {
        const text = 'update holds set expires_at = expires_at - $2 where ledger = $1';
        await sql.transaction((tx) => tx.run(text, [ledger, ms]));
      }
    },
  };
}
