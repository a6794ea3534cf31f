import { describe, expect, it } from 'vitest';
import { explainRecord } from '../../lib/domain/explain-record.ts';
import { type Price, pricedBy } from '../../lib/domain/price.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { batchDraft, batchPrice, chatDraft, chatPrice, NOW, ONE } from './samples.ts';

const exactly = (nano: bigint, unit = 'USD') => ({ unit, lowNano: nano, likelyNano: nano, highNano: nano });
const BASE: CallRecord = {
  callId: 'a',
  requestId: 'a',
  provider: 'p',
  surface: 'p/chat',
  account: null,
  fingerprint: null,
  origin: 'https://p.example',
  model: 'big',
  draft: chatDraft(),
  estimateLikelyNano: 18_600_000n,
  outcome: 'answer',
  usage: { 'input-tokens': 1200, 'output-tokens': 310 },
  cost: exactly(21_300_000n),
  certainty: 'billed',
  refusalCause: null,
  isReviewed: true,
  openedAt: NOW,
  settledAt: NOW,
  day: '2026-11-21',
};

function say(change: Partial<CallRecord>, price: Price | null = chatPrice()) {
  const sum = explainRecord({ ...BASE, ...change }, price);
  const render = (texts: typeof sum.cost) => texts.map((text) => renderText(text, 'en'));
  return { cost: render(sum.cost), estimate: render(sum.estimate), certainty: renderText(sum.certainty, 'en') };
}

