import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Count, Outcome, Usage } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { outputBound } from '../../lib/domain/reserve.ts';
import { batchDraft, batchPrice, chatCalls, chatDraft, chatPrice, countRanges, ONE, refusalOf } from './samples.ts';

const answer = (given: { usage?: Usage; cost?: string; output?: Count } = {}): Outcome => ({
  kind: 'answer',
  usage: given.usage ?? null,
  cost: given.cost ?? null,
  output: given.output ?? null,
});
const cut = (given: Parameters<typeof answer>[0] = {}): Outcome => ({ ...answer(given), kind: 'cut' }) as Outcome;
const exactly = (nano: bigint, unit = 'USD') => ({ unit, lowNano: nano, likelyNano: nano, highNano: nano });
const three = (tokens: number): Count => ({ low: tokens, likely: tokens, high: tokens });

/** The sample call: 1,200 tokens in at $10 per million, out at $30 per million. */
const IN = 12_000_000n;
const OUT = 30_000n;

it('an answer that can have no output is counted by its input alone', () => {
  const price = chatPrice({
    rates: { 'input-tokens': 10_000_000n },
    outputTokensDefault: null,
    outputTokensPrior: null,
  });
  const outcome: Outcome = { kind: 'answer', usage: null, cost: null, output: null };
  expect(costOf(outcome, chatDraft({ outputTokensMax: 0 }), price, true)).toMatchObject({
    certainty: 'estimated',
    cost: { likelyNano: 12_000_000n, highNano: 12_000_000n },
  });
});

describe('whose figure counts', () => {
  const usage = { 'input-tokens': 1100, 'output-tokens': 100 };

  it('the provider’s own cost wins over its usage', () => {
    const outcome = answer({ usage, cost: '0.0123', output: three(90) });
    expect(costOf(outcome, chatDraft(), chatPrice(), true)).toEqual({
      cost: exactly(12_300_000n),
      certainty: 'billed',
    });
  });

  it('a cost in a unit of its own counts where the call is paid in that unit, and in no other', () => {
    const stated = { ...answer({ usage, cost: '0.0123' }), costUnit: 'USD' } as Outcome;
    const of = (price: Price) => costOf(stated, chatDraft(), price, true);
    expect(of(chatPrice())).toEqual({ cost: exactly(12_300_000n), certainty: 'billed' });
    expect(of(chatPrice({ unit: 'CNY' }))).toEqual({ cost: exactly(14_000_000n, 'CNY'), certainty: 'billed' });
    // A relay that bills in points of its own, and passes on what its supplier took.
    const points = { perUnitNano: 500_000_000_000_000n, parts: 1n, rates: chatPrice().rates, pointsMin: 0n };
    expect(of(chatPrice({ points })).cost?.likelyNano).not.toBe(12_300_000n);
  });

  it('its usage wins over our count', () => {
    const outcome = answer({ usage, output: three(90) });
    expect(costOf(outcome, chatDraft(), chatPrice(), true)).toEqual({
      cost: exactly(14_000_000n),
      certainty: 'billed',
    });
  });

  it('our count stands in where it says nothing, as a range', () => {
    const draft = chatDraft({ inputTokens: { low: 1000, likely: 1200, high: 1300 } });
    const outcome = answer({ output: { low: 90, likely: 100, high: 120 } });
    expect(costOf(outcome, draft, chatPrice(), true)).toEqual({
      cost: { unit: 'USD', lowNano: 12_700_000n, likelyNano: 15_000_000n, highNano: 16_600_000n },
      certainty: 'estimated',
    });
  });

  it.each(['-1', 'free', '', '1e999'])('a stated cost of "%s" is no cost', (cost) => {
    expect(costOf(answer({ usage, cost }), chatDraft(), chatPrice(), true).cost).toEqual(exactly(14_000_000n));
  });

  it('a stated cost of 0 is free', () => {
    expect(costOf(answer({ usage, cost: '0' }), chatDraft(), chatPrice(), true).cost).toEqual(exactly(0n));
  });

  // It was booked as our count, whose high end left the meter out just so: budgets counted less than was taken.
  it('usage in a meter without a price is the least of a cost that nobody knows', () => {
    const worst = { unit: 'USD', lowNano: 14_000_000n, likelyNano: 14_000_000n, highNano: IN + 4096n * OUT };
    for (const meter of ['searches', 'requests', 'audio-output-tokens'] as const) {
      for (const isUsageFinal of [{}, { isUsageFinal: false } as const]) {
        const strange: Outcome = {
          ...answer({ usage: { ...usage, [meter]: 2 }, output: three(100) }),
          ...isUsageFinal,
        };
        expect(costOf(strange, chatDraft(), chatPrice(), true)).toEqual({ cost: worst, certainty: 'unknown' });
      }
    }
    // More than its request allows, because what searches found was billed as input.
    const found = answer({ usage: { 'input-tokens': 500_000, 'output-tokens': 0, searches: 1 }, output: three(100) });
    expect(costOf(found, chatDraft(), chatPrice(), true)).toEqual({
      cost: exactly(5_000_000_000n),
      certainty: 'unknown',
    });
  });

  it('a meter of which nothing was used needs no price', () => {
    const none = answer({ usage: { ...usage, searches: 0 } });
    expect(costOf(none, chatDraft(), chatPrice(), true)).toEqual({ cost: exactly(14_000_000n), certainty: 'billed' });
  });
});

