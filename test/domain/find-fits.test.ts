import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import type { Offer } from '../../lib/domain/find-choices.ts';
import { findFits } from '../../lib/domain/find-fits.ts';
import { needsAsStated } from '../../lib/domain/need-as-stated.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { reserveNano } from '../../lib/domain/reserve.ts';
import { searchLargest } from '../../lib/domain/search-largest.ts';
import { batchDraft, batchPrice, chatCalls, chatDraft, chatPrice, ONE, rates, roundings } from './samples.ts';

/** What the provider would set aside at most: every input token it may count. */
function worstReserve(draft: Draft, price: Price, outputTokensEach: number): bigint {
  const output = outputTokensEach * draft.answers;
  return priceUsage({ 'input-tokens': draft.inputTokens?.high ?? 0, 'output-tokens': output }, price) ?? -1n;
}

function offersOf(prices: readonly Price[], draft: Draft = chatDraft()): readonly Offer[] {
  return prices.map((price) => ({ draft, price }));
}

function stepOf(tokens: number): number {
  return tokens < 200 ? 1 : tokens < 1000 ? 5 : 10;
}

/** By the likely count clearly more would fit than by the highest. */
function isUnsure(draft: Draft, price: Price, usable: bigint): boolean {
  const largest = (tokens: number): number => {
    const asked = draft.outputTokensMax ?? price.outputTokensDefault ?? 0;
    const counted = { ...draft, inputTokens: { low: tokens, likely: tokens, high: tokens } };
    return searchLargest(1, asked, (output) => worstReserve(counted, price, output) <= usable) ?? 0;
  };
  const [sure, likely] = [largest(draft.inputTokens?.high ?? 0), largest(draft.inputTokens?.likely ?? 0)];
  return (sure - (sure % stepOf(sure))) * 100 < likely * 97;
}

const usables = fc.oneof(fc.bigInt(1n, 10_000n), fc.bigInt(1n, 10n ** 12n), fc.bigInt(1n, 10n ** 24n));

describe('the batch that fits', () => {
  it.each([
    ['25 records at 18 credits over 392', 25, 392n, 21],
    ['exactly one record', 25, 18n, 1],
    ['one credit less than a record', 25, 17n, null],
    ['nothing', 25, 0n, null],
    ['a debt', 25, -5n, null],
    ['the whole batch', 25, 450n, null],
    ['one credit less than the whole batch', 25, 449n, 24],
  ])('%s', (_name, count, credits, keep) => {
    expect(findFits(batchDraft(count), batchPrice(), credits * ONE, []).batchKeep).toBe(keep);
  });

  it('is exact: what is offered fits, one unit more would not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1_000_000_000 }),
        rates,
        roundings,
        usables,
        (count, rate, rounding, usable) => {
          const price = batchPrice({ rounding, rates: { records: rate } });
          const costOf = (records: number): bigint => priceUsage({ records }, price) ?? -1n;
          const { batchKeep } = findFits(batchDraft(count), price, usable, []);
          if (batchKeep === null) {
            // Then either not even one fits, or all do.
            expect(costOf(1) > usable || costOf(count) <= usable).toBe(true);
            return;
          }
          expect(batchKeep >= 1 && batchKeep < count).toBe(true);
          expect(costOf(batchKeep)).toBeLessThanOrEqual(usable);
          expect(costOf(batchKeep + 1)).toBeGreaterThan(usable);
        },
      ),
    );
  });

  it('is not offered where the request cannot be cut', () => {
    expect(findFits(batchDraft(25, { revisable: [] }), batchPrice(), 392n * ONE, []).batchKeep).toBeNull();
    expect(findFits(batchDraft(25), chatPrice(), 392n * ONE, []).batchKeep).toBeNull();
  });
});

