import fc from 'fast-check';
import { expect } from 'vitest';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { answered, CHAT_RESERVE, readingOf, refused, request, settlement } from './calls.ts';
import { ACCOUNT, type LedgerHost } from './ledger-host.ts';

/** What happens next at the provider and in the browser. */
export type WalletStep =
  | { readonly kind: 'send' }
  | { readonly kind: 'finish'; readonly which: number; readonly outputTokens: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'top-up'; readonly nano: bigint };

export const walletSteps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<WalletStep>({ kind: 'send' }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('finish' as const), which: fc.nat(9), outputTokens: fc.nat(4096) }),
    },
    { weight: 2, arbitrary: fc.constant<WalletStep>({ kind: 'read' }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('top-up' as const), nano: fc.bigInt(1n, 10n ** 9n) }) },
  ),
  { maxLength: 40 },
);

/**
 * A provider that sets aside, settles and refunds as the sandbox says it does, watched by the engine. Fails when what
 * the engine holds for usable differs from the provider's own figure after the last call is settled.
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

  async function finish(which: number, outputTokens: number): Promise<void> {
    const [callId] = running.splice(which % Math.max(1, running.length), 1);
    if (callId === undefined) return;
    total -= 12_000_000n + 30_000n * BigInt(outputTokens);
    host.now += 1;
    await settleCall(settlement(callId, answered(1200, outputTokens)), host.ports);
  }

  await read();
  for (const step of steps) {
    host.now += 1;
    if (step.kind === 'send') await send();
    else if (step.kind === 'finish') await finish(step.which, step.outputTokens);
    else {
      // Money that arrives shows only when the console is read.
      if (step.kind === 'top-up') total += step.nano;
      await read();
    }
  }
  while (running.length > 0) await finish(0, 100);

  const context = await host.ports.transact((ledger) =>
    ledger.readContext({ provider: 'sandbox', fingerprint: null, model: null, callId: '' }),
  );
  const [known] = context.account?.balances ?? [];
  expect((known?.reading.availableNano ?? 0n) - (known?.spentSinceNano ?? 0n)).toBe(available());
  expect(known?.openNano).toBe(0n);
  const records = await host.records();
  expect(records).toHaveLength(sent);
}
