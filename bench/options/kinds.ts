import type { SeededRandom } from '../../companion/sandbox/random.ts';
import type { RoundingMode, SandboxRules } from '../../companion/sandbox/rules.ts';
import { multiplyDecimals, type Ratio } from '../../lib/domain/money.ts';
import type { Price } from '../../lib/domain/price.ts';
import { timesPrice } from '../../lib/domain/price-tiers.ts';

/** What a place bills by, and what it says of that. */
export interface Place {
  readonly rules: Partial<SandboxRules>;
  /** The price of a model as the place publishes it, made from the price that everybody is told. */
  readonly publish: (listed: Price) => Price;
}

/** A kind of place. */
export interface Kind {
  readonly name: string;
  /** Whether options are asked for after the place has refused the call with the sums of it (`stated`), or before it is sent. */
  readonly when: 'before' | 'stated' | 'refused';
  readonly draw: (random: SeededRandom) => Place;
}

const asListed = (listed: Price): Price => listed;
const pick = <T>(random: SeededRandom, from: readonly [T, ...T[]]): T =>
  from[Math.floor(random.next() * from.length)] ?? from[0];
const within = (random: SeededRandom, low: number, high: number): number =>
  Math.round((low + random.next() * (high - low)) * 1000) / 1000;

function ratioOf(value: number): Ratio {
  const { digits, scale } = multiplyDecimals([String(value)]) ?? { digits: 1n, scale: 0 };
  return { of: digits, per: 10n ** BigInt(scale) };
}

/** 500,000 points to the dollar, rounded half up, at least one. */
function inPoints(listed: Price): Price {
  const perUnitNano = 500_000n * 10n ** 9n;
  // A pico-dollar is half a millionth of a point.
  const parts = 10n ** 7n;
  const rates = Object.fromEntries(Object.entries(listed.rates).map(([meter, pico]) => [meter, pico * 5n]));
  return { ...listed, points: { perUnitNano, parts, rates, pointsMin: 1n } };
}

/** In the order they are printed. Of the first ones the price list tells all; of the others the place does otherwise. */
export const kinds: readonly Kind[] = [
  {
    name: 'as listed, any rounding',
    when: 'before',
    draw: (random) => {
      const roundingMode = pick<RoundingMode>(random, ['up', 'half-up', 'down']);
      return { rules: { roundingMode }, publish: (listed) => ({ ...listed, rounding: roundingMode }) };
    },
  },
  {
    name: 'a group with a ratio',
    when: 'before',
    draw: (random) => {
      const priceRatio = within(random, 0.1, 3);
      return { rules: { priceRatio }, publish: (listed) => timesPrice(listed, ratioOf(priceRatio)) };
    },
  },
  {
    name: 'a fee for each call',
    when: 'before',
    draw: (random) => {
      const callFeeNano = BigInt(Math.round(random.next() * 20_000)) * 1000n;
      return { rules: { callFeeNano }, publish: (listed) => ({ ...listed, callFee: callFeeNano * 1000n }) };
    },
  },
  {
    name: 'another price of answers',
    when: 'before',
    draw: (random) => {
      const ratio = pick(random, [1, 2, 3, 4, 5, 8]);
      const ratios = { 'toll-large': ratio, 'toll-medium': ratio, 'toll-mini': ratio };
      const publish = (listed: Price): Price => {
        const input = listed.rates['input-tokens'] ?? 0n;
        return { ...listed, rates: { 'input-tokens': input, 'output-tokens': input * BigInt(ratio) } };
      };
      return { rules: { completionRatioByModel: ratios }, publish };
    },
  },
  {
    name: 'whole points, at least one',
    when: 'before',
    draw: () => ({
      rules: { roundingStepNano: 2000n, roundingMode: 'half-up', chargeNanoMin: 2000n },
      publish: inPoints,
    }),
  },
  { name: 'refused without a word', when: 'refused', draw: () => ({ rules: {}, publish: asListed }) },
  {
    name: 'sets aside a multiple',
    when: 'stated',
    draw: (random) => ({ rules: { reserveRatio: pick(random, [1.05, 1.1, 1.2, 1.25, 1.5, 2]) }, publish: asListed }),
  },
  {
    name: 'counts otherwise',
    when: 'stated',
    draw: (random) => ({
      rules: { countRatio: within(random, 0.9, 1.2), countExtraTokens: Math.round(random.next() * 50) },
      publish: asListed,
    }),
  },
  {
    name: 'rounds up to cents',
    when: 'stated',
    draw: () => ({ rules: { roundingStepNano: 10_000_000n }, publish: asListed }),
  },
  {
    name: 'another ratio than it lists',
    when: 'stated',
    draw: (random) => ({ rules: { priceRatio: pick(random, [0.5, 0.8, 1.5, 2, 3]) }, publish: asListed }),
  },
  {
    name: 'a fee that nobody lists',
    when: 'stated',
    draw: (random) => ({
      rules: { callFeeNano: BigInt(Math.round(random.next() * 20_000)) * 1000n },
      publish: asListed,
    }),
  },
];
