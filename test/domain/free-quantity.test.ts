import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../lib/domain/call.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { explainFree, explainFreeOf } from '../../lib/domain/explain-free.ts';
import {
  beyondFree,
  type FreeQuantity,
  type FreeUse,
  freeShares,
  lessFree,
  withLeft,
} from '../../lib/domain/free-quantity.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { freeUseOf } from '../../lib/domain/units-used.ts';
import { batchDraft, chatDraft } from './samples.ts';

const perMonth = (count: number, left?: number): FreeQuantity => ({
  ...{ meters: ['pages'], count, per: 'month' },
  ...(left !== undefined && { left }),
});
/** A cent a page. */
const paged = (change: Partial<Price> = {}): Price => ({
  model: null,
  unit: 'USD',
  rates: { pages: 10_000_000_000n },
  rounding: 'half-up',
  outputTokensDefault: null,
  outputTokensPrior: null,
  date: '2026-11-20',
  source: 'made up',
  ...change,
});
const CENT = 10_000_000n;
const pages = (count: number) => batchDraft(count, { units: { meter: 'pages', count } });

describe('units that cost nothing up to so many a period', () => {
  it('cost what is beyond them, and never less than fewer units do', () => {
    const count = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(count, count, count, fc.integer({ min: 1, max: 60 }), (used, more, left, each) => {
        const price = paged({ free: [perMonth(10_000, left)], steps: { pages: { each } } });
        const [less, all] = [used, used + more].map((n) => priceUsage({ pages: n }, price) ?? -1n);
        expect(less).toBe(BigInt(Math.max(0, Math.ceil(used / each) * each - left)) * CENT);
        expect((all ?? 0n) >= (less ?? 0n)).toBe(true);
        expect((priceUsage({ pages: used }, beyondFree(price)) ?? 0n) >= (less ?? 0n)).toBe(true);
      }),
    );
  });

  it('are none where nobody knows what is left', () => {
    expect(priceUsage({ pages: 5 }, paged({ free: [perMonth(1000)] }))).toBe(5n * CENT);
  });

  it('leave no least sum where nothing is left to pay, and the least where something is', () => {
    const price = (left: number) => paged({ callMin: 50_000_000_000n, free: [perMonth(1000, left)] });
    expect([priceUsage({ pages: 5 }, price(5)), priceUsage({ pages: 5 }, price(4))]).toEqual([0n, 5n * CENT]);
  });

  it('are unknown where what is beyond them has no price', () => {
    expect(
      priceUsage({ pages: 1, records: 1 }, paged({ free: [{ ...perMonth(9, 9), meters: ['records'] }] })),
    ).toBeNull();
  });

  it('of several meters are free in their order, and never more than are left', () => {
    const free: FreeQuantity = { meters: ['pages', 'images'], count: 100, per: 'day', left: 7 };
    expect(lessFree({ images: 5, pages: 4 }, [free])).toEqual({ pages: 0, images: 2 });
    const usage = fc.record({ pages: fc.nat(50), images: fc.nat(50) });
    fc.assert(
      fc.property(usage, fc.nat(120), (used: Usage, left) => {
        const sum = ({ pages: one = 0, images: other = 0 }: Usage) => one + other;
        const rest = lessFree(used, [{ ...free, left }]);
        expect(sum(rest)).toBe(Math.max(0, sum(used) - left));
        expect(freeShares(used, [{ ...free, left }])[0]?.taken ?? 0).toBe(sum(used) - sum(rest));
      }),
    );
  });

  it('are left by what was used in the same period, by the same model or pool', () => {
    const use = (change: Partial<FreeUse> = {}): FreeUse => ({
      ...{ name: 'ocr', per: 'month', period: '2026-11', counts: { pages: 300 } },
      ...change,
    });
    const left = (free: FreeQuantity, ...used: readonly FreeUse[]) =>
      withLeft([free], 'ocr', '2026-11-23', used)[0]?.left;
    expect(left(perMonth(1000))).toBe(1000);
    expect(left(perMonth(1000), use(), use({ period: '2026-10' }), use({ name: 'other' }))).toBe(700);
    expect(left(perMonth(1000), use(), use({ counts: { pages: 900 } }))).toBe(0);
    expect(left({ ...perMonth(1000), pool: 'p' }, use(), use({ name: 'p' }), use({ name: 'p', per: 'day' }))).toBe(700);
    const day = use({ per: 'day', period: '2026-11-23' });
    expect(left({ ...perMonth(1000), per: 'day' }, day, use())).toBe(700);
  });

  it('are used by what the provider says, else by what was asked for; of a refusal none', () => {
    const price = paged({ free: [perMonth(1000, 1000)], steps: { pages: { each: 10 } } });
    const used = (outcome: Parameters<typeof freeUseOf>[0]) => freeUseOf(outcome, pages(25), price);
    const answer = { kind: 'answer', usage: null, cost: null, output: null } as const;
    expect(used(answer)).toEqual({ pages: 30 });
    expect(used({ ...answer, usage: { pages: 4 } })).toEqual({ pages: 10 });
    expect(used({ ...answer, kind: 'cut' })).toEqual({ pages: 30 });
    expect(used({ kind: 'error', status: 500 })).toEqual({ pages: 0 });
    expect(freeUseOf(answer, pages(25), paged())).toBeUndefined();
  });

  it('are in the estimate, and not in the most that a call may cost', () => {
    const estimate = estimateCall(pages(46), paged({ free: [perMonth(1000, 40)] }), null);
    expect(estimate).toMatchObject({ likelyNano: 6n * CENT, highNano: 6n * CENT, mostNano: 46n * CENT });
    expect(estimate?.free).toMatchObject([{ taken: 40 }]);
    const tokens: FreeQuantity = { meters: ['input-tokens'], count: 2000, per: 'day', left: 500 };
    const chat = paged({ model: 'big', rates: { 'input-tokens': 1_000_000n, 'output-tokens': 0n }, free: [tokens] });
    const [with_, without] = [chat, beyondFree(chat)].map((price) =>
      estimateCall(chatDraft(), { ...price, outputTokensPrior: [1, 2, 3] }, null),
    );
    expect((without?.likelyNano ?? 0n) - (with_?.likelyNano ?? 0n)).toBe(500_000n);
    expect(with_?.mostNano).toBe(without?.mostNano);
  });

  it('are said with what is left of them, in both languages', () => {
    const said = (left: number, language: 'en' | 'zh' = 'en') =>
      explainFree(freeShares({ pages: 46 }, [perMonth(1000, left)])).map((text) => renderText(text, language));
    expect(said(40)).toEqual([
      'Pages: of which 40 within the free 1,000 this month, by the calls that were seen here.',
    ]);
    expect(said(0)).toEqual(['Pages: the free 1,000 of this month are used up.']);
    expect(said(40, 'zh')[0]).toContain('本月 1000 的免费额度');
    const list = explainFreeOf([perMonth(1000), { ...perMonth(1000), per: 'day', pool: 'p' }]);
    expect(list.map((text) => renderText(text, 'en'))).toEqual([
      'Pages: the first 1,000 a month are free.',
      'Pages: the first 1,000 a day are free, of several models together.',
    ]);
  });
});
