import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findModel, models, type SandboxModel } from '../../../companion/sandbox/models.ts';
import {
  chatCostNano,
  chatReserveNano,
  countAs,
  divideRounded,
  enrichCostNano,
} from '../../../companion/sandbox/pricing.ts';
import { defaultRules, type RoundingMode } from '../../../companion/sandbox/rules.ts';

const tokens = fc.nat(1_000_000_000);
const anyModel = fc.constantFrom(...models);
const modes: readonly RoundingMode[] = ['up', 'half-up', 'down'];

function modelOf(id: string): SandboxModel {
  const model = findModel(id);
  if (model === null) throw new Error(`there is no model ${id}`);
  return model;
}

describe('the price of a chat', () => {
  test.each([
    ['toll-large', 1_000_000, 0, 10_000_000_000n],
    ['toll-large', 0, 1_000_000, 30_000_000_000n],
    ['toll-medium', 1_000_000, 1_000_000, 12_500_000_000n],
    ['toll-mini', 1_000_000, 1_000_000, 750_000_000n],
    ['toll-large', 1, 1, 40_000n],
    ['toll-medium', 1, 1, 12_500n],
    ['toll-mini', 1, 1, 750n],
    ['toll-large', 1_200, 4_096, 134_880_000n],
    ['toll-large', 1_000_000_000, 1_000_000_000, 40_000_000_000_000n],
    ['toll-mini', 0, 0, 0n],
  ])('%s: %i in and %i out cost %s nano-dollars', (id, promptTokens, completionTokens, costNano) => {
    expect(chatCostNano(modelOf(id), { promptTokens, completionTokens }, defaultRules)).toBe(costNano);
  });

  test('the listed prices need no rounding: every mode agrees', () => {
    fc.assert(
      fc.property(anyModel, tokens, tokens, (model, promptTokens, completionTokens) => {
        const costs = modes.map((roundingMode) =>
          chatCostNano(model, { promptTokens, completionTokens }, { ...defaultRules, roundingMode }),
        );
        expect(new Set(costs).size).toBe(1);
      }),
    );
  });

  test('one token more never costs less', () => {
    fc.assert(
      fc.property(anyModel, tokens, tokens, (model, promptTokens, completionTokens) => {
        const cost = (extra: number) =>
          chatCostNano(model, { promptTokens, completionTokens: completionTokens + extra }, defaultRules);
        expect(cost(1)).toBeGreaterThan(cost(0));
      }),
    );
  });

  test('a completion ratio replaces the output price of that model only', () => {
    const rules = { ...defaultRules, completionRatioByModel: { 'toll-medium': 3 } };
    const count = { promptTokens: 10, completionTokens: 10 };
    expect(chatCostNano(modelOf('toll-medium'), count, rules)).toBe(25_000n + 75_000n);
    expect(chatCostNano(modelOf('toll-large'), count, rules)).toBe(100_000n + 300_000n);
  });

  test.each([
    ['up', 51n],
    ['half-up', 50n],
    ['down', 50n],
  ] as const)('rounding %s: one token at 150 × 0.335 nano costs %s', (roundingMode, costNano) => {
    const rules = { ...defaultRules, roundingMode, completionRatioByModel: { 'toll-mini': 0.335 } };
    expect(chatCostNano(modelOf('toll-mini'), { promptTokens: 0, completionTokens: 1 }, rules)).toBe(costNano);
  });

  test('a relay that counts quota points rounds to 2,000 nano', () => {
    const rules = { ...defaultRules, roundingStepNano: 2_000n };
    expect(chatCostNano(modelOf('toll-mini'), { promptTokens: 1, completionTokens: 0 }, rules)).toBe(2_000n);
  });

  test('a group, a fee and a least charge count, and what is set aside is a multiple of it all', () => {
    const count = { promptTokens: 1000, completionTokens: 500 };
    const rules = { ...defaultRules, priceRatio: 0.8, callFeeNano: 4_000n, reserveRatio: 1.25 };
    // 2.5 and 5 nano-thousands, times 0.8, and the fee.
    expect(chatCostNano(modelOf('toll-medium'), count, rules)).toBe(6_004_000n);
    expect(chatReserveNano(modelOf('toll-medium'), count, rules)).toBe(7_505_000n);
    expect(chatCostNano(modelOf('toll-medium'), count, { ...rules, chargeNanoMin: 7_000_000n })).toBe(7_000_000n);
  });

  test('another counter counts so many times as many, rounded up, and so many more', () => {
    expect(countAs(101, { countRatio: 1.1, countExtraTokens: 7 })).toBe(119);
    expect(countAs(101, defaultRules)).toBe(101);
  });

  test('rounding is off by less than one step, and in the direction asked for', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (dividend, divisor) => {
          const up = divideRounded(dividend, divisor, 'up') * divisor;
          const half = divideRounded(dividend, divisor, 'half-up') * divisor;
          const down = divideRounded(dividend, divisor, 'down') * divisor;
          expect(up - dividend >= 0n && up - dividend < divisor).toBe(true);
          expect(dividend - down >= 0n && dividend - down < divisor).toBe(true);
          expect(half).toBe((dividend - down) * 2n >= divisor ? up : down);
        },
      ),
    );
  });

  test('records cost 18 credits each', () => {
    expect(enrichCostNano(25)).toBe(450_000_000_000n);
    expect(enrichCostNano(21)).toBe(378_000_000_000n);
  });
});