describe('the answer that fits', () => {
  it('is rounded down to tens from a thousand on', () => {
    // 1,200 × $10/M + n × $30/M ≤ $0.05: n ≤ 1,266
    const fits = findFits(chatDraft(), chatPrice(), 50_000_000n, []);
    expect(fits).toMatchObject({ outputTokensMax: 1260, outputReserveNano: 49_800_000n });
  });

  it('takes the input at its highest count', () => {
    const draft = chatDraft({ inputTokens: { low: 1, likely: 1200, high: 1290 } });
    expect(findFits(draft, chatPrice(), 50_000_000n, []).outputTokensMax).toBe(1230);
  });

  it('is none where the count of the input decides more of it than a little', () => {
    const draft = chatDraft({ inputTokens: { low: 1, likely: 1200, high: 2000 } });
    expect(findFits(draft, chatPrice(), 50_000_000n, []).outputTokensMax).toBeNull();
    const longer = { ...draft, outputTokensMax: 20_000 };
    expect(findFits(longer, chatPrice(), 500_000_000n, []).outputTokensMax).toBe(16_000);
  });

  it('bounds each of several answers', () => {
    // 4 × n × $30/M ≤ $0.038: n ≤ 316
    expect(findFits(chatDraft({ answers: 4 }), chatPrice(), 50_000_000n, []).outputTokensMax).toBe(315);
  });

  it.each([
    ['the call fits as it is', chatDraft(), chatPrice(), ONE],
    ['the call just fits', chatDraft(), chatPrice(), 134_880_000n],
    ['fewer than 16 tokens would be left', chatDraft(), chatPrice(), 12_000_000n + 15n * 30_000n],
    ['the input alone does not fit', chatDraft(), chatPrice(), 11_999_999n],
    ['the output is free', chatDraft(), chatPrice({ rates: { 'input-tokens': 1n, 'output-tokens': 0n } }), 5n],
    [
      'the bound is unknown',
      chatDraft({ outputTokensMax: null }),
      chatPrice({ outputTokensDefault: null }),
      50_000_000n,
    ],
    ['the output has no price', chatDraft(), chatPrice({ rates: { 'input-tokens': 1n } }), 5n],
    ['it cannot be changed', chatDraft({ revisable: ['model'] }), chatPrice(), 50_000_000n],
  ])('is not offered where %s', (_name, draft, price, usable) => {
    expect(findFits(draft, price, usable, [])).toMatchObject({ outputTokensMax: null, outputReserveNano: null });
  });

  it('fits at the highest input, is shorter than what was asked, and one step more would not fit', () => {
    fc.assert(
      fc.property(chatCalls, usables, ({ draft, price }, usable) => {
        const asked = draft.outputTokensMax ?? price.outputTokensDefault ?? 0;
        const { outputTokensMax, outputReserveNano } = findFits(draft, price, usable, []);
        if (outputTokensMax === null) {
          const isNone = worstReserve(draft, price, asked) <= usable || worstReserve(draft, price, 16) > usable;
          expect(isNone || asked <= 16 || isUnsure(draft, price, usable)).toBe(true);
          return;
        }
        expect(outputTokensMax >= 16 && outputTokensMax < asked).toBe(true);
        expect(outputReserveNano).toBe(worstReserve(draft, price, outputTokensMax));
        expect(outputReserveNano ?? 0n).toBeLessThanOrEqual(usable);
        const step = stepOf(outputTokensMax + 9);
        expect(worstReserve(draft, price, outputTokensMax + step)).toBeGreaterThan(usable);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the model that fits', () => {
  const named = (model: string, input: bigint, output: bigint): Price =>
    chatPrice({ model, rates: { 'input-tokens': input, 'output-tokens': output } });
  const big = chatPrice();
  const middle = named('middle', 2_500_000n, 10_000_000n);
  const small = named('small', 150_000n, 600_000n);

  it('is the dearest of the cheaper ones that fit: closest to what was wanted', () => {
    expect(findFits(chatDraft(), big, 50_000_000n, offersOf([small, middle, big])).cheaper).toEqual({
      model: 'middle',
      reserveNano: 43_960_000n,
    });
    expect(findFits(chatDraft(), big, 40_000_000n, offersOf([small, middle, big])).cheaper?.model).toBe('small');
    expect(findFits(chatDraft(), big, 1_000_000n, offersOf([small, middle, big])).cheaper).toBeNull();
  });

  it.each([
    ['is dearer', chatDraft(), big, [named('huge', 20_000_000n, 60_000_000n)]],
    ['costs the same', chatDraft(), big, [named('twin', 10_000_000n, 30_000_000n)]],
    ['counts in another unit', chatDraft(), big, [{ ...small, unit: 'CNY' }]],
    ['has no name', chatDraft(), big, [{ ...small, model: null }]],
    ['has no output price', chatDraft(), big, [{ ...small, rates: { 'input-tokens': 1n } }]],
    ['cannot be asked for', chatDraft({ revisable: ['output-max'] }), big, [small]],
    [
      'cannot be compared with a reserve that is not known',
      chatDraft({ outputTokensMax: null }),
      chatPrice({ outputTokensDefault: null }),
      [small],
    ],
  ])('is none that %s', (_name, draft, price, prices) => {
    expect(findFits(draft, price, ONE, offersOf(prices, draft)).cheaper).toBeNull();
  });

  it('is cheaper and fits at the highest input, for any price list', () => {
    fc.assert(
      fc.property(
        chatCalls,
        fc.array(fc.tuple(rates, rates), { maxLength: 6 }),
        usables,
        ({ draft, price }, list, usable) => {
          const others = list.map(([input, output], index) => named(`other-${index}`, input, output));
          const { cheaper } = findFits(draft, price, usable, offersOf([price, ...others], draft));
          const reserves = others.map((other) => ({
            model: other.model,
            reserveNano: worstReserve(draft, other, draft.outputTokensMax ?? other.outputTokensDefault ?? 0),
          }));
          const own = worstReserve(draft, price, draft.outputTokensMax ?? price.outputTokensDefault ?? 0);
          const working = reserves.filter(({ reserveNano }) => reserveNano <= usable && reserveNano < own);
          if (cheaper === null) {
            expect(working).toEqual([]);
            return;
          }
          expect(working).toContainEqual(cheaper);
          expect(working.every(({ reserveNano }) => reserveNano <= cheaper.reserveNano)).toBe(true);
        },
      ),
    );
  });
});

describe('a provider that sets nothing aside', () => {
  it('is offered no other size: what it refuses, it refuses at every size', () => {
    const price = chatPrice({ setsAside: 'nothing' });
    const cheaper = chatPrice({ model: 'small', rates: { 'input-tokens': 1n, 'output-tokens': 1n } });
    for (const usable of [-ONE, 0n, 50_000_000n]) {
      expect(Object.values(findFits(chatDraft(), price, usable, offersOf([price, cheaper])))).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
    expect(findFits(batchDraft(25), batchPrice({ setsAside: 'nothing' }), 392n * ONE, []).batchKeep).toBeNull();
  });
});

describe('any form of price', () => {
  const forms: Readonly<Record<string, Partial<Price>>> = {
    'with a fee for the call': { callFee: 3_000_000_000n },
    'in sizes': {
      sizes: [{ aboveInputTokens: 1000, rates: { 'input-tokens': 20_000_000n, 'output-tokens': 45_000_000n } }],
    },
    'in whole points with a least charge': {
      points: {
        perUnitNano: 100n * ONE,
        parts: 10n ** 6n,
        rates: { 'input-tokens': 1_000n, 'output-tokens': 3_000n },
        pointsMin: 3n,
      },
    },
    'set aside at the price of input': {
      points: {
        perUnitNano: 500_000n * ONE,
        parts: 10n,
        rates: { 'input-tokens': 50n, 'output-tokens': 150n },
        pointsMin: 1n,
      },
      setsAside: { inputTokensMin: 500, form: 'floor' },
    },
  };

  it.each(Object.entries(forms))('%s: what is offered fits, and a step more would not', (_name, form) => {
    const price = chatPrice(form);
    const needOf = (outputTokensMax: number): bigint => reserveNano(chatDraft({ outputTokensMax }), price, 1200) ?? -1n;
    fc.assert(
      fc.property(fc.bigInt(1n, 300_000_000n), (usable) => {
        const { outputTokensMax } = findFits(chatDraft(), price, usable, []);
        if (outputTokensMax === null) {
          expect(needOf(4096) <= usable || needOf(16) > usable).toBe(true);
          return;
        }
        expect(needOf(outputTokensMax)).toBeLessThanOrEqual(usable);
        expect(needOf(outputTokensMax + stepOf(outputTokensMax + 9))).toBeGreaterThan(usable);
      }),
    );
  });
});

describe('what the provider itself says it sets aside', () => {
  const exact = chatDraft();
  const likely = reserveNano(exact, chatPrice(), 1200) ?? 0n;
  const fitOf = (stated: bigint, usable: bigint, draft = exact) =>
    findFits(draft, chatPrice(), usable, [], needsAsStated(draft, chatPrice(), stated) ?? undefined).outputTokensMax;

  it('tells how many tokens it counts', () => {
    // 1,300 of them at $10/M, which leaves 0.037 for the answer at $30/M.
    const draft = chatDraft({ inputTokens: { low: 1000, likely: 1200, high: 1500 } });
    expect(fitOf(likely + 1_000_000n, 50_000_000n, draft)).toBe(1230);
  });

  it('tells the ratio that it takes', () => {
    // 1.1 times: 50 / 1.1 = 45.45 for both.
    expect(fitOf((likely * 11n) / 10n, 50_000_000n)).toBe(1110);
    expect(fitOf(likely / 2n, 50_000_000n)).toBe(2930);
  });

  it('tells a part that is the same at every length', () => {
    const draft = chatDraft({ inputTokens: { low: 100, likely: 100, high: 100 } });
    const own = reserveNano(draft, chatPrice(), 100) ?? 0n;
    // It may be a ratio as well: only where both lead to about the same is one offered, the smaller.
    expect(fitOf(own + 33_000_007n, 150_000_000n, draft)).toBe(3860);
    expect(fitOf(own + 33_000_007n, 50_000_000n, draft)).toBeNull();
  });

  it('tells that it rounds up', () => {
    expect(fitOf(140_000_000n, 55_000_000n)).toBe(1260);
  });
});
