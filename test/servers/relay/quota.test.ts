import { describe, expect, it } from 'vitest';
import type { FlavourId } from './flavours.ts';
import { billedQuota, reservedQuota, tariffOf } from './quota.ts';
import { createWorld, type RelaySite } from './world.ts';

function priceOf(flavour: FlavourId, model: string, group = 'default', site: Partial<RelaySite> = {}) {
  const world = createWorld({ flavour, ...site }, () => 0);
  const found = world.models.find(({ name }) => name === model);
  if (found === undefined) throw new Error(`there is no model ${model}`);
  return { world, tariff: tariffOf(world, found, 'default', group) };
}

type Billed = readonly [FlavourId, string, string, readonly [number, number, number], number, string];

/** Worked by hand from service/text_quota.go (new-api) and relay/controller/helper.go (one-api). */
const BILLED: readonly Billed[] = [
  ['new-api', 'gpt-4o', 'default', [1000, 0, 500], 3750, '(1000 + 500 × 4) × 1.25'],
  ['new-api', 'gpt-4o', 'default', [1000, 400, 500], 3500, '(600 + 400 × 0.5 + 500 × 4) × 1.25'],
  ['new-api', 'gpt-4o', 'vip', [1000, 0, 500], 2625, '3000 × 1.25 × 0.7'],
  ['new-api', 'gpt-4-turbo', 'default', [1000, 400, 0], 5000, 'no cache ratio: 1000 × 5'],
  [
    'new-api',
    'claude-sonnet-4-20250514',
    'dear',
    [1000, 900, 100],
    1345.5 + 0.5,
    '(100 + 90 + 500) × 1.5 × 1.3 = 1345.5',
  ],
  ['new-api', 'deepseek-chat', 'default', [1000, 0, 500], 410, '(1000 + 500 × 110/27) × 0.135 = 410 − 10⁻¹³'],
  ['new-api', 'gpt-4o-mini', 'default', [20, 0, 0], 2, '20 × 0.075 = 1.5, away from zero'],
  ['new-api', 'gpt-4o-mini', 'default', [3, 0, 0], 1, '0.225, but at least one point'],
  ['new-api-2025', 'gpt-4o-mini', 'default', [3, 0, 0], 0, '0.225: only what is not above zero became one point'],
  ['new-api', 'gpt-4o', 'default', [0, 0, 0], 0, 'no tokens'],
  ['new-api', 'glm-4-flash', 'default', [1000, 0, 500], 0, 'ratio 0'],
  ['new-api', 'gpt-4-all', 'vip', [1000, 0, 500], 10_500, '$0.03 × 500,000 × 0.7'],
  ['one-api', 'gpt-4o', 'default', [1000, 400, 500], 3750, 'knows no cache'],
  ['one-api', 'gpt-4o-mini', 'default', [21, 0, 0], 2, '1.575, rounded up'],
  ['one-api', 'gpt-4o-mini', 'default', [3, 0, 0], 1, '0.225, rounded up'],
  ['one-api', 'gpt-4-all', 'default', [10, 0, 5], 600, 'knows no price per call: (10 + 5 × 2) × 30'],
  ['one-api', 'brand-new-model', 'default', [10, 0, 5], 450, 'bills what nobody priced: 15 × 30'],
];

type Reserved = readonly [FlavourId, string, string, number, number | null, number, string];

/** Worked by hand from relay/helper/price.go, relay-text.go of 2025 and relay/controller/helper.go of one-api. */
const RESERVED: readonly Reserved[] = [
  ['new-api', 'gpt-4o', 'default', 120, 1000, 1875, '(500 + 1000) × 1.25: the prompt counts as 500 at least'],
  ['new-api', 'gpt-4o', 'default', 800, 1000, 2250, '(800 + 1000) × 1.25, no completion ratio'],
  ['new-api', 'gpt-4o', 'default', 800, null, 1000, '800 × 1.25'],
  ['new-api', 'gpt-4o-mini', 'vip', 0, 1000, 78, '1500 × 0.075 × 0.7 = 78.75, cut off'],
  ['new-api', 'glm-4-flash', 'default', 800, 1000, 0, 'ratio 0'],
  ['new-api-2025', 'gpt-4o', 'default', 120, 1000, 1400, '(120 + 1000) × 1.25'],
  ['new-api-2025', 'gpt-4o', 'default', 800, null, 625, '500 × 1.25, whatever the prompt'],
  ['one-api', 'gpt-4o', 'default', 120, 1000, 2025, '(500 + 120 + 1000) × 1.25'],
  ['one-api', 'gpt-4o', 'default', 800, null, 1625, '(500 + 800) × 1.25'],
];

describe('quota of a relay', () => {
  it.each(BILLED)('%s bills %s in %s for %j: %i points', (flavour, model, group, tokens, expected, why) => {
    const { world, tariff } = priceOf(flavour, model, group);
    const [promptTokens, cachedTokens, completionTokens] = tokens;
    if (tariff === null) throw new Error('the model has no price');
    expect(billedQuota(tariff, { promptTokens, cachedTokens, completionTokens }, world.site), why).toBe(expected);
  });

  it.each(RESERVED)('%s sets aside for %s in %s, prompt %i, at most %j: %i points', (...row) => {
    const [flavour, model, group, promptTokens, outputTokensMax, expected, why] = row;
    const { world, tariff } = priceOf(flavour, model, group);
    if (tariff === null) throw new Error('the model has no price');
    expect(reservedQuota(tariff, world.site, promptTokens, outputTokensMax), why).toBe(expected);
  });

  it('sets aside in floats what it bills in decimals', () => {
    const { world, tariff } = priceOf('new-api', 'gpt-4-all', 'vip');
    if (tariff === null) throw new Error('the model has no price');
    const odd = { ...tariff, modelPrice: 0.09 };
    expect(reservedQuota(odd, world.site, 0, null)).toBe(31_499);
    expect(billedQuota(odd, { promptTokens: 1, cachedTokens: 0, completionTokens: 0 }, world.site)).toBe(31_500);
  });

  it('counts in the points of the site', () => {
    const { world, tariff } = priceOf('new-api', 'gpt-4-all', 'default', { quotaPerUnit: 1000 });
    if (tariff === null) throw new Error('the model has no price');
    expect(reservedQuota(tariff, world.site, 0, null)).toBe(30);
    // Per token, the points do not know what a dollar is.
    const byTokens = priceOf('new-api', 'gpt-4o', 'default', { quotaPerUnit: 1000 });
    if (byTokens.tariff === null) throw new Error('the model has no price');
    const tokens = { promptTokens: 1000, cachedTokens: 0, completionTokens: 500 };
    expect(billedQuota(byTokens.tariff, tokens, byTokens.world.site)).toBe(3750);
  });

  it('refuses what nobody priced, unless the site is its owner’s alone', () => {
    expect(priceOf('new-api', 'brand-new-model').tariff).toBeNull();
    expect(priceOf('new-api', 'brand-new-model', 'default', { isSelfUse: true }).tariff?.modelRatio).toBe(37.5);
    expect(priceOf('one-api', 'brand-new-model').tariff?.modelRatio).toBe(30);
  });

  it('takes the ratio of a group for a group before the group’s own', () => {
    const world = createWorld({}, () => 0);
    world.groupRatios.default = { vip: 0.5 };
    const [model] = world.models;
    if (model === undefined) throw new Error('there is no model');
    expect(tariffOf(world, model, 'default', 'vip')?.groupRatio).toBe(0.5);
    expect(tariffOf(world, model, 'vip', 'vip')?.groupRatio).toBe(0.7);
  });
});
