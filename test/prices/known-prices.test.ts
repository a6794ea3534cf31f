import { describe, expect, it } from 'vitest';
import { matchesModel } from '../../lib/domain/model-match.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { priceAt } from '../../lib/domain/price-at.ts';
import { priceOfTier } from '../../lib/domain/price-tiers.ts';
import { findBasePrice, modelsOf } from '../../lib/prices/base-prices.ts';
import { findKnownPrice } from '../../lib/prices/known-prices.ts';
import { overlayRows, overlayTiers } from '../../lib/prices/overlay.ts';

const M = 1_000_000;
const of = (list: string) => ({ list, setsAside: 'nothing' }) as const;

function known(list: string, model: string): Price {
  const price = findKnownPrice(of(list), model);
  if (price === null) throw new Error(`${model} is unpriced`);
  return price;
}

function at(price: Price, iso: string): Price {
  const instant = Date.parse(iso);
  return priceAt(price, { startedAt: instant, endedAt: instant });
}

describe('every row of ours', () => {
  it.each(overlayRows.map((row) => [`${row.list} ${JSON.stringify(row.match)}`, row] as const))(
    '%s has a day and a source, and is marked unless the provider itself says so',
    (_name, { date, source, mark }) => {
      expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
      expect(source.length).toBeGreaterThan(10);
      expect(mark !== undefined || source.startsWith('https://platform.claude.com/')).toBe(true);
    },
  );

  it('is needed: the base list does not say the same already', () => {
    for (const row of overlayRows) {
      const listed = modelsOf(row.list).find((model) => matchesModel(row.match, model.toLowerCase()));
      const base = listed === undefined ? null : findBasePrice(of(row.list), listed);
      expect({ rates: base?.rates, sizes: base?.sizes, dated: base?.dated }, listed).not.toEqual({
        rates: row.rates,
        sizes: row.sizes,
        dated: row.dated,
      });
    }
  });
});

describe('Claude Haiku 5.5', () => {
  const price = known('anthropic', 'claude-haiku-5-5');

  it.each([
    ['at 100,000 tokens', { 'input-tokens': 100_000, 'output-tokens': 1000 }, 10_500_000n],
    ['one above, for all of them', { 'input-tokens': 100_001, 'output-tokens': 1000 }, 52_500_500n],
    [
      'what is read from and written to the cache decides, too',
      { 'input-tokens': 1, 'cached-input-tokens': 50_000, 'cache-write-tokens': 50_000 },
      500n + 2_500_000n + 31_250_000n,
    ],
  ])('%s', (_name, usage, nano) => {
    expect(priceUsage(usage, price)).toBe(nano);
  });
});

it.each([
  ['2026-10-06T23:59:59.999Z', 200_000_000n],
  ['2026-10-07T00:00:00Z', 100_000_000n],
])('reading from the cache of Claude Sonnet 5.5 costs half as much from a day on: %s', (iso, nano) => {
  const price = at(known('anthropic', 'claude-sonnet-5-5-20260929'), iso);
  expect(priceUsage({ 'cached-input-tokens': M }, price)).toBe(nano);
  expect(price.mark).toBe('third-party');
});

it('Claude Fable 5.2 is marked as told by others, and is not the base list’s 5.1', () => {
  expect(known('anthropic', 'claude-fable-5-2')).toMatchObject({ mark: 'third-party', date: '2026-11-10' });
  expect(known('anthropic', 'claude-fable-5-1').mark).toBeUndefined();
});

it.each([
  [32_000, 80_000_000n],
  [32_001, 128_004_000n],
  [128_000, 512_000_000n],
  [128_001, 896_007_000n],
])('qwen3-max in yuan is dearer for the whole call at each bound: %i tokens', (input, nano) => {
  const price = known('dashscope', 'qwen3-max');
  expect(price.unit).toBe('CNY');
  expect(priceUsage({ 'input-tokens': input }, price)).toBe(nano);
});

it('qwen3-max in dollars is unknown above the bound, not what it costs below', () => {
  const price = known('dashscope-intl', 'qwen3-max');
  expect(priceUsage({ 'input-tokens': 32_000 }, price)).toBe(38_400_000n);
  expect(priceUsage({ 'input-tokens': 32_001 }, price)).toBeNull();
});

it('an alias that nobody can tell is unpriced, though the base list has a price', () => {
  expect(findBasePrice(of('mistral'), 'mistral-large-latest')).not.toBeNull();
  expect(findKnownPrice(of('mistral'), 'mistral-large-latest')).toBeNull();
  expect(findKnownPrice(of('mistral'), 'mistral-large-2512')).not.toBeNull();
});

