import type { SettlePorts } from '../../lib/engine/ports.ts';
import type { AskPorts } from '../../lib/engine/read-balance-by-key.ts';
import type { StandIns } from '../gateway/find-upstream.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { Accounts } from '../secrets/accounts.ts';

/** An amount of one account's balance that matters to somebody. */
export interface WatchedLine {
  /** Its id in the ledger. */
  readonly account: string;
  readonly unit: string;
  readonly nano: bigint;
}

/** What watching works with. */
export interface WatchDesk {
  readonly store: LedgerStore;
  /** What readings are written with, so that they are told as any other. */
  readonly ports: SettlePorts;
  readonly accounts: Pick<Accounts, 'list' | 'find'>;
  /** What stands in for providers, by id: they are asked there. */
  readonly standIns: StandIns;
  /** The ledger's own, hex: keys are known again by it. */
  readonly secretHex: string;
  readonly send: AskPorts['send'];
  /** Below what somebody wants to know, or something is to happen: near these a balance is looked at more often. */
  readonly lines: () => Promise<readonly WatchedLine[]>;
  /** Epoch ms. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}
