import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../lib/domain/call.ts';
import { type BilledSample, isOff, OFF_MIN, priceByBills, sampleOf } from '../../lib/domain/learn-price.ts';
import { halfOfLastDigit, toDecimal } from '../../lib/domain/money.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { batchPrice, chatPrice, ONE } from './samples.ts';

/** $10 in, $1 cached, $30 out for a million tokens. */
const LISTED = chatPrice({
  rates: { 'input-tokens': 10_000_000n, 'cached-input-tokens': 1_000_000n, 'output-tokens': 30_000_000n },
  rounding: 'half-up',
});
const tokens = (input: number, output: number, cached = 0): Usage => ({
  'input-tokens': input,
  'output-tokens': output,
  ...(cached > 0 && { 'cached-input-tokens': cached }),
});
/** Calls of different shapes. */
const SHAPES = [tokens(1200, 300), tokens(9000, 40), tokens(500, 2500), tokens(3100, 900), tokens(40, 800)];

function billed(usage: Usage, truth: Price, listed: Price = LISTED, digits = 9): BilledSample {
  const nano = priceUsage(usage, truth) ?? 0n;
  const unit = 10n ** BigInt(9 - digits);
  const sample = sampleOf(listed, usage, toDecimal(((nano + unit / 2n) / unit) * unit));
  if (sample === null) throw new Error('no sample');
  // JSON drops zeros at the end: what was rounded to six digits is known no better than that.
  return { ...sample, slackNano: sample.slackNano + unit / 2n };
}

const times = (factor: bigint, per = 1n, price: Price = LISTED): Price => ({
  ...price,
  rates: Object.fromEntries(Object.entries(price.rates).map(([meter, rate]) => [meter, (rate * factor) / per])),
});
const all = (truth: Price, shapes = SHAPES): readonly BilledSample[] => shapes.map((usage) => billed(usage, truth));
const DOUBLE = times(2n);

describe('the list holds', () => {
  it.each([0, 1, 2])('while only %i calls in a row were billed another sum', (count) => {
    expect(priceByBills(LISTED, all(DOUBLE).slice(0, count))).toBe(LISTED);
  });

  it('no more at the third', () => {
    expect(OFF_MIN).toBe(3);
    expect(priceByBills(LISTED, all(DOUBLE).slice(0, 3)).basis).toMatchObject({ kind: 'learned', calls: 3 });
  });

  it('again as soon as one call is billed by it: the price went back', () => {
    const samples = [...all(DOUBLE), billed(tokens(700, 70), LISTED)];
    expect(priceByBills(LISTED, samples)).toBe(LISTED);
    const again = [...samples, ...all(DOUBLE).slice(0, 2)];
    expect(priceByBills(LISTED, again)).toBe(LISTED);
    expect(priceByBills(LISTED, [...samples, ...all(DOUBLE).slice(0, 3)]).basis).toMatchObject({ calls: 3 });
  });

  it.each([
    [1000n, 1005n, false],
    [1000n, 1007n, true],
    [1000n, 995n, false],
    [1000n, 993n, true],
    [0n, 1n, false],
    [0n, 2n, true],
  ])('within a two-hundredth and rounding: listed %s, billed %s', (listedNano, billedNano, off) => {
    const sample: BilledSample = { unit: 'USD', usage: tokens(1, 1), billedNano, listedNano, slackNano: 1n, list: '' };
    expect(isOff(sample)).toBe(off);
  });

  it('though sums are stated to a hundredth of a cent only: that is rounding, not another price', () => {
    const shapes = [tokens(1237, 311), tokens(9013, 47), tokens(501, 2503)];
    const samples = shapes.map((usage) => billed(usage, LISTED, LISTED, 4));
    expect(samples.some(({ billedNano, listedNano }) => billedNano !== listedNano)).toBe(true);
    expect(priceByBills(LISTED, samples)).toBe(LISTED);
  });

  it('for bills of another unit, or by a list that has been replaced since', () => {
    expect(priceByBills({ ...LISTED, unit: 'CNY' }, all(DOUBLE))).toMatchObject({ unit: 'CNY', rates: LISTED.rates });
    const newer = { ...LISTED, date: '2026-12-01' };
    expect(priceByBills(newer, all(DOUBLE))).toBe(newer);
  });

  it('for a price of the user’s own, who knows better', () => {
    const own: Price = { ...LISTED, basis: { kind: 'own' } };
    expect(priceByBills(own, all(DOUBLE))).toBe(own);
  });
});

