import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { OVERTAKEN_MS_MAX } from '../../lib/engine/reopen-call.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { NOW } from '../domain/samples.ts';
import {
  answered,
  CHAT_RESERVE,
  chat,
  counted,
  lost,
  PLENTY,
  readingOf,
  refused,
  request,
  settlement,
} from './calls.ts';
import type { Stage } from './contract-stage.ts';
import { ACCOUNT, type LedgerHost } from './ledger-host.ts';

const failed = (status: number | null): Outcome => ({ kind: 'error', status });

/** A tab that closes may be noticed before its last message is read: what really came must win over "unknown". */
export function describeOvertaken(stage: Stage): void {
  const { review, settle, has, tick, usable } = stage;

  describe('a call whose end was booked as unknown', () => {
    it('takes the figures that come a moment later, once', async () => {
      await has(PLENTY);
      tick();
      const verdict = await review('a');
      tick();
      await settle('a', lost);
      expect(await stage.host().sumsOf('USD')).toMatchObject({ calls: 1, unknownCalls: 1, likelyNano: 0n });
      tick();
      const first = await settle('a', answered(1200, 100));
      tick();
      const again = await settle('a', answered(9999, 9999));
      expect(first.record).toMatchObject({
        outcome: 'answer',
        certainty: 'billed',
        cost: { likelyNano: 15_000_000n },
        isReviewed: true,
        estimateLikelyNano: verdict.facts?.estimate?.likelyNano,
        openedAt: NOW + 1000,
        settledAt: NOW + 3000,
      });
      expect(again.record).toEqual(first.record);
      expect(await stage.host().records()).toEqual([first.record]);
      expect(await stage.host().sumsOf('USD')).toEqual({
        calls: 1,
        refusals: 0,
        likelyNano: 15_000_000n,
        unknownCalls: 0,
      });
      expect(await usable()).toBe(PLENTY - 15_000_000n);
    });

    it.each([
      ['nothing', lost],
      ['that it never left', { kind: 'unsent' }],
      ['that the network failed', failed(null)],
    ] as const)('stays so when what comes later says only %s', async (_name, outcome) => {
      await has(PLENTY);
      await review('a');
      const { record } = await settle('a', lost);
      const left = await usable();
      tick();
      expect((await settle('a', outcome)).record).toEqual(record);
      expect(await stage.host().records()).toEqual([record]);
      expect(await usable()).toBe(left);
    });

    it('stays so after a quarter of an hour', async () => {
      await review('a');
      const { record } = await settle('a', lost);
      tick(OVERTAKEN_MS_MAX + 1);
      expect((await settle('a', answered(1200, 100))).record).toEqual(record);
    });

    it('does not take the place of what is known', async () => {
      await review('a');
      const { record } = await settle('a', answered(1200, 100));
      expect((await settle('a', lost)).record).toEqual(record);
    });

    const ends = [
      ['an answer', answered(1200, 100)],
      ['an answer without figures', { kind: 'answer', usage: null, cost: null, output: null }],
      ['a counted cut', counted(100, 'cut')],
      ['a refusal', refused()],
      ['a refusal that says what is left', refused({ availableNano: 50_000_000n, unit: 'USD' })],
      ['an error', failed(500)],
    ] as const;
    const readings = ['before', 'meanwhile', 'afterwards'] as const;
    it.each(ends.flatMap(([name, end]) => readings.map((when) => [name, when, end] as const)))(
      'leaves with %s, the balance read %s, what it would have left at once',
      async (_name, when, end) => {
        const direct = await play(await stage.open(NOW), when, [end]);
        const overtaken = await play(await stage.open(NOW), when, [lost, end]);
        expect(overtaken).toEqual(direct);
      },
    );
  });
}

/** What is left of one call whose ends come one after the other; the balance is read once. */
async function play(host: LedgerHost, when: 'before' | 'meanwhile' | 'afterwards', ends: readonly Outcome[]) {
  try {
    await host.addAccount();
    if (when === 'before') await host.putReading(ACCOUNT, readingOf(host, PLENTY));
    host.now = NOW + 1000;
    await reviewCall(request('a'), host.ports);
    host.now = NOW + 2000;
    if (when === 'meanwhile') await host.putReading(ACCOUNT, readingOf(host, PLENTY - CHAT_RESERVE));
    for (const [index, end] of ends.entries()) {
      // The last end comes at the same moment in every play, and a reading just before it.
      const isLast = index === ends.length - 1;
      host.now = NOW + (isLast ? 5000 : 3000);
      if (isLast && when === 'afterwards') {
        host.now -= 1000;
        await host.putReading(ACCOUNT, readingOf(host, PLENTY - CHAT_RESERVE));
        host.now += 1000;
      }
      await settleCall(settlement('a', end), host.ports);
    }
    const context = await host.ports.transact((ledger) =>
      ledger.readContext({ provider: 'sandbox', fingerprint: null, model: chat.model, callId: '' }),
    );
    // Whose end nobody saw has blurred the reading; a refusal that comes later does not make it sure again.
    for (const { reading } of context.account?.balances ?? []) Reflect.deleteProperty(reading, 'isBlurred');
    return { context, records: await host.records(), sums: await host.sumsOf('USD'), open: await host.openCalls() };
  } finally {
    await host.close();
  }
}
