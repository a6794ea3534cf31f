import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft, Usage } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { findFits } from '../../lib/domain/find-fits.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { reserveNano } from '../../lib/domain/reserve.ts';
import type { SiteFacts, Tariff } from '../../lib/domain/site-facts.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import { newApi } from '../../lib/providers/new-api.ts';
import { findProvider, siteIdAt } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { chatDraft } from '../domain/samples.ts';
import { type Decimal, decimal, times } from '../servers/decimal.ts';
import type { RelayModel } from '../servers/relay/catalogue.ts';
import { writePricing } from '../servers/relay/console-pricing.ts';
import type { FlavourId } from '../servers/relay/flavours.ts';
import { type BilledTokens, billedQuota, tariffOf } from '../servers/relay/quota.ts';
import { createWorld, type RelayWorld } from '../servers/relay/world.ts';

/** The flavours whose sites list prices. */
type Listed = Exclude<FlavourId, 'one-api'>;

const GENERATIONS: Readonly<Record<Listed, string>> = { 'new-api-2025': '2025', 'new-api': '2026', 'new-api-v1': 'v1' };
const PROVIDER = 'new-api@relay.example';
const NANO = 1_000_000_000n;

const factsOf = (flavour: Listed, quotaPerUnit: number): SiteFacts => ({
  origin: 'https://relay.example',
  name: null,
  perUnit: String(quotaPerUnit),
  shown: { unit: 'USD', perUnit: '1' },
  generation: GENERATIONS[flavour],
});

/** Our price of a model of that world, as its own list tells it. */
function priceOf(
  world: RelayWorld,
  model: string,
  tariff: Partial<Tariff> = {},
  draft: Partial<Draft> = {},
): Price | null {
  const facts = factsOf(world.site.flavour as Listed, world.site.quotaPerUnit);
  const provider = findProvider(PROVIDER, facts);
  const body: unknown = JSON.parse(JSON.stringify(writePricing(world, world.users[0] ?? null)));
  const prices = readSitePrices(newApi, body, '2026-11-21');
  if (provider === null || prices == null) throw new Error('nothing is listed');
  const payer = { hasKey: true, keyGroup: '', userGroup: 'default', ...tariff };
  return findPrices(provider, chatDraft({ model, ...draft }), { site: { facts, prices }, tariff: payer })[0] ?? null;
}

/** Whole points in nano-dollars, half away from zero. */
function nanoOf(points: number | bigint, quotaPerUnit: number): bigint {
  const { units, scale } = decimal(quotaPerUnit);
  const dividend = BigInt(points) * NANO * 10n ** BigInt(scale);
  return (dividend * 2n + units) / (units * 2n);
}

function usageOf({ promptTokens, cachedTokens, completionTokens }: BilledTokens): Usage {
  return {
    'input-tokens': promptTokens - cachedTokens,
    'cached-input-tokens': cachedTokens,
    'output-tokens': completionTokens,
  };
}

const answerOf = (usage: Usage) => ({ kind: 'answer', usage, cost: null, output: null }) as const;

/** Ratios as people set them, and as programs compute them: 1.1 / 0.27. */
const ratios = fc.oneof(
  fc.constantFrom(0, 0.07, 0.075, 0.135, 0.5, 0.7, 1, 1.25, 1.3, 2.5, 1.1 / 0.27, 1e-7),
  fc.double({ min: 0, max: 100, noNaN: true }).map((ratio) => Math.round(ratio * 10_000) / 10_000),
  fc.double({ min: 1e-6, max: 100, noNaN: true }),
);
const tokens = fc.tuple(fc.nat(300_000), fc.nat(300_000), fc.nat(200_000)).map(
  ([one, other, completionTokens]): BilledTokens => ({
    promptTokens: Math.max(one, other),
    cachedTokens: Math.min(one, other),
    completionTokens,
  }),
);
const units = fc.constantFrom(500_000, 1000, 100_000, 68_493.15, 3, 7_250_000);
const flavours = fc.constantFrom<Listed>('new-api', 'new-api-v1', 'new-api-2025');
const models = fc.record({
  modelRatio: ratios,
  completionRatio: ratios,
  cacheRatio: fc.option(ratios),
  modelPrice: fc.constant(null),
});

function worldOf(
  flavour: Listed,
  quotaPerUnit: number,
  model: Pick<RelayModel, 'modelRatio' | 'completionRatio' | 'cacheRatio' | 'modelPrice'>,
  groupRatio: number,
): { readonly world: RelayWorld; readonly model: RelayModel } {
  const world = createWorld({ flavour, quotaPerUnit }, () => 0);
  const made: RelayModel = { name: 'm', groups: ['default'], ...model };
  world.models = [made];
  world.groups = { default: { ratio: groupRatio, description: '' } };
  return { world, model: made };
}

