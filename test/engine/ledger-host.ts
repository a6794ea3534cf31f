import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { KeyFacts } from '../../lib/domain/facts.ts';
import type { OpenCall } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { SettlePorts } from '../../lib/engine/ports.ts';

/** The account of the samples, at the sandbox. */
export const ACCOUNT = 'sandbox:acc_1';
/** Where its console was seen. */
export const CONSOLE = 'http://127.0.0.1:4118';

/** A day's sums as screens see them. */
export interface Sums {
  readonly calls: number;
  readonly refusals: number;
  readonly likelyNano: bigint;
  readonly unknownCalls: number;
}

/** One ledger under test, with a clock that only the test moves. */
export interface LedgerHost {
  /** Epoch ms; set by the test. */
  now: number;
  readonly ports: SettlePorts;
  /** The same ledger as a private window has it. */
  readonly privatePorts: SettlePorts;
  readonly addAccount: (id?: string) => Promise<void>;
  readonly addKey: (fingerprint: string, account: string, facts: KeyFacts) => Promise<void>;
  /** The user went to its recharge page. */
  readonly noteRecharge: (account: string) => Promise<void>;
  readonly putReading: (account: string, reading: BalanceReading) => Promise<void>;
  readonly openCalls: () => Promise<readonly OpenCall[]>;
  readonly records: () => Promise<readonly CallRecord[]>;
  /** All rollups of a unit together; '' for calls without a cost. */
  readonly sumsOf: (unit: string) => Promise<Sums>;
  readonly close: () => Promise<void>;
}
