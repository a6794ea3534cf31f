import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintKey, fingerprintsOf } from '../../lib/bridge/fingerprint.ts';
import { priceOfSize } from '../../lib/domain/price.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';
import { SITE_MODELS_MAX, withPart } from '../../lib/domain/site-facts.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import { litellm } from '../../lib/providers/litellm.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { chatDraft } from '../domain/samples.ts';

const facts: SiteFacts = {
  origin: 'https://proxy.example',
  name: 'LiteLLM',
  perUnit: '1',
  shown: { unit: 'USD', perUnit: '1' },
  generation: 'litellm',
};
const tariff = { hasKey: true, keyGroup: null, userGroup: null };

const read = (...data: readonly object[]) => {
  const prices = readSitePrices(litellm, { data }, '2026-11-21');
  if (prices == null) throw new Error('nothing is listed');
  return prices;
};
const row = (model_name: string, model_info: object) => ({ model_name, model_info });
const gpt = { input_cost_per_token: 1.25e-6, output_cost_per_token: 1e-5, cache_read_input_token_cost: 1.25e-7 };

const priceOf = (prices: ReturnType<typeof read>, draft = {}) => {
  const provider = findProvider('litellm@proxy.example', facts);
  if (provider === null) throw new Error('there is no such site');
  return findPrices(provider, chatDraft({ model: 'gpt', ...draft }), { site: { facts, prices }, tariff })[0] ?? null;
};

describe('a model that a LiteLLM proxy lists', () => {
  it('costs what stands there, with other rates for long calls', () => {
    const long = { input_cost_per_token_above_272k_tokens: 2.5e-6, output_cost_per_token_above_272k_tokens: 1.5e-5 };
    const price = priceOf(read(row('gpt', { ...gpt, ...long })));
    if (price === null) throw new Error('it has a price');
    const at = (tokens: number) => priceOfSize(price, tokens).rates;
    expect(at(272_000)).toEqual({
      'input-tokens': 1_250_000n,
      'output-tokens': 10_000_000n,
      'cached-input-tokens': 125_000n,
    });
    expect(at(272_001)).toEqual({
      'input-tokens': 2_500_000n,
      'output-tokens': 15_000_000n,
      'cached-input-tokens': 125_000n,
    });
    expect(price).toMatchObject({ unit: 'USD', setsAside: 'nothing', date: '2026-11-21' });
    expect(price.untold).toBeUndefined();
  });

  it('is unpriced as another kind of service, whose rates are not read', () => {
    expect(priceOf(read(row('gpt', gpt)), { tier: 'priority' })).toBeNull();
    expect(priceOf(read(row('gpt', gpt)), { tier: 'default' })).not.toBeNull();
  });

  it('is unpriced where two suppliers of one name cost differently', () => {
    expect(read(row('gpt', gpt), row('gpt', gpt)).models).toHaveLength(1);
    expect(read(row('gpt', gpt), row('gpt', { ...gpt, output_cost_per_token: 2e-5 })).models).toEqual([]);
  });

  it('keeps its price while other pages of the list are read', () => {
    const first = withPart(null, read(row('gpt', gpt), row('other', gpt)));
    const second = withPart(first, read(row('third', gpt), row('other', { ...gpt, output_cost_per_token: 0 })));
    expect(second.models.map(({ name, rates }) => [name, rates?.['output-tokens']])).toEqual([
      ['third', '0.00001'],
      ['other', '0'],
      ['gpt', '0.00001'],
    ]);
    const many = read(...Array.from({ length: SITE_MODELS_MAX }, (_, index) => row(`m${index}`, gpt)));
    expect(withPart(second, many).models).toHaveLength(SITE_MODELS_MAX);
  });
});

it('a key is told by its digest, which is what the list of keys has of it', () => {
  const [secret, key] = ['ab'.repeat(32), 'sk-qC5b02PjnQVdq3FPYY37wQ'];
  const digest = createHash('sha256').update(key).digest('hex');
  const keys = findProvider('litellm@proxy.example')?.keys ?? null;
  expect(fingerprintsOf(key, keys, secret)).toEqual({
    fingerprint: fingerprintKey(key, secret),
    masked: fingerprintKey(digest, secret),
  });
});