describe('the sum of a call that is over', () => {
  it('says what was corrected since, by its kind, and what the call comes to with that', () => {
    const of = (id: string, kind: 'refund' | 'reconciliation', nano: bigint) => ({ id, kind, unit: 'USD', nano });
    const corrections = [of('a', 'refund', -1_300_000n), of('b', 'refund', -10_000_000n)];
    expect(say({ corrections }).cost.slice(-2)).toEqual(['Given back since: $0.0113', 'With that it comes to $0.01.']);
    const lost = { outcome: 'cut', usage: null, cost: null, certainty: 'unknown' } as const;
    const accepted = [of('r', 'reconciliation', 5_000_000n)];
    expect(say({ ...lost, corrections: accepted }).cost.slice(-2)).toEqual([
      'Difference that the balance showed: $0.005',
      'With that it comes to $0.005.',
    ]);
    // What was said of it before its end was told is taken back.
    const back = [...accepted, of('r-back', 'reconciliation', -5_000_000n)];
    expect(say({ corrections: back }).cost).toEqual(say({}).cost);
    expect(say({ corrections: [of('r', 'reconciliation', -300_000n)] }).cost.slice(-2)).toEqual([
      'Difference that the balance showed: -$0.0003',
      'With that it comes to $0.021.',
    ]);
  });

  it('has the whole forecast beside it, never a point alone, and what that rested on', () => {
    const basis = {
      input: { low: 1200, likely: 1200, high: 1200 },
      output: { low: 60, likely: 220, high: 420 },
      ...{ outputMax: 4096, calls: 0, of: null },
    };
    const forecast = { lowNano: 13_800_000n, highNano: 24_600_000n, mostNano: 134_880_000n, basis };
    expect(say({ forecast }).estimate).toEqual([
      'Estimate before sending: $0.0186, between $0.0138 and $0.0246',
      '1,200 tokens in (counted), 60–420 out (what is usual: too few calls of yours yet).',
      'Four in five answers end within that.',
      'At most $0.13488: the answer may have 4,096 tokens.',
      'It cost $0.0027 more than estimated (15 %).',
    ]);
  });

  it('is tokens by price, part by part, against the estimate', () => {
    expect(say({})).toEqual({
      cost: [
        'Question: 1,200 tokens, / 1,000,000 × $10 = $0.012',
        'Answer: 310 tokens, / 1,000,000 × $30 = $0.0093',
        'Cost: $0.012 + $0.0093 = $0.0213',
      ],
      estimate: ['Estimate before sending: $0.0186', 'It cost $0.0027 more than estimated (15 %).'],
      certainty: "Certain: from the provider's own figures.",
    });
  });

  it('says when the price list of today does not lead there', () => {
    const { cost } = say({ cost: exactly(30_000_000n) });
    expect(cost.slice(-2)).toEqual([
      "By today's price list: $0.012 + $0.0093 = $0.0213",
      'Booked: $0.03. The provider stated it, or the price was another then.',
    ]);
  });

  it('is by the price it was booked with, whatever the list says today', () => {
    const today = { ...chatPrice(), rates: { 'input-tokens': 1n, 'output-tokens': 2n } };
    const kept = say({ pricedBy: pricedBy(chatPrice()) }, today);
    expect(kept.cost.at(-1)).toBe('Cost: $0.012 + $0.0093 = $0.0213');
    expect(say({ pricedBy: pricedBy(chatPrice()) }, null)).toEqual(kept);
  });

  it('says what the provider stated where that is not what its price leads to', () => {
    const { cost } = say({ cost: exactly(30_000_000n), pricedBy: pricedBy(chatPrice()) });
    expect(cost.slice(-2)).toEqual([
      'By its price then: $0.012 + $0.0093 = $0.0213',
      'Cost: $0.03, as the provider states it.',
    ]);
  });

  it('knows no price where none was known then, though today there is one', () => {
    expect(say({ cost: null, usage: null, pricedBy: null }).cost).toEqual([
      'The price of this model is not known, so there is no sum.',
    ]);
  });

  it('of a provider that bills in points is made of points, and leads to what was booked', () => {
    const points = {
      perUnitNano: 500_000n * ONE,
      parts: 100n,
      rates: { 'input-tokens': 15n, 'output-tokens': 60n },
      pointsMin: 1n,
    };
    const price = { ...chatPrice(), rates: { 'input-tokens': 300_000n, 'output-tokens': 1_200_000n }, points };
    const billed = { usage: { 'input-tokens': 8, 'output-tokens': 2 }, cost: exactly(4000n) };
    const lines = [
      'Question: 8 × 0.15 = 1.2 points',
      'Answer: 2 × 0.6 = 1.2 points',
      'Together: 1.2 + 1.2 = 2.4 points',
      'Rounded to whole points: 2',
    ];
    const worth = '2 points, 500,000 to $1 = $0.000004';
    expect(say({ ...billed, pricedBy: pricedBy(price) }).cost).toEqual([...lines, `Cost: ${worth}`]);
    expect(say({ ...billed, cost: exactly(5000n), pricedBy: pricedBy(price) }).cost).toEqual([
      ...lines,
      `By its price then: ${worth}`,
      'Cost: $0.000005, as the provider states it.',
    ]);
    const cost = { unit: 'USD', lowNano: 360_000n, likelyNano: 400_000n, highNano: 400_000n };
    const counted = { usage: null, certainty: 'estimated', cost, pricedBy: pricedBy(price) } as const;
    expect(say(counted).cost).toEqual([
      'Question: 1,200 × 0.15 = 180 points',
      'Question: 180 points, 500,000 to $1 = $0.00036',
      'Answer, counted while it came in: $0.00004',
      'Cost: $0.00036 + $0.00004 = $0.0004',
      'Between $0.00036 and $0.0004.',
    ]);
  });

  it('takes the figure of a provider that states it', () => {
    const change = { draft: batchDraft(21), usage: null, cost: exactly(378n * ONE, 'credits') };
    expect(say(change, batchPrice()).cost).toEqual(['Cost: 378 credits, as the provider states it.']);
  });

  it('counted by us, gives the rest to the answer and says between what', () => {
    const cost = { unit: 'USD', lowNano: 15_000_000n, likelyNano: 16_500_000n, highNano: 134_880_000n };
    expect(say({ outcome: 'cut', usage: null, certainty: 'estimated', cost })).toEqual({
      cost: [
        'Question: 1,200 tokens, / 1,000,000 × $10 = $0.012',
        'Answer, counted while it came in: $0.0045',
        'Cost: $0.012 + $0.0045 = $0.0165',
        'Between $0.015 and $0.13488.',
      ],
      estimate: ['Estimate before sending: $0.0186'],
      certainty: 'Counted by us: the answer did not say what was billed.',
    });
  });

  it('with a part that has no known price is at least what the rest came to, and nobody is said to have stated that', () => {
    const usage = { 'input-tokens': 1200, 'output-tokens': 310, searches: 2 };
    const cost = { unit: 'USD', lowNano: 21_300_000n, likelyNano: 21_300_000n, highNano: 134_880_000n };
    const said = say({ usage, cost, certainty: 'unknown', pricedBy: pricedBy(chatPrice()) });
    expect(said.cost).toEqual(['At least $0.0213: something in it has no price that is known.']);
  });

  it('of a batch without a stated cost is its count by its price', () => {
    const change = {
      draft: batchDraft(2),
      usage: null,
      certainty: 'estimated',
      cost: exactly(36n * ONE, 'credits'),
    } as const;
    expect(say(change, batchPrice()).cost).toEqual(['Cost: 2 × 18 credits = 36 credits']);
  });

  it.each<readonly [string, Partial<CallRecord>, Price | null, readonly string[]]>([
    [
      'refused',
      { outcome: 'refusal', usage: null, cost: exactly(0n) },
      chatPrice(),
      ['Nothing was charged: the provider said no.'],
    ],
    [
      'unpriced',
      { usage: null, cost: null, certainty: 'unknown' },
      null,
      ['The price of this model is not known, so there is no sum.'],
    ],
    [
      'lost',
      { outcome: 'cut', usage: null, cost: null, certainty: 'unknown' },
      chatPrice(),
      ['What it cost is not known: its end was not seen.'],
    ],
    [
      'failed',
      { outcome: 'error', usage: null, cost: null, certainty: 'unknown' },
      chatPrice(),
      ['What it cost is not known: an error may or may not be charged.'],
    ],
  ])('%s is no sum, and says why', (_name, change, price, lines) => {
    expect(say(change, price).cost).toEqual(lines);
  });

  it('says why there is no estimate', () => {
    expect(say({ estimateLikelyNano: null }).estimate).toEqual(['Not estimated: the price was not known.']);
    expect(say({ estimateLikelyNano: null, isReviewed: false }).estimate).toEqual([
      'Not estimated: it went out unchecked.',
    ]);
    expect(say({ estimateLikelyNano: 21_300_000n }).estimate[1]).toBe('It cost what was estimated.');
  });
});
