import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { findChoices, findRecharges, NO_OFFERS, type Offers } from '../../lib/domain/find-choices.ts';
import type { Price } from '../../lib/domain/price.ts';
import { chatDraft, chatPrice, ONE, rates } from './samples.ts';

const draft = chatDraft();
const own = estimateCall(draft, chatPrice(), null);
if (own === null) throw new Error('the sample has a price');

function named(model: string, input: bigint, output: bigint, change: Partial<Price> = {}): Price {
  return chatPrice({ model, rates: { 'input-tokens': input, 'output-tokens': output }, ...change });
}

function choicesOf(offers: Partial<Offers>, usableNano: bigint | null = ONE) {
  return findChoices(own as NonNullable<typeof own>, { ...NO_OFFERS, ...offers }, { usableNano, lengths: null });
}

describe('cheaper models', () => {
  it('are told with what they cost and save, closest in price first', () => {
    const prices = [named('small', 150_000n, 600_000n), named('middle', 2_500_000n, 10_000_000n)];
    const { models = [] } = choicesOf({ models: prices.map((price) => ({ draft, price })) });
    expect(models.map(({ model }) => model)).toEqual(['middle', 'small']);
    // 1,200 in and 220 out, of 18,600,000 at the model's own price.
    expect(models[0]).toMatchObject({ likelyNano: 5_200_000n, savedNano: 13_400_000n, isFitting: true });
    expect(models[0]?.reserveNano).toBe(43_960_000n);
  });

  it('are at most five, those that fit before those that do not, and never dearer, for any list', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(rates, rates), { maxLength: 12 }), fc.bigInt(1n, ONE), (list, usable) => {
        const prices = list.map(([input, output], index) => named(`m${index}`, input, output));
        const { models = [] } = choicesOf({ models: prices.map((price) => ({ draft, price })) }, usable);
        expect(models.length).toBeLessThanOrEqual(5);
        for (const one of models) {
          expect(one.likelyNano).toBeLessThan(own.likelyNano);
          expect(one.savedNano).toBe(own.likelyNano - one.likelyNano);
          expect(one.isFitting).toBe((one.reserveNano ?? 0n) <= usable);
        }
        const fitting = models.map(({ isFitting }) => isFitting);
        expect(fitting.lastIndexOf(true)).toBeLessThanOrEqual(
          fitting.includes(false) ? fitting.indexOf(false) : fitting.length,
        );
      }),
    );
  });

  it.each([
    ['costs as much', named('twin', 10_000_000n, 30_000_000n)],
    ['is paid in another unit', named('small', 1n, 1n, { unit: 'CNY' })],
    ['has a price that may be another', named('small', 1n, 1n, { isGuess: true })],
    ['has no price for answers', chatPrice({ model: 'small', rates: { 'input-tokens': 1n } })],
  ])('are none that %s', (_name, price) => {
    expect(choicesOf({ models: [{ draft, price }] }).models).toEqual([]);
  });

  it('are told without a balance too, and nobody says then whether they fit', () => {
    const { models = [] } = choicesOf({ models: [{ draft, price: named('small', 1n, 1n) }] }, null);
    expect(models[0]?.isFitting).toBeNull();
  });
});

it('cheaper groups come cheapest first, with the key that is billed in them', () => {
  const groups = [
    { group: 'half', key: null, draft, price: named('big', 5_000_000n, 15_000_000n) },
    { group: 'tenth', key: 'night', draft, price: named('big', 1_000_000n, 3_000_000n) },
    { group: 'dear', key: null, draft, price: named('big', 20_000_000n, 60_000_000n) },
  ];
  expect(choicesOf({ groups }).groups?.map(({ group, key }) => [group, key])).toEqual([
    ['tenth', 'night'],
    ['half', null],
  ]);
});

it('the service for many calls at once is told with what it saves and how long it may take', () => {
  const price = named('big', 5_000_000n, 15_000_000n);
  expect(choicesOf({ batch: { draft, price, withinMs: 86_400_000 } }).batchApi).toEqual({
    likelyNano: 9_300_000n,
    savedNano: 9_300_000n,
    withinMs: 86_400_000,
  });
  expect(choicesOf({}).batchApi).toBeNull();
});

describe('what a recharge would buy', () => {
  const bonuses = [
    { from: '50', unit: 'USD', percent: 5, source: 'https://example.com' },
    { from: '50', unit: 'CNY', percent: 50, source: 'https://example.com' },
  ];

  it('is told of the smallest one, and of each sum that something is added to', () => {
    expect(findRecharges(own, { minNano: ONE, bonuses, shortNano: null })).toEqual([
      { nano: ONE, bonusPercent: 0, addedNano: 0n, times: 53n },
      { nano: 50n * ONE, bonusPercent: 5, addedNano: 2_500_000_000n, times: 2822n },
    ]);
  });

  it('is at least what is missing for this call', () => {
    expect(findRecharges(own, { minNano: ONE, bonuses: [], shortNano: 3n * ONE })[0]?.nano).toBe(3n * ONE);
  });

  it('counts what is added to the sum that is missing, and offers none that would not cover it', () => {
    const tiers = ['10', '20', '100'].map((from, at) => ({
      from,
      unit: 'USD',
      percent: [5, 10, 20][at] ?? 0,
      source: '',
    }));
    const told = findRecharges(own, { minNano: ONE, bonuses: tiers, shortNano: 30n * ONE });
    expect(told.map(({ nano, bonusPercent, addedNano }) => [nano, bonusPercent, addedNano])).toEqual([
      [30n * ONE, 10, 3n * ONE],
      [100n * ONE, 20, 20n * ONE],
    ]);
    // The smallest recharge is not known: the tiers are.
    const [first] = findRecharges(own, { minNano: null, bonuses: tiers, shortNano: null });
    expect([first?.nano, first?.bonusPercent]).toEqual([10n * ONE, 5]);
  });

  it('is not told where neither is known', () => {
    expect(findRecharges(own, { minNano: null, bonuses: [], shortNano: null })).toEqual([]);
  });
});
