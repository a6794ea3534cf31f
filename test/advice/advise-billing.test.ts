import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BillingAdvice,
  type BillingQuestion,
  openBillingAdvice,
  type Way,
} from '../../lib/advice/advise-billing.ts';
import { withBonus, withCommitment, withPackage } from '../../lib/advice/billing-ways.ts';
import { openPricer, type Pricer } from '../../lib/advice/price-book.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { HOUR, made, NO_BOOK, NOVEMBER, pricer, usd } from './samples.ts';

const DAY = 24 * HOUR;
const QUESTION: BillingQuestion = { days: 30, candidates: [], groups: {}, packages: [], commitments: [] };

function advise(
  records: readonly CallRecord[],
  change: Partial<BillingQuestion> = {},
  by: Pricer = pricer,
): BillingAdvice {
  const advice = openBillingAdvice({ ...QUESTION, ...change }, by);
  for (const record of records) advice.add(record);
  return advice.end();
}
const wayOf = (advice: BillingAdvice, kind: Way['kind']) => advice.ways.find(({ way }) => way.kind === kind);

/** Ten calls a day for thirty days, $0.0085 each: 30 days are $2.55. */
const steady = Array.from({ length: 300 }, (_, number) =>
  made(number, {
    openedAt: NOVEMBER + (number % 30) * DAY + 3 * HOUR,
    usage: { 'input-tokens': 1000, 'output-tokens': 100 },
    cost: usd(8_500_000n),
    pricedBy: { unit: 'USD', rates: { 'input-tokens': 1n }, rounding: 'half-up', date: '2026-11-01' },
  }),
);

describe('the pattern of use', () => {
  const change = (by: (record: CallRecord, number: number) => Partial<CallRecord>): readonly CallRecord[] =>
    steady.map((record, number) => ({ ...record, ...by(record, number) }));

  it.each([
    ['stable', steady],
    ['occasional', change(({ day }) => ({ day: day < '2026-11-15' ? '2026-11-02' : '2026-11-20' }))],
    ['occasional', change((_, number) => (number % 30 < 2 ? { cost: usd(10n ** 9n) } : {}))],
    ['media', change(() => ({ usage: { images: 1 } }))],
    ['chat', change(({ draft }) => ({ draft: draft && { ...draft, isStream: true } }))],
    ['chat', change(() => ({ origin: 'https://chat.example' }))],
  ])('is %s where it looks so', (pattern, records) => {
    const advice = advise(records);
    expect(advice.pattern?.pattern).toBe(pattern);
    const stay = Object.keys(advice.best).length === 0 ? [{ key: 'advice.stay' }] : [];
    expect(advice.reasons).toEqual([{ key: `advice.pattern.${pattern}` }, ...stay]);
  });

  it('is not told of a few calls, and nothing is advised', () => {
    const advice = advise(steady.slice(0, 9));
    expect([advice.pattern, advice.best, advice.reasons]).toEqual([null, {}, [{ key: 'advice.pattern.none' }]]);
  });

  it('decides nothing for calls that nobody waits for: where those are worth it, the batch is advised beside a chat', () => {
    const chat = (of20: number) =>
      steady.map((record, number) => ({
        ...record,
        draft: record.draft && { ...record.draft, isStream: number % 20 < of20 },
      }));
    // A batch costs $4.00 where it was $8.50: of eight in twenty it saves 21 % of all, of one 2.6 %.
    const [many, few] = [advise(chat(12)), advise(chat(19))];
    expect([many.pattern?.pattern, many.best.USD?.way.kind]).toEqual(['chat', 'batch']);
    expect(many.reasons).toEqual([{ key: 'advice.pattern.chat' }]);
    expect(wayOf(few, 'batch')?.savedNano.USD).toBe(15n * 4_500_000n);
    expect([few.best, few.reasons]).toEqual([{}, [{ key: 'advice.pattern.chat' }, { key: 'advice.stay' }]]);
  });
});

