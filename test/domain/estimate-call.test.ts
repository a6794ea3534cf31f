import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateCall, quantile } from '../../lib/domain/estimate-call.ts';
import { outputBound } from '../../lib/domain/reserve.ts';
import { batchDraft, batchPrice, chatCalls, chatDraft, chatPrice, lengthsOf, ONE, roundings } from './samples.ts';

const quantiles = fc
  .tuple(fc.nat(2_000_000), fc.nat(2_000_000), fc.nat(2_000_000), fc.nat(70))
  .map(([a, b, c, calls]) =>
    lengthsOf(Math.min(a, b, c), a + b + c - Math.min(a, b, c) - Math.max(a, b, c), Math.max(a, b, c), calls),
  );

describe('a call priced by tokens', () => {
  it('sets aside input and max_tokens, and forecasts the stated prior where there is no history', () => {
    const estimate = estimateCall(chatDraft(), chatPrice(), null);
    expect(estimate).toMatchObject({
      unit: 'USD',
      lowNano: 13_800_000n,
      likelyNano: 18_600_000n,
      highNano: 24_600_000n,
      reserveNano: 134_880_000n,
      reserveLowNano: 134_880_000n,
      isPrior: true,
    });
  });

  it('takes the quantiles that calls before it led to, and says of how many', () => {
    expect(estimateCall(chatDraft(), chatPrice(), lengthsOf(100, 300, 500, 5))).toMatchObject({
      isPrior: false,
      lowNano: 15_000_000n,
      likelyNano: 21_000_000n,
      highNano: 27_000_000n,
      basis: { output: { low: 100, likely: 300, high: 500 }, calls: 5, of: 'model', outputMax: 4096 },
    });
    const few = estimateCall(chatDraft(), chatPrice(), lengthsOf(60, 100, 420, 0));
    expect(few).toMatchObject({ isPrior: true, likelyNano: 15_000_000n, basis: { calls: 0, of: null } });
  });

  it('cannot exceed its bound, at the highest count of its input', () => {
    const draft = chatDraft({ inputTokens: { low: 1000, likely: 1200, high: 1500 }, answers: 2 });
    expect(estimateCall(draft, chatPrice(), null)?.mostNano).toBe(260_760_000n);
    expect(estimateCall({ ...draft, outputTokensMax: null }, chatPrice({ outputTokensDefault: null }), null)).toEqual(
      expect.not.objectContaining({ mostNano: expect.anything() }),
    );
    // The model gives no longer answers; what is set aside does not follow from that.
    const limited = chatPrice({ outputTokensDefault: null, outputTokensLimit: 350 });
    const open = estimateCall({ ...draft, outputTokensMax: null }, limited, null);
    expect(open).toMatchObject({ reserveNano: null, basis: { outputMax: 700, output: { high: 700 } } });
    expect(open?.mostNano).toBe(open?.highNano);
    // A price that may be another one bounds nothing.
    expect(estimateCall(draft, chatPrice({ isGuess: true }), null)).not.toHaveProperty('mostNano');
  });

  it('says what 19 of 20 such calls cost at the most, within the same bound', () => {
    const lengths = lengthsOf(100, 300, 500, 46, 700);
    expect(estimateCall(chatDraft(), chatPrice(), lengths)).toMatchObject({
      usualNano: 33_000_000n,
      basis: { outputUsual: 700 },
    });
    const bounded = estimateCall(chatDraft({ outputTokensMax: 600 }), chatPrice(), lengths);
    expect(bounded).toMatchObject({ usualNano: bounded?.mostNano, basis: { outputUsual: 600 } });
  });

  it('says how much of the answer will be thoughts, within the same bound', () => {
    const thought = { p10: 10, p50: 200, p90: 9000, p95: 9000 };
    const estimate = estimateCall(chatDraft(), chatPrice(), { ...lengthsOf(100, 300, 500), thought });
    expect(estimate?.basis?.thought).toEqual({ low: 10, likely: 200, high: 4096 });
  });

  it('never forecasts more output than max_tokens allows', () => {
    const estimate = estimateCall(chatDraft({ outputTokensMax: 100 }), chatPrice(), null);
    expect(estimate).toMatchObject({ lowNano: 13_800_000n, likelyNano: 15_000_000n, highNano: 15_000_000n });
  });

  it('keeps apart what is set aside at the likely and at the lowest count of the input', () => {
    const draft = chatDraft({ inputTokens: { low: 1000, likely: 1200, high: 1500 } });
    expect(estimateCall(draft, chatPrice(), null)).toMatchObject({
      lowNano: 11_800_000n,
      highNano: 27_600_000n,
      reserveNano: 134_880_000n,
      reserveLowNano: 132_880_000n,
    });
  });

  it('sets aside the provider’s default where the client gave no bound', () => {
    expect(
      estimateCall(chatDraft({ outputTokensMax: null }), chatPrice({ outputTokensDefault: 100 }), null),
    ).toMatchObject({
      reserveNano: 15_000_000n,
    });
  });

  it('knows what a call without an answer costs, though its price has none for answers', () => {
    const price = chatPrice({
      rates: { 'input-tokens': 10_000_000n },
      outputTokensDefault: null,
      outputTokensPrior: null,
    });
    expect(estimateCall(chatDraft({ outputTokensMax: 0 }), price, null)).toMatchObject({
      lowNano: 12_000_000n,
      likelyNano: 12_000_000n,
      highNano: 12_000_000n,
      reserveNano: 12_000_000n,
    });
    expect(estimateCall(chatDraft(), price, null)).toBeNull();
  });

  it('does not know what is set aside where the provider’s default is unknown', () => {
    const estimate = estimateCall(chatDraft({ outputTokensMax: null }), chatPrice({ outputTokensDefault: null }), null);
    expect(estimate).toMatchObject({ reserveNano: null, reserveLowNano: null, likelyNano: 18_600_000n });
    expect(estimate?.parts.map((part) => part.role)).toEqual(['likely', 'likely']);
  });

  it('counts every answer asked for', () => {
    const one = estimateCall(chatDraft(), chatPrice({ rates: { 'input-tokens': 0n, 'output-tokens': 1000n } }), null);
    const three = estimateCall(
      chatDraft({ answers: 3 }),
      chatPrice({ rates: { 'input-tokens': 0n, 'output-tokens': 1000n } }),
      null,
    );
    expect([three?.likelyNano, three?.reserveNano]).toEqual([660n, 12_288n]);
    expect([one?.likelyNano, one?.reserveNano]).toEqual([220n, 4096n]);
  });

  it.each([
    ['no input rate', chatDraft(), chatPrice({ rates: { 'output-tokens': 1n } })],
    ['no output rate', chatDraft(), chatPrice({ rates: { 'input-tokens': 1n } })],
    ['neither prior nor history', chatDraft(), chatPrice({ outputTokensPrior: null })],
    ['no counted input', chatDraft({ inputTokens: null }), chatPrice()],
    ['a price per record for a chat', chatDraft(), batchPrice()],
    ['a price per token for a batch', batchDraft(5), chatPrice()],
  ])('is unknown with %s', (_name, draft, price) => {
    expect(estimateCall(draft, price, null)).toBeNull();
  });

  it('keeps its figures in order, for any size, price and history', () => {
    fc.assert(
      fc.property(chatCalls, fc.option(quantiles), ({ draft, price }, lengths) => {
        const estimate = estimateCall(draft, price, lengths);
        if (estimate === null) throw new Error('a priced call has an estimate');
        const { lowNano, likelyNano, highNano, mostNano, reserveNano, reserveLowNano } = estimate;
        expect(0n <= lowNano && lowNano <= likelyNano && likelyNano <= highNano).toBe(true);
        expect(mostNano !== undefined && highNano <= mostNano).toBe(true);
        expect(reserveLowNano !== null && reserveNano !== null && reserveLowNano <= reserveNano).toBe(true);
        // The provider tests the bound, the answer stays below it.
        expect(likelyNano <= (reserveNano ?? -1n)).toBe(true);
      }),
    );
  });

  it('shows parts that add up to the figures, but for one nano-unit of rounding a part', () => {
    fc.assert(
      fc.property(chatCalls, ({ draft, price }) => {
        const estimate = estimateCall(draft, price, null);
        for (const [role, nano] of [
          ['likely', estimate?.likelyNano],
          ['reserve', estimate?.reserveNano],
        ] as const) {
          const parts = estimate?.parts.filter((part) => part.role === role) ?? [];
          const sum = parts.reduce((total, part) => total + part.nano, 0n);
          const apart = sum - (nano ?? 0n);
          expect(apart >= -2n && apart <= 2n).toBe(true);
        }
      }),
    );
  });
});

