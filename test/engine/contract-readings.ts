import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { NOW, ONE } from '../domain/samples.ts';
import { answered, CHAT_RESERVE, PLENTY, readingOf, refused, request, settlement } from './calls.ts';
import type { Stage } from './contract-stage.ts';
import { ACCOUNT } from './ledger-host.ts';
import { playWallet, walletSteps } from './play-wallet.ts';

/** What readings and private windows must keep over any ledger. */
export function describeReadings(stage: Stage): void {
  const { review, settle, has, tick, usable } = stage;

  describe('a reading', () => {
    it('taken while a call runs lacks what is set aside, and gets the difference back', async () => {
      await has(PLENTY);
      tick();
      await review('a');
      tick();
      await has(PLENTY - CHAT_RESERVE);
      expect(await usable()).toBe(PLENTY - CHAT_RESERVE);
      tick();
      await settle('a', answered(1200, 100));
      expect(await usable()).toBe(PLENTY - 15_000_000n);
    });

    it('taken while a call ran holds nobody up any more until it is read anew', async () => {
      await has(PLENTY);
      tick();
      await review('a');
      tick();
      await has(0n);
      tick();
      await settle('a', answered(1200, 100));
      expect((await review('b')).kind).toBe('send');
      tick();
      await has(0n);
      expect((await review('c')).kind).toBe('ask');
    });

    it('taken before a call does not lack it', async () => {
      await has(PLENTY);
      tick();
      await review('a');
      expect(await usable()).toBe(PLENTY - CHAT_RESERVE);
      await settle('a', answered(1200, 100));
      expect(await usable()).toBe(PLENTY - 15_000_000n);
    });

    it('older than the one we have is ignored', async () => {
      await has(PLENTY);
      await stage.host().putReading(ACCOUNT, { ...readingOf(stage.host(), 0n), at: stage.host().now - 1 });
      expect(await usable()).toBe(PLENTY);
    });

    it('ends what was counted since the last one', async () => {
      await has(PLENTY);
      tick();
      await settle('a', answered(1200, 100));
      tick();
      await has(ONE);
      expect(await usable()).toBe(ONE);
    });

    it('agrees with the provider to the nano-unit once all is settled, whatever happened in between', async () => {
      await fc.assert(
        fc.asyncProperty(walletSteps, async (steps) => {
          const played = await stage.open(NOW);
          await played.addAccount();
          try {
            await playWallet(played, steps);
          } finally {
            await played.close();
          }
        }),
        { numRuns: 40 },
      );
    }, 30_000);
  });

  it('a private window is reviewed and shown, never stored or learned from', async () => {
    await has(50_000_000n);
    const verdict = await reviewCall(request('a'), stage.host().privatePorts);
    expect(verdict).toMatchObject({ kind: 'ask', cause: 'not-enough' });
    const says = refused({ availableNano: 1n, unit: 'USD' });
    const settled = await settleCall(settlement('b', says), stage.host().privatePorts);
    expect(settled).toMatchObject({ cause: 'not-enough', record: { callId: 'b' } });
    await settleCall(settlement('c', answered(1200, 100)), stage.host().privatePorts);
    await settleCall(settlement('d', { kind: 'unsent' }), stage.host().privatePorts);
    expect(await stage.host().openCalls()).toEqual([]);
    expect(await stage.host().records()).toEqual([]);
    expect(await stage.host().sumsOf('USD')).toMatchObject({ calls: 0 });
    expect(await usable()).toBe(50_000_000n);
  });
}
