import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recountUsage } from '../../lib/advice/recount-usage.ts';
import { openWhatIf, type WhatIf, type WhatIfQuestion } from '../../lib/advice/what-if.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { HOUR, made, NOVEMBER, pricer } from './samples.ts';

const ASIS: WhatIfQuestion = { change: {}, cache: null, of: null };

function ask(question: Partial<WhatIfQuestion>, records: readonly CallRecord[]): WhatIf {
  const whatIf = openWhatIf({ ...ASIS, ...question }, pricer);
  for (const record of records) whatIf.add(record);
  return whatIf.end();
}

const USAGE = { 'input-tokens': 1000, 'cached-input-tokens': 500, 'output-tokens': 100 };

describe('the last days on another model', () => {
  it('that counts alike come to its price, to the nano-unit, whether its cache helps or not', () => {
    const { compared, leftOut } = ask({ change: { model: 'gpt-5.4' } }, [made(1, { usage: USAGE })]);
    // 1,000 × $2.50 + 500 × $0.25 + 100 × $15, a million; without cache 1,500 × $2.50.
    expect(compared).toEqual([
      {
        ...{ unitWas: 'USD', unit: 'USD', calls: 1, wasNano: 5_000_000n + 250_000n + 3_000_000n },
        ...{ lowNano: 4_125_000n, likelyNano: 4_125_000n, highNano: 5_250_000n },
      },
    ]);
    expect(leftOut).toEqual([]);
  });

  it('that counts otherwise are a range around what was counted anew', () => {
    const { compared, caveats } = ask({ change: { model: 'claude-sonnet-4-5', provider: 'anthropic' } }, [
      made(1, { usage: { 'input-tokens': 1000, 'output-tokens': 100 } }),
    ]);
    const [one] = compared;
    // o200k to Claude: 1.2 times, 0.98 to 1.65.
    expect(one).toMatchObject({ lowNano: 980n * 3000n + 98n * 15_000n, likelyNano: 1200n * 3000n + 120n * 15_000n });
    expect(one?.highNano).toBe(1650n * 3000n + 165n * 15_000n);
    expect(caveats.map(({ key }) => key)).toContain('advice.caveat.recounted');
  });

  it('leaves out, and says, what nobody can tell', () => {
    const { compared, leftOut } = ask({ change: { model: 'no-such-model' } }, [
      made(1, { usage: USAGE }),
      made(2, { usage: null }),
      made(3, { usage: { images: 2 }, model: null, cost: { unit: 'USD', lowNano: 5n, likelyNano: 5n, highNano: 5n } }),
    ]);
    expect(compared).toEqual([]);
    expect(leftOut).toEqual([
      { why: 'cost', calls: 1, costNano: {} },
      { why: 'price', calls: 1, costNano: { USD: 8_250_000n } },
      { why: 'kind', calls: 1, costNano: { USD: 5n } },
    ]);
  });

  it('in another currency is told beside what was paid, and never taken for it', () => {
    const usage = { 'input-tokens': 1000, 'output-tokens': 100 };
    const { compared } = ask({ change: { model: 'qwen3-max', provider: 'dashscope' } }, [made(1, { usage })]);
    expect(compared).toMatchObject([{ unitWas: 'USD', unit: 'CNY' }]);
  });

  it('takes the price of the time of each call', () => {
    // DeepSeek is dearer at certain hours of working days in China.
    const call = (number: number, openedAt: number): CallRecord =>
      made(number, { provider: 'deepseek', model: 'deepseek-v4-flash', openedAt, usage: USAGE });
    const monday = NOVEMBER + 24 * HOUR;
    const of = (hour: number) =>
      ask({ change: { model: 'deepseek-v4-pro' } }, [call(1, monday + hour * HOUR)]).compared[0]?.likelyNano ?? 0n;
    const costs = new Set(Array.from({ length: 24 }, (_, hour) => of(hour)));
    expect(costs.size).toBe(2);
  });

  it('of one model leaves the others out', () => {
    const records = [made(1, { usage: USAGE }), made(2, { usage: USAGE, model: 'gpt-5.4' })];
    const { compared, leftOut } = ask({ change: { model: 'gpt-5.4-mini' }, of: 'openai/gpt-5.5' }, records);
    expect([compared[0]?.calls, leftOut[0]?.why, leftOut[0]?.calls]).toEqual([1, 'kind', 1]);
  });
});