describe('a call costs, to the nano-dollar, what the relay takes', () => {
  it('for any ratios of model, completion, cache and group, and any worth of a point', () => {
    fc.assert(
      fc.property(flavours, units, models, ratios, tokens, (flavour, perUnit, ratio, groupRatio, billed) => {
        // Nobody priced it: the list shows the software's fallback.
        fc.pre(ratio.modelRatio !== 37.5 && ratio.modelRatio !== 30);
        // The list of 2025 does not tell what cached tokens cost.
        const used = flavour === 'new-api-2025' ? { ...billed, cachedTokens: 0 } : billed;
        const { world, model } = worldOf(flavour, perUnit, ratio, groupRatio);
        const tariff = tariffOf(world, model, 'default', 'default');
        const price = priceOf(world, 'm');
        if (tariff === null || price === null) throw new Error('it has a price');
        const taken = nanoOf(billedQuota(tariff, used, world.site), perUnit);
        expect(priceUsage(usageOf(used), price)).toBe(taken);
        const cost = costOf(answerOf(usageOf(used)), chatDraft({ model: 'm' }), price, true);
        expect(cost).toMatchObject({
          certainty: 'billed',
          cost: { lowNano: taken, likelyNano: taken, highNano: taken },
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('for any price per call, however long the answer', () => {
    fc.assert(
      fc.property(flavours, units, ratios, ratios, tokens, (flavour, perUnit, modelPrice, groupRatio, billed) => {
        const ratio = { modelRatio: null, completionRatio: 2, cacheRatio: null, modelPrice };
        const { world, model } = worldOf(flavour, perUnit, ratio, groupRatio);
        const tariff = tariffOf(world, model, 'default', 'default');
        const price = priceOf(world, 'm');
        if (tariff === null || price === null) throw new Error('it has a price');
        const taken = nanoOf(billedQuota(tariff, billed, world.site), perUnit);
        const { cost, certainty } = costOf(answerOf(usageOf(billed)), chatDraft({ model: 'm' }), price, true);
        expect([cost?.likelyNano, certainty]).toEqual([taken, 'billed']);
        const isUsed = billed.promptTokens + billed.completionTokens > 0;
        if (isUsed) expect(estimateCall(chatDraft({ model: 'm' }), price, null)?.likelyNano).toBe(taken);
      }),
      { numRuns: 500 },
    );
  });

  it('of 2025 is not known where cached tokens were billed: their price is not listed', () => {
    const price = priceOf(
      createWorld({ flavour: 'new-api-2025' }, () => 0),
      'gpt-4o',
    );
    const usage = usageOf({ promptTokens: 1000, cachedTokens: 400, completionTokens: 500 });
    expect(price && priceUsage(usage, price)).toBeNull();
    const draft = chatDraft({ model: 'gpt-4o', inputTokens: { low: 900, likely: 1000, high: 1100 } });
    const output = { low: 500, likely: 500, high: 500 };
    const { cost, certainty } = price
      ? costOf({ ...answerOf(usage), output }, draft, price, true)
      : { cost: null, certainty: null };
    // (1000 + 2000) × 1.25 would be all, 2000 × 1.25 without any of the question.
    expect(certainty).toBe('estimated');
    expect(cost).toMatchObject({ lowNano: nanoOf(2500, 500_000), likelyNano: nanoOf(3750, 500_000) });
  });
});

describe('what is set aside', () => {
  /** trunc((max(prompt, 500) + max) · mr · gr), or with no bound of 2025 500 tokens alone; exact, not in floats. */
  function reserved(flavour: Listed, ratio: Decimal, prompt: number, max: number): bigint {
    const floor = Math.max(prompt, 500) + max;
    const either = max === 0 ? 500 : prompt + max;
    const { units: sum, scale } = times(decimal(flavour === 'new-api-2025' ? either : floor), ratio);
    return sum / 10n ** BigInt(scale);
  }
  const prompts = fc.oneof(fc.nat(1000), fc.nat(1_000_000));
  const bounds = fc.option(fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 1_000_000 })));

  it('has no completion ratio in it, is cut off at whole points, and ignores how many answers are asked for', () => {
    fc.assert(
      fc.property(
        flavours,
        units,
        models,
        ratios,
        prompts,
        bounds,
        (flavour, perUnit, ratio, groupRatio, prompt, max) => {
          fc.pre(ratio.modelRatio !== 37.5 && ratio.modelRatio !== 30);
          const { world } = worldOf(flavour, perUnit, ratio, groupRatio);
          const price = priceOf(world, 'm');
          const draft = chatDraft({ model: 'm', outputTokensMax: max, answers: 3 });
          const points = reserved(flavour, times(decimal(ratio.modelRatio), decimal(groupRatio)), prompt, max ?? 0);
          expect(price && reserveNano(draft, price, prompt)).toBe(nanoOf(points, perUnit));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('for a call with a price of its own is that price, cut off', () => {
    const { world } = worldOf(
      'new-api',
      500_000,
      { modelRatio: null, completionRatio: 0, cacheRatio: null, modelPrice: 0.0000039 },
      1,
    );
    const price = priceOf(world, 'm');
    // 1.95 points: 1 is set aside, 2 are billed.
    expect(price && estimateCall(chatDraft({ model: 'm' }), price, null)).toMatchObject({
      reserveNano: nanoOf(1, 500_000),
      likelyNano: nanoOf(2, 500_000),
    });
  });

  it('fits with the bound that is offered, and with one step more does not', () => {
    const usables = fc.oneof(fc.bigInt(1n, 10n ** 7n), fc.bigInt(1n, 10n ** 12n));
    fc.assert(
      fc.property(
        flavours,
        units,
        models,
        ratios,
        prompts,
        usables,
        (flavour, perUnit, ratio, groupRatio, prompt, usable) => {
          fc.pre(ratio.modelRatio !== 37.5 && ratio.modelRatio !== 30);
          const price = priceOf(worldOf(flavour, perUnit, ratio, groupRatio).world, 'm');
          if (price === null) throw new Error('it has a price');
          const asked = 500_000;
          const inputTokens = { low: 0, likely: prompt, high: prompt };
          const draft = chatDraft({ model: 'm', inputTokens, outputTokensMax: asked });
          const needed = (outputTokensMax: number): bigint =>
            reserveNano({ ...draft, outputTokensMax }, price, prompt) ?? -1n;
          const { outputTokensMax, outputReserveNano } = findFits(draft, price, usable, []);
          if (outputTokensMax === null) {
            expect(needed(asked) <= usable || needed(16) > usable).toBe(true);
            return;
          }
          expect(outputReserveNano).toBe(needed(outputTokensMax));
          expect(needed(outputTokensMax)).toBeLessThanOrEqual(usable);
          expect(needed(outputTokensMax + (outputTokensMax < 200 ? 1 : 10))).toBeGreaterThan(usable);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the group that is billed', () => {
  const world = createWorld({ flavour: 'new-api' }, () => 0);
  const inputOf = (tariff: Partial<Tariff>, draft: Partial<Draft> = {}, model = 'gpt-4o') => {
    const price = priceOf(world, model, tariff, draft);
    return price && [price.rates['input-tokens'], price.isGuess === true];
  };
  // gpt-4o: $2.50 a million in `default`, × 0.7 in `vip`, × 1.3 in `dear`.
  it.each<[string, Partial<Tariff>, Partial<Draft>, readonly [bigint, boolean]]>([
    ['that of the key', { keyGroup: 'vip' }, {}, [1_750_000n, false]],
    ['the account’s own, where the key names none', { keyGroup: '' }, {}, [2_500_000n, false]],
    ['never the one a request with a key names', { keyGroup: '' }, { group: 'dear' }, [2_500_000n, false]],
    ['the one the playground names', { hasKey: false }, { group: 'dear' }, [3_250_000n, false]],
    ['the account’s own in the playground', { hasKey: false, userGroup: 'vip' }, {}, [1_750_000n, false]],
    ['a guess for a key that nobody has described', { keyGroup: null }, {}, [2_500_000n, true]],
    ['a guess where the site decides', { keyGroup: 'auto' }, {}, [2_500_000n, true]],
    ['a guess where the account’s own is not known', { keyGroup: '', userGroup: null }, {}, [2_500_000n, true]],
    ['a guess where it is not listed', { keyGroup: 'secret' }, {}, [2_500_000n, true]],
  ])('is %s', (_rule, tariff, draft, expected) => {
    expect(inputOf(tariff, draft)).toEqual(expected);
  });

  it('is no guess where all that have the model pay the same', () => {
    expect(inputOf({ keyGroup: null }, {}, 'dear-only-model')).toEqual([6_500_000n, false]);
  });
});

describe('a model', () => {
  const world = createWorld({ flavour: 'new-api-v1' }, () => 0);
  it('that nobody has priced is unpriced, never free, also on a site for its owner’s own use', () => {
    expect(priceOf(world, 'brand-new-model')).toBeNull();
    expect(priceOf({ ...world, site: { ...world.site, isSelfUse: true } }, 'brand-new-model')).toBeNull();
    expect(priceOf(world, 'nobody-knows-it')).toBeNull();
  });

  it('that is free sets nothing aside', () => {
    const price = priceOf(world, 'glm-4-flash');
    expect(price && estimateCall(chatDraft(), price, null)).toMatchObject({ highNano: 0n, reserveNano: 0n });
  });

  it('priced by a formula of the site is unpriced', () => {
    const row = { model_name: 'm', quota_type: 0, model_ratio: 1, completion_ratio: 1, enable_groups: [] };
    const read = (more: object) =>
      readSitePrices(newApi, { data: [{ ...row, ...more }], group_ratio: { default: 1 } }, '2026-11-21')?.models.length;
    expect([read({}), read({ billing_mode: 'tiered_expr', billing_expr: 'p*2' })]).toEqual([1, 0]);
  });
});

describe('where a site may be', () => {
  it.each([
    ['https://relay.example', 'new-api@relay.example'],
    ['https://relay.example:8443', 'new-api@relay.example_8443'],
    ['http://127.0.0.1:3000', 'new-api@127.0.0.1_3000'],
    ['http://relay.example', null],
    ['https://[::1]:3000', null],
    ['file:///tmp/x', null],
  ])('%s is %s', (address, id) => {
    expect(siteIdAt(newApi, new URL(address))).toBe(id);
    if (id !== null) expect(findProvider(id)?.surfaces[0]?.id).toBe(`${id}/chat`);
  });
});
