import fc from 'fast-check';
import { expect } from 'vitest';
import type { ReadingWithUse } from '../../lib/engine/ports.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { answered, CHAT_RESERVE, readingOf, refused, request, settlement } from './calls.ts';
import { ACCOUNT, type LedgerHost } from './ledger-host.ts';

/** What happens next at the provider and in the browser. */
export type WalletStep =
  | { readonly kind: 'send' }
  | { readonly kind: 'finish'; readonly which: number; readonly outputTokens: number }
  /** The provider has billed a call; the page, and so the engine, hears of it with the next `hear`. */
  | { readonly kind: 'bill'; readonly which: number; readonly outputTokens: number }
  | { readonly kind: 'hear' }
  | { readonly kind: 'read' }
  | { readonly kind: 'top-up'; readonly nano: bigint };

export const walletSteps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<WalletStep>({ kind: 'send' }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('finish' as const), which: fc.nat(9), outputTokens: fc.nat(4096) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('bill' as const), which: fc.nat(9), outputTokens: fc.nat(4096) }),
    },
    { weight: 2, arbitrary: fc.constant<WalletStep>({ kind: 'hear' }) },
    { weight: 2, arbitrary: fc.constant<WalletStep>({ kind: 'read' }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('top-up' as const), nano: fc.bigInt(1n, 10n ** 9n) }) },
  ),
  { maxLength: 40 },
);

/**
 * A provider that sets aside, settles and refunds as the sandbox says it does, watched by the engine. Fails when what
 * the engine holds for usable differs from the provider's own figure after the last call is settled, unless it says
 * itself that the reading is blurred.
 */
export async function playWallet(host: LedgerHost, steps: readonly WalletStep[]): Promise<void> {
  let total = 500_000_000n;
  const running: string[] = [];
  let sent = 0;
  const available = (): bigint => total - CHAT_RESERVE * BigInt(running.length);
  const read = (): Promise<void> => host.putReading(ACCOUNT, readingOf(host, available()));

  async function send(): Promise<void> {
    sent += 1;
    const callId = `call-${sent}`;
    await reviewCall(request(callId, undefined, { isUserStarted: false }), host.ports);
    host.now += 1;
    if (available() >= CHAT_RESERVE) running.push(callId);
    else await settleCall(settlement(callId, refused()), host.ports);
  }

  const unheard: { readonly callId: string; readonly outputTokens: number }[] = [];
  function bill(which: number, outputTokens: number): void {
    const [callId] = running.splice(which % Math.max(1, running.length), 1);
    if (callId === undefined) return;
    total -= 12_000_000n + 30_000n * BigInt(outputTokens);
    unheard.push({ callId, outputTokens });
  }

  async function hear(): Promise<void> {
    const next = unheard.shift();
    if (next === undefined) return;
    host.now += 1;
    await settleCall(settlement(next.callId, answered(1200, next.outputTokens)), host.ports);
  }

  async function finish(which: number, outputTokens: number): Promise<void> {
    while (unheard.length > 0) await hear();
    bill(which, outputTokens);
    await hear();
  }

  await read();
  for (const step of steps) {
    host.now += 1;
    if (step.kind === 'send') await send();
    else if (step.kind === 'finish') await finish(step.which, step.outputTokens);
    else if (step.kind === 'bill') bill(step.which, step.outputTokens);
    else if (step.kind === 'hear') await hear();
    else {
      // Money that arrives shows only when the console is read.
      if (step.kind === 'top-up') total += step.nano;
      await read();
    }
  }
  while (running.length > 0 || unheard.length > 0) await finish(0, 100);
  await expectAgreement();
  // Read once more with nothing under way, it is sure whatever happened before.
  host.now += 1;
  await read();
  expect((await balanceOfAccount()).reading.isBlurred).toBeUndefined();
  await expectAgreement();
  expect(await host.records()).toHaveLength(sent);

  async function expectAgreement(): Promise<void> {
    const known = await balanceOfAccount();
    if (!known.reading.isBlurred) expect((known.reading.availableNano ?? 0n) - known.spentSinceNano).toBe(available());
    expect(known.openNano).toBe(0n);
  }

  async function balanceOfAccount(): Promise<ReadingWithUse> {
    const context = await host.ports.transact((ledger) =>
      ledger.readContext({ provider: 'sandbox', fingerprint: null, model: null, callId: '' }),
    );
    const [known] = context.account?.balances ?? [];
    if (known === undefined) throw new Error('[wallet] the account has no balance');
    return known;
  }
}
