import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSavings, type SavingKind, type Savings } from '../../lib/advice/find-savings.ts';
import type { WorthOf } from '../../lib/advice/savings-places.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { made, NOVEMBER, pricer, usd } from './samples.ts';

const DAY = 86_400_000;

const MONTH: WorthOf = { days: 30, dollarNano: {} };

function look(records: readonly CallRecord[], worth = MONTH): Savings {
  const savings = openSavings(pricer, worth);
  for (const record of records) savings.add(record);
  return savings.end();
}

/** One call and what of it is to be found, nano-units; gpt-5.5 is $5, $0.50 cached and $30 a million, gpt-5.4 half of it. */
type Planted = (
  number: number,
  tokens: number,
) => { readonly record: CallRecord; readonly kind: SavingKind | null; readonly nano: bigint };

const at = (number: number): { readonly openedAt: number } => ({ openedAt: NOVEMBER + (number % 30) * DAY + number });

const PLANTS: readonly Planted[] = [
  // Nothing to be found: a long answer.
  (number, tokens) => ({
    record: made(number, { ...at(number), usage: { 'input-tokens': 2000 + tokens, 'output-tokens': 900 } }),
    ...{ kind: null, nano: 0n },
  }),
  (number, tokens) => {
    const nano = BigInt(tokens) * 30_000n;
    const usage = { 'input-tokens': 10, 'output-tokens': tokens };
    return {
      record: made(number, { ...at(number), usage, outcome: 'error', cost: usd(nano) }),
      ...{ kind: 'failed', nano },
    };
  },
  (number, tokens) => {
    const record = made(number, {
      ...{ ...at(number), usage: { 'input-tokens': tokens, 'output-tokens': 700 } },
      // A pair is one call too many, as everything beyond it is.
      ...{ wasted: { repeat: 2 + (number % 3), lostTokens: 5000 } },
    });
    return { record, kind: 'repeats', nano: BigInt(tokens) * 5000n + 700n * 30_000n };
  },
  (number, tokens) => {
    const input = tokens % 1000;
    const record = made(number, { ...at(number), usage: { 'input-tokens': input, 'output-tokens': 100 } });
    return { record, kind: 'small-tasks', nano: BigInt(input) * 2500n + 100n * 15_000n };
  },
  (number, tokens) => {
    const usage = { 'input-tokens': 3000 + tokens, 'cached-input-tokens': 64, 'output-tokens': 400 };
    const record = made(number, { ...at(number), usage, wasted: { lostTokens: tokens } });
    return { record, kind: 'lost-cache', nano: BigInt(tokens) * 4500n };
  },
  (number, tokens) => {
    // claude-sonnet-4-5: $3 a million, $3.75 written.
    const model = 'claude-sonnet-4-5';
    const usage = { 'input-tokens': 5, 'cache-write-tokens': 2000 + tokens, 'output-tokens': 300 };
    const record = made(number, { ...at(number), provider: 'anthropic', model, usage });
    return { record, kind: 'unread-cache', nano: BigInt(2000 + tokens) * 750n };
  },
];

const month = fc.array(fc.tuple(fc.constantFrom(...PLANTS), fc.integer({ min: 1, max: 9000 })), {
  minLength: 200,
  maxLength: 400,
});