describe('the same with another use of caches', () => {
  const claude = (number: number, minute: number, usage: Readonly<Record<string, number>>): CallRecord =>
    made(number, { provider: 'anthropic', model: 'claude-sonnet-4-5', openedAt: NOVEMBER + minute * 60_000, usage });

  it('without one all input costs the full price', () => {
    const { compared } = ask({ cache: 'none' }, [made(1, { usage: USAGE })]);
    expect(compared[0]).toMatchObject({
      lowNano: 1500n * 5000n + 100n * 30_000n,
      highNano: 1500n * 5000n + 100n * 30_000n,
    });
  });

  it('kept for an hour is found where minutes were too short, and costs twice the input to write', () => {
    const written = { 'input-tokens': 0, 'cache-write-tokens': 10_000, 'output-tokens': 0 };
    const { compared } = ask({ cache: 'hour' }, [
      claude(1, 0, written),
      claude(2, 30, written),
      claude(3, 32, written),
    ]);
    // The second is found; the third came so soon that something else was in the way.
    expect(compared[0]).toMatchObject({ wasNano: 3n * 37_500_000n, likelyNano: 2n * 60_000_000n + 3_000_000n });
    expect(compared[0]?.highNano).toBe(3n * 60_000_000n);
  });

  it('with steady beginnings what was lost is found, at best all of the prompt before', () => {
    const usage = { 'input-tokens': 4096, 'output-tokens': 10 };
    const calls = [1, 2].map((number) => made(number, { usage, wasted: { lostTokens: 2000 } }));
    const [one] = ask({ cache: 'steady' }, calls).compared;
    expect((one?.wasNano ?? 0n) - (one?.likelyNano ?? 0n)).toBe(2n * 2000n * 4500n);
    expect(one?.highNano).toBe(one?.wasNano);
    expect(one?.lowNano ?? 0n).toBeLessThan(one?.likelyNano ?? 0n);
  });
});

describe('tokens of another model', () => {
  const models = fc.constantFrom(
    'gpt-5.5',
    'gpt-4',
    'claude-sonnet-4-5',
    'gemini-2.5-pro',
    'qwen3-max',
    'nobody-knows',
  );

  it('lie between both ends, and there and back again surround what they were', () => {
    fc.assert(
      fc.property(models, models, fc.integer({ min: 100, max: 1_000_000 }), (from, to, tokens) => {
        const usage = { 'input-tokens': tokens, 'output-tokens': tokens };
        const { low, likely, high } = recountUsage(usage, { from, to, draft: null });
        for (const meter of ['input-tokens', 'output-tokens'] as const) {
          expect(low[meter] ?? 0).toBeLessThanOrEqual(likely[meter] ?? 0);
          expect(likely[meter] ?? 0).toBeLessThanOrEqual(high[meter] ?? 0);
        }
        const back = recountUsage(likely, { from: to, to: from, draft: null });
        expect(Math.abs((back.likely['input-tokens'] ?? 0) - tokens)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('of pictures and sound stay as they were', () => {
    const usage = { 'input-tokens': 100, 'image-input-tokens': 700, 'audio-output-tokens': 30 };
    const { likely } = recountUsage(usage, { from: 'gpt-5.5', to: 'claude-sonnet-4-5', draft: null });
    expect(likely).toMatchObject({ 'input-tokens': 120, 'image-input-tokens': 700, 'audio-output-tokens': 30 });
  });
});