describe('a refusal', () => {
  it('costs nothing', () => {
    const refused = costOf({ kind: 'refusal', refusal: refusalOf() }, chatDraft(), chatPrice(), null);
    expect(refused).toEqual({ cost: exactly(0n), certainty: 'billed' });
  });

  it('inside a stream costs what had come, which nobody knows', () => {
    const refusal = refusalOf({ hasAnswerBegun: true });
    expect(costOf({ kind: 'refusal', refusal }, chatDraft(), chatPrice(), null)).toEqual({
      cost: { unit: 'USD', lowNano: IN, likelyNano: IN + 220n * OUT, highNano: IN + 4096n * OUT },
      certainty: 'unknown',
    });
  });
});

describe('a cut answer', () => {
  it('costs at least what came and at most the bound', () => {
    expect(costOf(cut({ output: { low: 90, likely: 100, high: 120 } }), chatDraft(), chatPrice(), true)).toEqual({
      cost: { unit: 'USD', lowNano: IN + 90n * OUT, likelyNano: IN + 100n * OUT, highNano: IN + 4096n * OUT },
      certainty: 'estimated',
    });
  });

  it('of which nobody saw anything is unknown, with a stated range', () => {
    expect(costOf(cut(), chatDraft(), chatPrice(), true)).toEqual({
      cost: { unit: 'USD', lowNano: IN, likelyNano: IN + 220n * OUT, highNano: IN + 4096n * OUT },
      certainty: 'unknown',
    });
  });

  it('is billed where the usage had come before the cut', () => {
    const usage = { 'input-tokens': 1, 'output-tokens': 1 };
    expect(costOf(cut({ usage }), chatDraft(), chatPrice(), true)).toEqual({
      cost: exactly(40_000n),
      certainty: 'billed',
    });
  });

  it('that had said only how it began is counted: its input as said, its output by us, with an interval', () => {
    const usage = { 'input-tokens': 1000, 'cached-input-tokens': 0, 'output-tokens': 1 };
    const begun = (output: Count | null, said = 1) =>
      costOf(
        { kind: 'cut', usage: { ...usage, 'output-tokens': said }, isUsageFinal: false, cost: null, output },
        chatDraft(),
        chatPrice({ rates: { ...chatPrice().rates, 'cached-input-tokens': 1_000_000n } }),
        true,
      );
    const cost = { unit: 'USD', lowNano: 10_000_000n + 90n * OUT, likelyNano: 10_000_000n + 100n * OUT };
    const highNano = 10_000_000n + 4096n * OUT;
    const seen = { low: 90, likely: 100, high: 120 };
    expect(begun(seen)).toEqual({ cost: { ...cost, highNano }, certainty: 'estimated' });
    // Thoughts that nobody saw are among what was said.
    expect(begun(seen, 500).cost).toMatchObject({ lowNano: 10_000_000n + 500n * OUT, highNano });
    expect(begun(null)).toMatchObject({ cost: { lowNano: 10_000_000n + OUT, highNano }, certainty: 'unknown' });
  });

  it('of a batch costs something between nothing and all', () => {
    expect(costOf(cut(), batchDraft(25), batchPrice(), true)).toEqual({
      cost: { unit: 'credits', lowNano: 0n, likelyNano: 0n, highNano: 450n * ONE },
      certainty: 'unknown',
    });
  });
});

