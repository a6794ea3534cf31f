import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRanges } from '../../lib/domain/accuracy.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { scoreLedger } from '../../lib/engine/score-ledger.ts';
import { binomialInterval } from '../../lib/forecast/score.ts';
import { chatRecord, ONE } from '../domain/samples.ts';

/** A call forecast at 100 to 400 tokens, most likely 200, for $0.02, and what came of it. */
function forecast(outputTokens: number, change: Partial<CallRecord> = {}): CallRecord {
  const nano = (ONE * BigInt(outputTokens)) / 10_000n;
  return chatRecord({
    estimateLikelyNano: ONE / 50n,
    forecast: {
      lowNano: ONE / 100n,
      highNano: ONE / 25n,
      basis: {
        input: { low: 1, likely: 1, high: 1 },
        output: { low: 100, likely: 200, high: 400 },
        outputMax: null,
        calls: 9,
        of: 'model',
      },
    },
    usage: { 'input-tokens': 1, 'output-tokens': outputTokens },
    cost: { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano },
    ...change,
  });
}

describe('the score of a ledger', () => {
  it('is of every call that was forecast and answered, all together and by model', () => {
    const { all, models } = scoreLedger([
      forecast(100),
      forecast(200),
      forecast(400, { model: 'other' }),
      forecast(800),
      forecast(150, { outcome: 'cut' }),
      forecast(150, { usage: null }),
      chatRecord(),
    ]);
    expect(all.calls).toBe(4);
    expect(all.inside).toBe(0.75);
    // By hand: 0.1, 0.5 and 0.9 of what each quantile was off, over three times the tokens that came.
    expect(all.pinball).toBeCloseTo((50 + 10 + 40 + (10 + 0 + 20) + (30 + 100 + 0) + (70 + 300 + 360)) / 3 / 1500, 2);
    expect(all.medianError).toBeCloseTo(0.5, 2);
    expect(models.map(({ model, calls }) => [model, calls])).toEqual([
      ['big', 3],
      ['other', 1],
    ]);
  });

  it('holds the likely cost against what was billed, in each unit, and against nothing that was not billed', () => {
    const credits = { unit: 'credits', lowNano: 1n, likelyNano: ONE / 50n, highNano: 1n };
    const { all } = scoreLedger([
      forecast(100),
      forecast(400, { certainty: 'estimated' }),
      forecast(200, { cost: credits }),
      forecast(200, { cost: null }),
    ]);
    expect(all.sums).toEqual([
      { unit: 'USD', likelyNano: ONE / 50n, billedNano: ONE / 100n },
      { unit: 'credits', likelyNano: ONE / 50n, billedNano: ONE / 50n },
    ]);
    expect(all.costError).toBe(0);
    expect(scoreLedger([forecast(100)]).all.costError).toBe(1);
  });

  it('shows how forecast and count are calibrated', () => {
    const counted = (billed: number, of: number) =>
      ({ counted: { input: { billed, counted: of }, output: 'unseen' } }) as const;
    const { all } = scoreLedger([
      forecast(100, counted(110, 100)),
      forecast(150, { counted: { input: 'media', output: 'unseen' } }),
      forecast(200, counted(330, 300)),
      forecast(401),
    ]);
    expect(all.within).toEqual([0.25, 0.75, 0.75]);
    expect(all.input).toEqual({ calls: 2, billed: 440, counted: 400 });
  });

  it('says nothing of nothing', () => {
    expect(scoreLedger([chatRecord()])).toEqual({
      all: {
        ...{ calls: 0, pinball: null, inside: null, insideRange: null, medianError: null, costError: null },
        ...{ within: null, input: null, sums: [] },
      },
      models: [],
    });
  });

  it('is a number, between bounds, whatever came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 60 }), (outputs) => {
        const { all } = scoreLedger(outputs.map((tokens) => forecast(tokens)));
        const [low = -1, high = -1] = all.insideRange ?? [];
        const inside = all.inside ?? -1;
        expect(0 <= low && low <= inside + 1e-12 && inside <= high + 1e-12 && high <= 1).toBe(true);
        expect(Number.isFinite(all.medianError)).toBe(true);
      }),
    );
  });
});

describe('whether ranges were right', () => {
  const of = (hits: number, calls: number) => {
    const outputs = Array.from({ length: calls }, (_none, at) => forecast(at < hits ? 200 : 900));
    return judgeRanges(scoreLedger(outputs).all);
  };
  it.each([
    [15, 19, 'few'],
    [16, 20, 'good'],
    [60, 100, 'narrow'],
    [82, 100, 'good'],
    [99, 100, 'wide'],
  ])('%i of %i within: %s', (hits, calls, verdict) => {
    expect(of(hits, calls)).toBe(verdict);
  });

  it('follows Wilson’s interval', () => {
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I: 81 of 263.
    const [low = 0, high = 0] = binomialInterval(81, 263) ?? [];
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.2553', '0.3662']);
    expect(binomialInterval(0, 0)).toBeNull();
  });
});