describe('a call priced by units', () => {
  it('is exact before it is sent: 25 records at 18 credits are 450', () => {
    const estimate = estimateCall(batchDraft(25), batchPrice(), null);
    for (const figure of ['lowNano', 'likelyNano', 'highNano', 'reserveNano', 'reserveLowNano'] as const) {
      expect(estimate?.[figure]).toBe(450n * ONE);
    }
    expect(estimate).toMatchObject({ unit: 'credits', isPrior: false });
  });

  it('stays exact at 10⁹ records of 10¹² credits', () => {
    const price = batchPrice({ rates: { records: 10n ** 12n * 1000n * ONE } });
    expect(estimateCall(batchDraft(1_000_000_000), price, null)?.likelyNano).toBe(10n ** 21n * ONE);
  });

  it('rounds by the price’s own mode', () => {
    fc.assert(
      fc.property(roundings, fc.nat(5000), (rounding, count) => {
        const nano = estimateCall(
          batchDraft(count),
          batchPrice({ rounding, rates: { records: 1500n } }),
          null,
        )?.likelyNano;
        const exact = 1.5 * count;
        expect(Number(nano)).toBe({ up: Math.ceil, 'half-up': Math.round, down: Math.floor }[rounding](exact));
      }),
    );
  });
});

describe('outputBound', () => {
  it.each([
    [100, 1, 50, 100],
    [100, 3, 50, 300],
    [null, 3, 50, 150],
    [null, 1, null, null],
  ])('with max_tokens %s, %d answers and default %s is %s', (outputTokensMax, answers, outputTokensDefault, bound) => {
    expect(outputBound(chatDraft({ outputTokensMax, answers }), chatPrice({ outputTokensDefault }))).toBe(bound);
  });
});