describe('what could be saved', () => {
  it('is found within 1 % of what was planted, whatever the month, and never below the floor', () => {
    fc.assert(
      fc.property(month, fc.integer({ min: 1, max: 16 }), (plan, times) => {
        // The same month several times over: sums above and below the floor.
        const planted = Array.from({ length: times }, (_, turn) =>
          plan.map(([plant, tokens], index) => plant(turn * plan.length + index, tokens)),
        ).flat();
        const { savings, spentNano, savedNano } = look(planted.map(({ record }) => record));
        const spent = planted.reduce((sum, { record }) => sum + (record.cost?.likelyNano ?? 0n), 0n);
        expect(spentNano).toEqual({ USD: spent });
        const sums = new Map<SavingKind, bigint>();
        for (const { kind, nano } of planted) if (kind !== null) sums.set(kind, (sums.get(kind) ?? 0n) + nano);
        for (const [kind, sum] of sums) {
          const found = savings.find((one) => one.kind === kind)?.nano ?? 0n;
          const isWorth = sum >= 1_000_000_000n && sum * 20n >= spent;
          if (isWorth) expect(Math.abs(Number(found - sum)) / Number(sum)).toBeLessThanOrEqual(0.01);
          else expect(found).toBe(0n);
        }
        // No call is in two sums.
        const all = savings.reduce((sum, { nano }) => sum + nano, 0n);
        expect(savedNano.USD ?? 0n).toBe(all);
        expect(all).toBeLessThanOrEqual(spent);
      }),
      { numRuns: 12 },
    );
  });

  it('is told with its sum, where it is, and how to put it right, in both languages', () => {
    const records = Array.from({ length: 100 }, (_, number) => {
      const usage = { 'input-tokens': 900, 'output-tokens': 150 };
      return made(number, { usage, origin: number < 70 ? 'tool:agent/tags' : 'tool:agent' });
    });
    const [saving, ...others] = look(Array.from({ length: 4 }, () => records).flat()).savings;
    expect(others).toEqual([]);
    // 400 × (900 × $2.50 + 150 × $15) / 1,000,000.
    expect(saving).toMatchObject({ kind: 'small-tasks', unit: 'USD', calls: 400, nano: 1_800_000_000n });
    expect(saving?.places[0]).toMatchObject({
      ...{ instead: 'gpt-5.4', calls: 280 },
      place: { model: 'gpt-5.5', origin: 'tool:agent/tags' },
    });
    if (saving === undefined) return;
    expect(renderText(saving.what, 'en')).toBe(
      '400 short calls went to a dear model: $1.80 more than a cheaper one takes.',
    );
    expect(renderText(saving.what, 'zh')).toContain('$1.80');
  });

  it.each([
    ['a dollar of a month', 'USD', 1_000_000_000n, MONTH],
    ['a week has a week of it', 'USD', 233_300_000n, { ...MONTH, days: 7 }],
    ['a year twelve and a sixth', 'USD', 12_166_700_000n, { ...MONTH, days: 365 }],
    ['of yuan about as much', 'CNY', 7_000_000_000n, MONTH],
    ['of yen, too', 'JPY', 150_000_000_000n, MONTH],
    ['by the rate that somebody gave', 'CNY', 8_000_000_000n, { ...MONTH, dollarNano: { CNY: 8_000_000_000n } }],
    ['of a currency that nobody knows, one', 'XTS', 1_000_000_000n, MONTH],
    ['of credits whatever it is', 'credits', 1n, MONTH],
  ] as const)('what is below the floor is not told: %s', (_why, unit, floorNano, worth) => {
    const failed = (nano: bigint) => {
      const cost = { unit, lowNano: nano, likelyNano: nano, highNano: nano };
      return look([made(1, { usage: { 'input-tokens': 10 }, outcome: 'error', cost })], worth).savings.length;
    };
    expect([failed(floorNano), failed(floorNano - 1n)]).toEqual([1, 0]);
  });

  it.each([
    ['tools were offered', { traits: ['tools'] as const }],
    ['thinking was asked for', { effort: 'high' }],
    ['pictures were shown', { media: [{ kind: 'image', times: 1 }] as const }],
  ])('is no cheaper model where %s', (_why, draft) => {
    const usage = { 'input-tokens': 900, 'output-tokens': 150 };
    const records = Array.from({ length: 1000 }, (__, number) => made(number, { usage, draft }));
    expect(look(records).savings).toEqual([]);
  });

  it('is nothing where the cache that was written to is read often enough', () => {
    const model = 'claude-sonnet-4-5';
    const written = { 'input-tokens': 5, 'cache-write-tokens': 100_000, 'output-tokens': 300 };
    const read = { 'input-tokens': 5, 'cached-input-tokens': 100_000, 'output-tokens': 300 };
    const records = Array.from({ length: 60 }, (_, number) =>
      made(number, { provider: 'anthropic', model, usage: number % 2 === 0 ? written : read }),
    );
    expect(look(records).savings).toEqual([]);
    expect(look(records.filter((_, index) => index % 2 === 0)).savings).toMatchObject([
      { kind: 'unread-cache', nano: 30n * 100_000n * 750n },
    ]);
  });

  it('says what it cannot tell: calls of unknown cost, and that nothing was compared', () => {
    const records = [
      made(1, { usage: { 'input-tokens': 5000, 'output-tokens': 900 } }),
      made(2, { usage: null, certainty: 'unknown' }),
      made(3, { usage: null, outcome: 'refusal', refusalCause: 'depleted' }),
    ];
    expect(look(records).unknown.map(({ key }) => key)).toEqual(['savings.unknown.cost', 'savings.unknown.marks']);
    expect(look(records).unknown[0]?.params).toEqual({ n: 1 });
  });
});

describe('money that is set aside for nothing', () => {
  // The sandbox sets aside what an answer may cost, as relays do.
  const call = (number: number, output: number, bound: number): CallRecord =>
    made(number, {
      ...{ provider: 'sandbox', model: 'toll-large', origin: 'tool:agent' },
      ...{ usage: { 'input-tokens': 2000, 'output-tokens': output }, draft: { outputTokensMax: bound } },
    });

  it('is told with the bound that does, and is in no saving', () => {
    const records = Array.from({ length: 2000 }, (_, number) => call(number, 100 + (number % 101), 8192));
    const { reserves, savedNano } = look(records);
    expect(reserves).toMatchObject([{ calls: 2000, longestTokens: 200, boundTokens: 320, usedBound: 8192 }]);
    const price = pricer.priceOf(records[0] ?? call(0, 1, 1), {});
    expect(reserves[0]?.nano).toBe((2000n * (8192n - 320n) * (price?.rates['output-tokens'] ?? 0n)) / 1000n);
    expect(savedNano).toEqual({});
  });

  it.each([
    ['few answers show nothing', Array.from({ length: 19 }, (_, number) => call(number, 100, 100_000))],
    ['a bound that an answer came near is none', Array.from({ length: 500 }, (_, number) => call(number, 900, 2000))],
  ])('%s', (_why, records) => {
    expect(look(records).reserves).toEqual([]);
  });
});
