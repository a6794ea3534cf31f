import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FreeQuantity } from '../../lib/domain/free-quantity.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { putPriceFileInForce } from '../../lib/prices/file-prices.ts';
import { filedRow, heldFile } from '../prices/filed.ts';
import { answered, chat, lost, settlement } from './calls.ts';
import type { Stage } from './contract-stage.ts';
import { ACCOUNT } from './ledger-host.ts';

/** $10 and $30 per million tokens, nano-dollars for one. */
const IN_NANO = 10_000n;
const OUT_NANO = 30_000n;
const DAY_MS = 86_400_000;

/** A price file says what is free of the sandbox's models; null: none is in force. */
function putFree(free: readonly FreeQuantity[] | null): void {
  const rates = { 'input-tokens': 10_000_000, 'output-tokens': 30_000_000 };
  const row = (model: string) => filedRow({ list: 'sandbox', model, rates, ...(free && { free }) });
  putPriceFileInForce(free && heldFile([row('toll-large'), row('toll-mini')]));
}

/** What any ledger must keep of prices by which so much a day or month is free. */
export function describeFree(stage: Stage): void {
  const { review, settle, tick } = stage;
  const costOf = ({ record }: { readonly record: CallRecord | null }): bigint | null =>
    record?.cost?.likelyNano ?? null;
  const left = async (): Promise<number | undefined> => {
    const { facts } = await review('left');
    await stage.host().ports.transact((ledger) => ledger.closeOpenCall('left'));
    return facts?.estimate?.free?.[0]?.free.left;
  };

  describe('a price by which so much is free', () => {
    beforeEach(() => putFree([{ meters: ['input-tokens'], count: 1000, per: 'month' }]));
    afterEach(() => putFree(null));

    it('costs what is beyond it, in whatever order calls end at once', async () => {
      const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(sizes, fc.integer({ min: 0, max: 1500 }), async (counts, count) => {
          putFree([{ meters: ['input-tokens'], count: Math.max(1, count), per: 'month' }]);
          const host = await stage.open(stage.host().now);
          try {
            await host.addAccount();
            const ends = counts.map((input, at) => settleCall(settlement(`f-${at}`, answered(input, 0)), host.ports));
            const nano = (await Promise.all(ends)).reduce((sum, one) => sum + (costOf(one) ?? 0n), 0n);
            const used = counts.reduce((sum, one) => sum + one, 0);
            expect(nano).toBe(BigInt(Math.max(0, used - Math.max(1, count))) * IN_NANO);
            expect((await host.sumsOf('USD')).likelyNano).toBe(nano);
          } finally {
            await host.close();
          }
        }),
        { numRuns: 8 },
      );
    });

    it('is estimated with what is left, and holds what it costs without', async () => {
      expect(costOf(await settle('a', answered(900, 10)))).toBe(10n * OUT_NANO);
      const estimate = (await review('b')).facts?.estimate;
      expect(estimate?.free).toMatchObject([{ taken: 100, free: { left: 100, count: 1000 } }]);
      const parts = estimate?.parts.filter(({ role, meter }) => role === 'likely' && meter === 'input-tokens');
      expect(parts).toMatchObject([{ count: 1100 }]);
      expect(estimate?.mostNano).toBe(1200n * IN_NANO + 4096n * OUT_NANO);
    });

    it('is no figure of the provider’s while something of it may be used elsewhere', async () => {
      expect((await settle('a', answered(600, 1))).record?.certainty).toBe('estimated');
      expect((await settle('b', answered(600, 1))).record?.certainty).toBe('estimated');
      expect((await settle('c', answered(600, 1))).record).toMatchObject({ freeUse: { 'input-tokens': 600 } });
      expect(costOf(await settle('d', answered(1, 0)))).toBe(IN_NANO);
    });

    it('is used up by a call whose cost the provider states', async () => {
      const stated = await settle('a', answered(1000, 0, { cost: '0.5' }));
      expect([costOf(stated), stated.record?.certainty]).toEqual([500_000_000n, 'billed']);
      expect(costOf(await settle('b', answered(7, 0)))).toBe(7n * IN_NANO);
    });

    it('counts calls of the period that were booked before anything was free', async () => {
      putFree(null);
      await settle('a', answered(300, 0));
      putFree([{ meters: ['input-tokens'], count: 1000, per: 'month' }]);
      expect(await left()).toBe(700);
      expect(costOf(await settle('b', answered(800, 0)))).toBe(100n * IN_NANO);
      expect(await left()).toBe(0);
    });

    it.each([
      ['day', DAY_MS],
      ['month', 31 * DAY_MS],
    ] as const)('begins anew with the next %s', async (per, later) => {
      putFree([{ meters: ['input-tokens'], count: 1000, per }]);
      await settle('a', answered(1000, 0));
      expect(await left()).toBe(0);
      tick(later);
      expect(await left()).toBe(1000);
      expect(costOf(await settle('b', answered(1000, 0)))).toBe(0n);
    });

    it('belongs to the period that its call began in, however late it ends', async () => {
      await review('late');
      await settle('a', answered(400, 0));
      tick(31 * DAY_MS);
      expect(costOf(await settle('late', answered(700, 0)))).toBe(100n * IN_NANO);
      expect(await left()).toBe(1000);
    });

    it('is shared by models of one pool, and by none else', async () => {
      await settle('own', answered(1000, 0));
      expect(costOf(await settle('other', answered(900, 0), { ...chat, model: 'toll-mini' }))).toBe(0n);
      putFree([{ meters: ['input-tokens'], count: 1000, per: 'month', pool: 'toll' }]);
      await settle('b', answered(800, 0));
      const small = await settle('c', answered(900, 0), { ...chat, model: 'toll-mini' });
      expect(costOf(small)).toBeGreaterThan(0n);
    });

    it('takes what really came in the place of an end that nobody saw', async () => {
      await review('a');
      await settle('a', lost);
      expect(await left()).toBe(0);
      tick();
      expect(costOf(await settle('a', answered(200, 0)))).toBe(0n);
      expect(await left()).toBe(800);
    });

    it('frees several meters together, in their order', async () => {
      putFree([{ meters: ['input-tokens', 'output-tokens'], count: 1000, per: 'day' }]);
      expect(costOf(await settle('a', answered(900, 150)))).toBe(50n * OUT_NANO);
    });

    it('is each account’s own', async () => {
      await settle('a', answered(1000, 0));
      await stage.host().addAccount('sandbox:acc_2');
      const { record } = await settle('b', answered(1000, 0));
      expect([record?.account, costOf({ record })]).toEqual([null, 0n]);
      expect((await stage.host().records()).filter(({ account }) => account === ACCOUNT)).toHaveLength(1);
    });

    it('says nothing is left where everything is used, and nothing of what has no free part', async () => {
      await settle('a', answered(1000, 0));
      expect((await review('b')).facts?.estimate?.free).toMatchObject([{ taken: 0 }]);
      putFree(null);
      expect((await review('c')).facts?.estimate?.free).toBeUndefined();
    });
  });
}
