import { describe, expect, it } from 'vitest';
import { costOf } from '../../lib/domain/cost-of.ts';
import { pricesByDrops } from '../../lib/domain/drop-price.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import type { DropLessons } from '../../lib/domain/learn-from-drops.ts';
import type { DropRate } from '../../lib/domain/price.ts';
import { batchDraft, chatDraft, NOW, ONE } from './samples.ts';

const learned = (unit: string, model: string | null, rates: readonly DropRate[]): DropLessons => ({
  unit,
  lessons: [{ model, lesson: { kind: 'learned', drops: 4, at: NOW, rates } }],
});
/** Two to three credits, most likely two and a half. */
const PAGES = learned('credits', null, [{ meter: 'pages', low: 2000n * ONE, likely: 2500n * ONE, high: 3000n * ONE }]);
const TOKENS = learned('USD', 'big', [
  { meter: 'input-tokens', low: 9_000_000n, likely: 10_000_000n, high: 11_000_000n },
  { meter: 'output-tokens', low: 29_000_000n, likely: 30_000_000n, high: 31_000_000n },
]);
const pages = batchDraft(10, { units: { meter: 'pages', count: 10 } });

describe('a price by drops of the balance', () => {
  it('of a metered API is a range of credits, and what it sets aside is not known', () => {
    const [price, ...others] = pricesByDrops(pages, [PAGES]);
    expect(others).toEqual([]);
    expect(price).toMatchObject({ unit: 'credits', isGuess: true, date: '2026-11-21', rates: { pages: 2500n * ONE } });
    expect(price && estimateCall(pages, price, null)).toMatchObject({
      ...{ lowNano: 20n * ONE, likelyNano: 25n * ONE, highNano: 30n * ONE },
      ...{ reserveNano: null, reserveLowNano: null, isGuess: true },
    });
  });

  it('of calls is booked as the range that it is', () => {
    const [price] = pricesByDrops(chatDraft(), [TOKENS]);
    if (price === undefined) throw new Error('no price');
    const usage = { 'input-tokens': 1000, 'output-tokens': 1000 };
    const { cost } = costOf({ kind: 'answer', usage, cost: null, output: null }, chatDraft(), price, null);
    expect(cost).toEqual({ unit: 'USD', lowNano: 38_000_000n, likelyNano: 40_000_000n, highNano: 42_000_000n });
    const refusal = costOf({ kind: 'answer', usage: {}, cost: null, output: null }, chatDraft(), price, null);
    expect(refusal.cost).toMatchObject({ lowNano: 0n, highNano: 0n });
  });

  it('for each call is one, whatever its length', () => {
    const rate = { meter: 'requests', low: 40_000_000_000n, likely: 50_000_000_000n, high: 60_000_000_000n } as const;
    const [price] = pricesByDrops(chatDraft(), [learned('USD', 'big', [rate])]);
    expect(price && estimateCall(chatDraft(), price, null)).toMatchObject({
      lowNano: 40_000_000n,
      highNano: 60_000_000n,
    });
  });

  it('says nothing of another model, or of calls that count another thing', () => {
    expect(pricesByDrops(chatDraft({ model: 'other' }), [TOKENS])).toEqual([]);
    expect(pricesByDrops(batchDraft(10), [PAGES])).toEqual([]);
  });

  it('is none while what was seen is too little, or does not agree', () => {
    for (const lesson of [
      { kind: 'few', drops: 2, least: 3 },
      { kind: 'untold', drops: 5 },
    ] as const) {
      expect(pricesByDrops(chatDraft(), [{ unit: 'USD', lessons: [{ model: 'big', lesson }] }])).toEqual([]);
    }
  });
});