describe('what is learned', () => {
  it('is one factor where everything changed alike, for hours and sizes as well', () => {
    const rates = { 'input-tokens': 20_000_000n, 'output-tokens': 60_000_000n };
    const price: Price = {
      ...LISTED,
      sizes: [{ aboveInputTokens: 200_000, rates }],
      windows: [{ fromMinute: 0, toMinute: 60, weekdays: [1], exceptDays: [], rates }],
    };
    const learned = priceByBills(price, all(times(85n, 100n)));
    expect(learned.basis).toEqual({ kind: 'learned', calls: 5, percentOff: 1 });
    expect(learned.rates).toEqual({
      'input-tokens': 8_500_000n,
      'cached-input-tokens': 850_000n,
      'output-tokens': 25_500_000n,
    });
    expect(learned.sizes?.[0]?.rates['output-tokens']).toBe(51_000_000n);
    expect(learned.windows?.[0]?.rates['input-tokens']).toBe(17_000_000n);
  });

  it('is each rate by itself where only one changed, and what no call used is not told', () => {
    const truth = { ...LISTED, rates: { 'input-tokens': 10_000_000n, 'output-tokens': 45_000_000n } };
    const learned = priceByBills(LISTED, all(truth));
    expect(learned.rates).toEqual(truth.rates);
    expect(learned.untold).toEqual(['cached-input-tokens']);
    expect(priceUsage(tokens(10, 10, 10), learned)).toBeNull();
    expect(learned.isGuess).toBeUndefined();
  });

  it('is round where sums were rounded to a millionth, and says how far off it may be', () => {
    const shapes = [tokens(120_000, 3000), tokens(900, 25_000), tokens(50_000, 50_000), tokens(3000, 90_000)];
    const truth = { ...LISTED, rates: { 'input-tokens': 12_500_000n, 'output-tokens': 37_500_000n } };
    const learned = priceByBills(
      LISTED,
      shapes.map((usage) => billed(usage, truth, LISTED, 6)),
    );
    expect(learned.rates).toMatchObject({ 'input-tokens': 12_500_000n, 'output-tokens': 37_500_000n });
    expect(learned.basis).toMatchObject({ kind: 'learned', percentOff: 1 });
  });

  it('is that of the last calls where the price changed twice', () => {
    const samples = [...all(times(3n)), ...all(DOUBLE).slice(0, 3)];
    const learned = priceByBills(LISTED, samples);
    expect(learned.rates['input-tokens']).toBe(20_000_000n);
    expect(learned.basis).toMatchObject({ kind: 'learned', calls: 3 });
  });

  it('for records is a whole rate: 25 at 20 credits instead of 18', () => {
    const price = batchPrice();
    const credits = batchPrice({ rates: { records: 20_000n * ONE } });
    const samples = [25, 7, 12].map((records) => billed({ records }, credits, price, 0));
    expect(samples.every(({ slackNano }) => slackNano >= ONE / 2n)).toBe(true);
    expect(priceByBills(price, samples).rates.records).toBe(credits.rates.records);
  });

  it('knows no better than the points that are billed', () => {
    const points = {
      perUnitNano: 500_000n * ONE,
      parts: 10n,
      rates: { 'input-tokens': 50n, 'output-tokens': 150n },
      pointsMin: 1n,
    };
    const price = chatPrice({ points });
    const double = { ...price, points: { ...points, rates: { 'input-tokens': 100n, 'output-tokens': 300n } } };
    const learned = priceByBills(
      price,
      SHAPES.map((usage) => billed(usage, double, price)),
    );
    const doubled = { 'input-tokens': 100n, 'output-tokens': 300n };
    expect(
      Object.entries(doubled).map(([meter, rate]) => [meter, (rate * (learned.points?.parts ?? 0n)) / 10n]),
    ).toEqual(Object.entries(learned.points?.rates ?? {}));
    // A point more or less on a call of a few is what rounding does.
    const few = [tokens(1, 0), tokens(0, 1), tokens(2, 1)];
    const point = { ...price, points: { ...points, rates: { 'input-tokens': 55n, 'output-tokens': 155n } } };
    expect(
      priceByBills(
        price,
        few.map((usage) => billed(usage, point, price)),
      ),
    ).toBe(price);
  });
});

