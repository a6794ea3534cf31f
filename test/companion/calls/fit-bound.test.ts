import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ReviewedCall } from '../../../companion/calls/call-desk.ts';
import { fitBound } from '../../../companion/calls/fit-bound.ts';
import { heldAmountsOf } from '../../../companion/calls/held-amounts.ts';
import { heldIn } from '../../../companion/ledger/amounts.ts';
import type { Objection } from '../../../companion/ledger/operations.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import type { Draft } from '../../../lib/domain/call.ts';
import { estimateCall } from '../../../lib/domain/estimate-call.ts';
import type { Price } from '../../../lib/domain/price.ts';

const price: Price = {
  ...{ model: 'm', unit: 'USD', rounding: 'up', outputTokensDefault: null, outputTokensPrior: [10, 50, 100] },
  ...{ rates: { 'input-tokens': 1_000_000n, 'output-tokens': 3_000_000n }, date: '2026-11-22', source: 'a test' },
};

const budgetOf = (id: string, unit: Budget['unit']): Budget => ({
  ...{ id, scope: { kind: 'everything' }, unit, window: { kind: 'day', zone: 'UTC' } },
  ...{ limit: 0n, isHard: true, onFailure: 'closed', raises: [] },
});

it('the bound that is found fits every budget that objects, and one token more does not', async () => {
  const sizes = fc.record({
    ...{ input: fc.integer({ min: 1, max: 5000 }), answers: fc.integer({ min: 1, max: 4 }) },
    ...{ asked: fc.option(fc.integer({ min: 300, max: 20_000 })), money: fc.bigInt({ min: 0n, max: 40_000_000n }) },
    ...{ tokens: fc.option(fc.bigInt({ min: 0n, max: 20_000n })), tokensMin: fc.integer({ min: 1, max: 300 }) },
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ input, answers, asked, money, tokens, tokensMin }) => {
      const draft: Draft = {
        ...{ wire: 'openai-chat', model: 'm', inputTokens: { low: input, likely: input, high: input + 3 }, answers },
        ...{ outputTokensMax: asked, units: null, isStream: false, revisable: ['output-max'] },
      };
      const estimateAt = (outputTokensMax: number) => estimateCall({ ...draft, outputTokensMax }, price, null);
      const reviewed: ReviewedCall = {
        ...{ draft, verdict: null, fingerprint: null, openEstimateAt: async () => estimateAt },
        settle: () => Promise.reject(new Error('not asked for')),
      };
      const budgets = [budgetOf('money', { kind: 'money', currency: 'USD' }), budgetOf('tokens', { kind: 'tokens' })];
      const rooms = [money, tokens];
      const objections = rooms.flatMap((room, index): Objection[] =>
        room === null
          ? []
          : [
              {
                budget: budgets[index]?.id ?? '',
                reason: 'limit',
                window: null,
                cap: room + 7n,
                spent: 3n,
                held: 4n,
                uncounted: 0n,
                needed: null,
                isHard: true,
              },
            ],
      );
      const fits = (bound: number): boolean => {
        const amounts = heldAmountsOf(draft, { estimate: estimateAt(bound) }, {});
        return rooms.every((room, index) => {
          const budget = budgets[index];
          return room === null || budget === undefined || (heldIn(budget, amounts) ?? room + 1n) <= room;
        });
      };
      const found = await fitBound({ reviewed, objections, budgets, rates: {} }, tokensMin);
      const most = asked ?? 4096;
      if (found === null) expect(tokensMin > most || !fits(tokensMin)).toBe(true);
      else {
        expect([found >= tokensMin, found <= most, fits(found)]).toEqual([true, true, true]);
        if (found < most) expect(fits(found + 1)).toBe(false);
      }
    }),
  );
});