describe('the same calls', () => {
  it('as a batch cost half where the list has that, and only those that nobody waits for', () => {
    const streamed = steady.slice(0, 100).map((record) => ({
      ...record,
      draft: record.draft && { ...record.draft, isStream: true },
    }));
    const advice = advise([...streamed, ...steady.slice(100)]);
    const batch = wayOf(advice, 'batch');
    expect(batch?.compared).toMatchObject([{ calls: 200, wasNano: 200n * 8_500_000n }]);
    // 1,000 × $2.50 + 100 × $15, a million.
    expect(batch?.compared[0]?.likelyNano).toBe(200n * 4_000_000n);
    expect(batch?.leftOut).toEqual([{ why: 'kind', calls: 100, costNano: { USD: 100n * 8_500_000n } }]);
    expect(advice.best.USD?.way.kind).toBe('batch');
  });

  it('at the cheap hours cost what they cost there, whenever they were made', () => {
    const records = Array.from({ length: 24 * 7 }, (_, hour) =>
      made(hour, {
        ...{ provider: 'deepseek', model: 'deepseek-v4-pro', openedAt: NOVEMBER + hour * HOUR },
        usage: { 'input-tokens': 1_000_000 },
      }),
    );
    const [cheapest] = records.map(({ cost }) => cost?.likelyNano ?? 0n).toSorted((a, b) => (a < b ? -1 : 1));
    const offPeak = wayOf(advise(records), 'off-peak');
    expect(offPeak?.compared[0]?.likelyNano).toBe(BigInt(records.length) * (cheapest ?? 0n));
    expect(offPeak?.savedNano.USD ?? 0n).toBeGreaterThan(0n);
  });

  it('per request cost what a relay lists for a call, and by tokens what another lists for those', () => {
    const site = (perCall: string | null) => ({
      facts: {
        ...{ origin: 'https://relay.example', name: null, perUnit: '500000', generation: '2026' },
        shown: { unit: 'USD', perUnit: '1' },
      },
      prices: {
        ...{ readOn: '2026-11-01', userGroup: null, groupRatios: { default: '1', vip: '0.5' } },
        models: [{ name: 'gpt-5.5', perCall, input: '2.5', output: '6', cached: '0.1', groups: [] }],
      },
    });
    const book = {
      ...NO_BOOK,
      sites: { 'new-api@a.example': site('0.002'), 'new-api@b.example': site(null) },
      accounts: { 'new-api@a.example:7': { group: 'vip' }, 'new-api@b.example:8': { group: 'default' } },
    };
    const by = openPricer(book);
    const candidates = Object.keys(book.sites);
    const perRequest = wayOf(advise(steady, { candidates }, by), 'per-request');
    // $0.002 a call, half of it for the group.
    expect(perRequest).toMatchObject({
      way: { provider: 'new-api@a.example' },
      compared: [{ calls: 300, likelyNano: 300n * 1_000_000n }],
    });
    const perCall = steady.map((record) => ({
      ...record,
      ...{ provider: 'new-api@a.example', account: 'new-api@a.example:7', cost: usd(1_000_000n) },
      pricedBy: { unit: 'USD', rates: { requests: 1_000_000_000n }, rounding: 'half-up' as const, date: '2026-11-01' },
    }));
    // 2.5 points a token of input and 6 times that of output, 500,000 points a dollar.
    const perToken = wayOf(advise(perCall, { candidates }, by), 'per-token');
    expect(perToken).toMatchObject({
      way: { provider: 'new-api@b.example' },
      compared: [{ calls: 300, likelyNano: 300n * 8_000_000n }],
    });
    const noTokens = perCall.map((record) => ({ ...record, usage: { requests: 1 } }));
    expect(wayOf(advise(noTokens, { candidates }, by), 'per-token')).toBeUndefined();
  });

  it('in another group of the relay cost what its list says for that', () => {
    const prices = { readOn: '2026-11-01', userGroup: null, groupRatios: { default: '1', vip: '0.5' } };
    const model = { name: 'gpt-5.5', perCall: null, input: '2.5', output: '6', cached: '0.1', groups: [] };
    const shown = { unit: 'USD', perUnit: '1' };
    const facts = { origin: 'https://a.example', name: null, perUnit: '500000', generation: '2026', shown };
    const id = 'new-api@a.example';
    const book = { ...NO_BOOK, sites: { [id]: { facts, prices: { ...prices, models: [model] } } } };
    const records = steady.map((record) => ({ ...record, provider: id, fingerprint: 'f' }));
    const advice = advise(records, { groups: { [id]: ['default', 'vip'] } }, openPricer(book));
    const costs = advice.ways.flatMap(({ way, compared }) =>
      way.kind === 'group' ? [[way.group, compared[0]?.likelyNano]] : [],
    );
    expect(costs.toSorted()).toEqual([
      ['default', 300n * 8_000_000n],
      ['vip', 300n * 4_000_000n],
    ]);
  });
});

describe('what is bound for a month', () => {
  const used = { provider: 'openai', unit: 'USD', calls: 300, tokens: 330_000, nano: 2_550_000_000n };

  it('costs at least what it is, and what goes beyond it as before', () => {
    const offer = { provider: null, unit: 'USD', nano: 2_000_000_000n };
    expect(withPackage(used, { ...offer, includes: { kind: 'amount', nano: 3_000_000_000n } })).toBe(2_000_000_000n);
    expect(withPackage(used, { ...offer, includes: { kind: 'amount', nano: 2_500_000_000n } })).toBe(2_050_000_000n);
    expect(withPackage(used, { ...offer, includes: { kind: 'calls', count: 200 } })).toBe(2_850_000_000n);
    expect(withPackage(used, { ...offer, includes: { kind: 'tokens', count: 330_000 } })).toBe(2_000_000_000n);
  });

  it('is never cheaper than the discount allows, whatever is committed to', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: 90 }), (nano, least, percent) => {
        const cost = withCommitment({ nano }, { provider: null, unit: 'USD', nano: least, percent });
        expect(cost >= least && cost * 100n >= nano * BigInt(100 - percent)).toBe(true);
        const withMore = withBonus({ nano }, { fromNano: least, percent });
        expect(withMore >= least).toBe(true);
        if (withMore > least)
          expect(Math.abs(Number(withMore * BigInt(100 + percent) - nano * 100n))).toBeLessThan(200);
      }),
    );
  });

  it('is advised where use is stable, and not where it is occasional', () => {
    const packages = [
      { provider: 'openai', unit: 'USD', nano: 10n ** 9n, includes: { kind: 'amount' as const, nano: 10n ** 10n } },
    ];
    const streamed = steady.map((record) => ({ ...record, model: 'nobody', draft: null }));
    expect(advise(streamed, { packages }).best.USD?.way.kind).toBe('package');
    const rare = streamed.map((record) => ({ ...record, day: '2026-11-02' }));
    const advice = advise(rare, { packages });
    expect([wayOf(advice, 'package')?.savedNano.USD, advice.best]).toEqual([1_550_000_000n, {}]);
    expect(advice.reasons[1]).toEqual({ key: 'advice.stay.unfit' });
  });

  it('says calls of unknown cost, and counts none of them', () => {
    const advice = advise([...steady, made(999, { usage: null, certainty: 'unknown' })]);
    expect([advice.calls, advice.unknownCalls, advice.used[0]?.calls]).toEqual([301, 1, 300]);
  });
});