describe('an error', () => {
  const known: Outcome = { kind: 'error', status: 500 };
  const none: Outcome = { kind: 'error', status: null };
  const range = { unit: 'USD', lowNano: 0n, likelyNano: 0n, highNano: IN + 4096n * OUT };
  it.each<[string, Outcome, boolean | null, ReturnType<typeof costOf>]>([
    ['is free where the provider says so', known, true, { cost: exactly(0n), certainty: 'estimated' }],
    ['is unknown where it may be charged', known, false, { cost: range, certainty: 'unknown' }],
    ['is unknown where nobody knows', known, null, { cost: range, certainty: 'unknown' }],
    ['without an answer is unknown: the call may have arrived', none, true, { cost: range, certainty: 'unknown' }],
  ])('%s', (_name, outcome, areErrorsFree, cost) => {
    expect(costOf(outcome, chatDraft(), chatPrice(), areErrorsFree)).toEqual(cost);
  });
});

it('a cut answer that nobody bounded ends at the latest where its model does', () => {
  const limited = chatPrice({ outputTokensDefault: null, outputTokensLimit: 8000 });
  const bounded = chatPrice({ outputTokensDefault: 8000 });
  const output = { low: 90, likely: 100, high: 120 };
  const draft = chatDraft({ outputTokensMax: null });
  const cost = costOf(cut({ output }), draft, limited, true);
  expect(cost).toEqual(costOf(cut({ output }), draft, bounded, true));
  expect(cost.cost?.highNano).toBeGreaterThan(cost.cost?.likelyNano ?? 0n);
});

describe('what cannot be known', () => {
  const noBound = chatPrice({ outputTokensDefault: null });
  const unread = chatDraft({ inputTokens: null });
  it.each<[string, Outcome, ReturnType<typeof chatDraft>, Price]>([
    ['an answer to a request that could not be read', answer({ output: three(5) }), unread, chatPrice()],
    ['a cut answer without any bound', cut(), chatDraft({ outputTokensMax: null }), noBound],
    [
      'an error of a call without any bound',
      { kind: 'error', status: null },
      chatDraft({ outputTokensMax: null }),
      noBound,
    ],
    ['an error of a request that could not be read', { kind: 'error', status: 500 }, unread, chatPrice()],
    ['records without a price', answer(), batchDraft(5), chatPrice()],
  ])('%s has no cost, not a cost of zero', (_name, outcome, draft, price) => {
    expect(costOf(outcome, draft, price, null)).toEqual({ cost: null, certainty: 'unknown' });
  });
});

it('a batch that was answered costs all of its records', () => {
  expect(costOf(answer(), batchDraft(25), batchPrice(), true)).toEqual({
    cost: exactly(450n * ONE, 'credits'),
    certainty: 'estimated',
  });
  expect(costOf(answer({ cost: '378' }), batchDraft(25), batchPrice(), true).cost).toEqual(
    exactly(378n * ONE, 'credits'),
  );
});

it('a call that never left costs nothing', () => {
  expect(costOf({ kind: 'unsent' }, chatDraft(), chatPrice(), null).cost).toEqual(exactly(0n));
});

it('keeps low ≤ likely ≤ high, and the true cost inside, for any counts', () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  const within = (low: number, high: number, share: number): number => low + Math.floor((high - low) * share);
  fc.assert(
    fc.property(chatCalls, fc.option(countRanges), fc.boolean(), shares, shares, (call, output, isCut, one, other) => {
      const { draft, price } = call;
      const kind = isCut ? 'cut' : 'answer';
      const { cost } = costOf({ kind, usage: null, cost: null, output }, draft, price, true);
      if (cost === null || draft.inputTokens === null) throw new Error('a bounded call has a cost');
      expect(cost.lowNano <= cost.likelyNano && cost.likelyNano <= cost.highNano).toBe(true);
      const input = within(draft.inputTokens.low, draft.inputTokens.high, one);
      // Of a cut answer the provider may have written more than arrived, up to the bound.
      const most = output && !isCut ? output.high : Math.max(outputBound(draft, price) ?? 0, output?.high ?? 0);
      const written = within(output?.low ?? 0, most, other);
      const trueNano = priceUsage({ 'input-tokens': input, 'output-tokens': written }, price) ?? -1n;
      expect(cost.lowNano <= trueNano && trueNano <= cost.highNano).toBe(true);
    }),
  );
});