describe('quantile', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.1, 1],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.5, 5],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95, 10],
    [[7], 0.5, 7],
    [[], 0.5, null],
  ])('of %j at %d is %s', (values, q, found) => {
    expect(quantile(values, q)).toBe(found);
  });

  it('is a value of the list that at least that share does not pass, for numbers and bigints', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const found = quantile(values, q);
        if (found === null) throw new Error('a list that is not empty has quantiles');
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(q * values.length - 1e-9);
      }),
    );
  });
});

describe('input that may be cached', () => {
  const rates = { 'input-tokens': 10_000_000n, 'cached-input-tokens': 1_000_000n, 'output-tokens': 30_000_000n };

  it('counts as dearer, not cached, but at the low end of the range', () => {
    const plain = estimateCall(chatDraft(), chatPrice(), null);
    const cached = estimateCall(chatDraft(), chatPrice({ rates }), null);
    // 1,200 × $1 and 60 × $30 a million.
    expect(cached).toEqual({ ...plain, lowNano: 3_000_000n });
  });
});

describe('a provider that sets nothing aside', () => {
  it.each([
    ['tokens', chatDraft(), chatPrice({ setsAside: 'nothing' }), chatPrice()],
    [
      'tokens without any bound',
      chatDraft({ outputTokensMax: null }),
      chatPrice({ setsAside: 'nothing', outputTokensDefault: null }),
      chatPrice({ outputTokensDefault: 4096 }),
    ],
    ['records', batchDraft(25), batchPrice({ setsAside: 'nothing' }), batchPrice()],
  ] as const)('needs nothing for %s, and costs the same', (_name, draft, price, other) => {
    const estimate = estimateCall(draft, price, null);
    expect(estimate).toMatchObject({ reserveNano: 0n, reserveLowNano: 0n });
    expect(estimate?.parts.map(({ role }) => role)).not.toContain('reserve');
    expect(estimate?.likelyNano).toBe(estimateCall(draft, other, null)?.likelyNano);
  });
});
