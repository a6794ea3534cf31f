import { afterEach, beforeEach } from 'vitest';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import { type ReviewRequest, reviewCall, type Verdict } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import type { Settled } from '../../lib/engine/settlement.ts';
import { NOW } from '../domain/samples.ts';
import { chat, readingOf, request, settlement } from './calls.ts';
import { ACCOUNT, type LedgerHost } from './ledger-host.ts';

/** A fresh ledger with one account for every test, and the few moves the tests are made of. */
export interface Stage {
  /** The ledger of the running test. */
  readonly host: () => LedgerHost;
  /** Another one, empty. */
  readonly open: (startAt: number) => Promise<LedgerHost>;
  readonly review: (callId: string, change?: Partial<ReviewRequest>, draft?: Draft) => Promise<Verdict>;
  readonly settle: (callId: string, outcome: Outcome, draft?: Draft | null) => Promise<Settled>;
  /** The console shows this much now. */
  readonly has: (nano: bigint | null, unit?: string) => Promise<void>;
  readonly tick: (ms?: number) => void;
  /** What the engine takes for usable now. */
  readonly usable: (unit?: string) => Promise<bigint | null>;
}

/** Sets the stage for the tests of the describe block it is called in. */
export function setStage(open: (startAt: number) => Promise<LedgerHost>): Stage {
  let current: LedgerHost | null = null;
  const host = (): LedgerHost => {
    if (current === null) throw new Error('no test is running');
    return current;
  };
  beforeEach(async () => {
    current = await open(NOW);
    await current.addAccount();
  });
  afterEach(() => host().close());
  return {
    host,
    open,
    review: (callId, change = {}, draft = chat) => reviewCall(request(callId, draft, change), host().ports),
    settle: (callId, outcome, draft = chat) => settleCall(settlement(callId, outcome, draft), host().ports),
    has: (nano, unit = 'USD') => host().putReading(ACCOUNT, readingOf(host(), nano, unit)),
    tick: (ms = 1000) => {
      host().now += ms;
    },
    usable: async (unit = 'USD') => {
      const context = await host().ports.transact((ledger) =>
        ledger.readContext({ provider: 'sandbox', fingerprint: null, model: null, callId: '' }),
      );
      const found = context.account?.balances.find((entry) => entry.reading.unit === unit);
      const available = found?.reading.availableNano ?? null;
      return found && available !== null ? available - found.spentSinceNano - found.openNano : null;
    },
  };
}

/** A held call is sent although the card advised against it. */
export async function leave(stage: Stage, callId: string): Promise<void> {
  await stage.host().ports.transact(async (ledger) => {
    const row = await ledger.findOpenCall(callId);
    if (row) await ledger.putOpenCall({ ...row, isSent: true });
  });
}
