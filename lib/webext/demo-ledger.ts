import type { BalanceReading } from '../domain/balance.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import type { CallContext, SettleLedger, SettlePorts } from '../engine/ports.ts';

/** A wallet that is made up, and the books of the calls that it pays for: in memory, gone with the page. */
export interface DemoLedger {
  readonly ports: SettlePorts;
  /** From now on so much is in it, nano-dollars, as if just read. */
  readonly fill: (nano: bigint) => void;
  /** What is left, nano-dollars. */
  readonly left: () => bigint;
  readonly readContext: () => Promise<CallContext>;
}

/** The account that the played calls are booked on. */
export const DEMO_ACCOUNT = 'demo';

/** @param now epoch ms */
export function openDemoLedger(nano: bigint, now: () => number): DemoLedger {
  let filled = nano;
  let spent = 0n;
  const open = new Map<string, OpenCall>();
  const records = new Map<string, CallRecord>();
  const readContext = async (): Promise<CallContext> => {
    const reading: BalanceReading = {
      ...{ unit: 'USD', availableNano: filled, frozenNano: 0n, at: now(), source: 'console' },
    };
    return {
      account: {
        id: DEMO_ACCOUNT,
        isAssumed: false,
        consoleOrigin: null,
        balances: [{ reading, spentSinceNano: spent, openNano: 0n }],
        ...{ key: null, keyReadAt: null, costs: [], ownLimits: {}, falseAsks: 0 },
      },
    };
  };
  const ledger: SettleLedger = {
    readContext,
    findRecord: async (callId) => records.get(callId) ?? null,
    findOpenCall: async (callId) => open.get(callId) ?? null,
    putOpenCall: async (call) => void open.set(call.callId, call),
    countFreeUse: async () => [],
    append: async (record, learned) => {
      open.delete(record.callId);
      records.set(record.callId, record);
      spent += learned.spentSinceNano;
    },
    replaceLost: async () => {},
    closeOpenCall: async (callId) => void open.delete(callId),
    findJob: async () => null,
    putReading: async () => {},
  };
  return {
    ports: { now, dayOf: (at) => new Date(at).toISOString().slice(0, 10), transact: (work) => work(ledger) },
    fill: (next) => {
      filled = next;
      spent = 0n;
    },
    left: () => filled - spent,
    readContext,
  };
}