describe('what cannot be told is refused: it seems to have changed, and nobody is held', () => {
  it.each<readonly [string, readonly BilledSample[]]>([
    ['calls of one shape', Array.from({ length: 5 }, () => billed(tokens(1000, 200), DOUBLE))],
    ['calls of one shape and many lengths', [1, 2, 5, 9].map((n) => billed(tokens(1000 * n, 200 * n), DOUBLE))],
    ['sums that follow no price', SHAPES.map((usage, index) => billed(usage, times(BigInt(2 + (index % 3) * 3))))],
    [
      'three rates out of three calls: any three sums could be led to',
      [tokens(1000, 10, 50), tokens(10, 900, 500), tokens(400, 300, 9000)].map((usage) =>
        billed(usage, {
          ...LISTED,
          rates: { 'input-tokens': 11_000_000n, 'cached-input-tokens': 9_000_000n, 'output-tokens': 40_000_000n },
        }),
      ),
    ],
  ])('%s', (_name, samples) => {
    const price = priceByBills(LISTED, samples);
    expect(price).toEqual({ ...LISTED, isGuess: true, basis: { kind: 'changed', calls: samples.length } });
  });

  it('three rates out of four calls are told', () => {
    const truth: Price = {
      ...LISTED,
      rates: { 'input-tokens': 11_000_000n, 'cached-input-tokens': 9_000_000n, 'output-tokens': 40_000_000n },
    };
    const shapes = [tokens(1000, 10, 50), tokens(10, 900, 500), tokens(400, 300, 9000), tokens(70, 80, 90)];
    expect(priceByBills(LISTED, all(truth, shapes)).rates).toEqual(truth.rates);
  });
});

it('whatever is learned leads to every sum it was learned from', () => {
  const usage = fc
    .record({ input: fc.integer({ min: 1, max: 1_000_000 }), output: fc.integer({ min: 1, max: 100_000 }) })
    .map(({ input, output }) => tokens(input, output));
  const rate = fc.bigInt(1_000n, 300_000_000n);
  fc.assert(
    fc.property(fc.array(usage, { minLength: 3, maxLength: 12 }), rate, rate, (usages, input, output) => {
      const truth = { ...LISTED, rates: { 'input-tokens': input, 'output-tokens': output } };
      const samples = usages.map((one) => billed(one, truth));
      const learned = priceByBills(LISTED, samples);
      if (learned.basis?.kind !== 'learned') return;
      for (const sample of samples.slice(-learned.basis.calls)) {
        const nano = priceUsage(sample.usage, learned) ?? -1n;
        const apart = nano > sample.billedNano ? nano - sample.billedNano : sample.billedNano - nano;
        expect(apart <= sample.slackNano + sample.billedNano / 1000n).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

it('large sums stay exact: a balance in dong, 10⁹ tokens, 10¹² credits', () => {
  const dong = chatPrice({ unit: 'VND', rates: { 'input-tokens': 250_000_000_000n, 'output-tokens': 10n ** 12n } });
  const samples = [tokens(1_000_000_000, 1000), tokens(5000, 900_000_000), tokens(700_000_000, 700_000_000)].map(
    (usage) => billed(usage, times(11n, 10n, dong), dong),
  );
  expect(priceByBills(dong, samples).rates).toEqual(times(11n, 10n, dong).rates);
  const credits = batchPrice();
  const many = [10n ** 9n, 3n * 10n ** 9n, 7n * 10n ** 8n].map((count) =>
    billed({ records: Number(count) }, times(2n, 1n, credits), credits),
  );
  expect(priceByBills(credits, many).rates).toEqual(times(2n, 1n, credits).rates);
});

it.each([
  ['0.0123', 50_000n],
  ['1.2e-5', 500n],
  ['450', 500_000_000n],
  ['1e3', 500_000_000_000n],
  ['0.123456789', 0n],
  ['0.1234567891234', 0n],
])('%s is known to %s nano-units', (stated, nano) => {
  expect(halfOfLastDigit(stated)).toBe(nano);
});

it.each([
  ['nothing was used', {}, '0.01'],
  ['no rate for what was used', { searches: 1 }, '0.01'],
  ['what is stated is no sum', tokens(1, 1), 'n/a'],
  // A free quantity, or less than the provider shows: no price is told by it.
  ['nothing was billed', tokens(1000, 1000), '0'],
])('a call teaches nothing where %s', (_name, usage, stated) => {
  expect(sampleOf(LISTED, usage, stated)).toBeNull();
});