describe('kinds of service', () => {
  const usage = { 'input-tokens': M, 'output-tokens': M };
  const cost = (list: string, model: string, tier: string | null, iso = '2026-11-21T12:00:00Z'): bigint | null => {
    const price = priceOfTier(known(list, model), tier);
    return price && priceUsage({ 'input-tokens': 100_000, 'output-tokens': 100_000 }, at(price, iso));
  };

  it.each([
    ['openai', 'gpt-5.6-sol', null, 2_400_000_000n],
    ['openai', 'gpt-5.6-sol', 'auto', 2_400_000_000n],
    ['openai', 'gpt-5.6-sol', 'default', 2_400_000_000n],
    ['openai', 'gpt-5.6-sol', 'batch', 1_200_000_000n],
    ['openai', 'gpt-5.6-sol', 'flex', 1_200_000_000n],
    ['openai', 'gpt-5.6-sol', 'fast', 4_800_000_000n],
    ['openai', 'gpt-5.6-sol', 'priority', 4_800_000_000n],
    ['openai', 'gpt-5.5', 'priority', 8_750_000_000n],
    ['openai', 'gpt-5-mini', 'priority', 405_000_000n],
    ['openai', 'gpt-4.1', 'priority', 1_750_000_000n],
    // Nobody says what these cost.
    ['openai', 'gpt-6-sol', 'priority', null],
    ['openai', 'gpt-5.6-sol', 'scale', null],
    ['anthropic', 'claude-opus-5-5', 'fast', null],
    ['google', 'gemini-3.8-flash', 'priority', null],
    ['anthropic', 'claude-opus-5-5', 'standard_only', 2_400_000_000n],
    ['anthropic', 'claude-opus-5-5', 'batch', 1_200_000_000n],
    ['groq', 'openai/gpt-oss-120b', 'on_demand', 75_000_000n],
    ['groq', 'openai/gpt-oss-120b', 'flex', 75_000_000n],
    ['groq', 'openai/gpt-oss-120b', 'batch', 37_500_000n],
    ['groq', 'openai/gpt-oss-120b', 'performance', null],
    ['aws', 'amazon.nova-micro-v1:0', 'default', 17_500_000n],
    ['aws', 'amazon.nova-micro-v1:0', 'batch', 8_750_000n],
    // One costs more and one less, by how much is not told.
    ['aws', 'amazon.nova-micro-v1:0', 'priority', null],
    ['aws', 'amazon.nova-micro-v1:0', 'flex', null],
    ['mistral', 'mistral-large-2512', 'batch', 100_000_000n],
    // Where no kinds of service are known to differ, the name of one changes nothing.
    ['cohere', 'command-r', 'flex', 75_000_000n],
  ])('%s %s as %s costs %s', (list, model, tier, nano) => {
    expect(cost(list, model, tier)).toBe(nano);
  });

  it('half is half on both sides of a change of prices, and of a size', () => {
    expect(cost('openai', 'gpt-5.6-sol', 'flex', '2026-08-20T23:59:59Z')).toBe(1_750_000_000n);
    const price = priceOfTier(known('openai', 'gpt-5.6-sol'), 'flex');
    expect(price && priceUsage(usage, at(price, '2026-11-21T12:00:00Z'))).toBe(19_000_000_000n);
  });

  it('a page that leaves out long calls leaves them unpriced', () => {
    const price = priceOfTier(known('openai', 'gpt-5.4'), 'fast');
    expect(price && priceUsage({ 'input-tokens': 272_000 }, price)).toBe(1_360_000_000n);
    expect(price && priceUsage({ 'input-tokens': 272_001 }, price)).toBeNull();
  });

  it('a call that may be served as an ordinary one has a price nobody is held for, and searches cost what they cost', () => {
    const plain = known('openai', 'gpt-5.5');
    expect(priceOfTier(plain, 'priority')?.isGuess).toBe(true);
    expect(priceOfTier(plain, 'flex')?.isGuess).toBeUndefined();
    expect(priceOfTier(known('anthropic', 'claude-opus-5-5'), 'batch')?.rates.searches).toBe(10_000_000_000n);
  });

  it('no rate of any model loses a part of itself', () => {
    for (const { list, match, tiers } of overlayTiers) {
      for (const model of modelsOf(list).filter((one) => matchesModel(match, one.toLowerCase()))) {
        for (const rate of Object.values(findBasePrice(of(list), model)?.rates ?? {})) {
          for (const { times } of Object.values(tiers)) expect((rate * times.of) % times.per, model).toBe(0n);
        }
      }
    }
  });
});
