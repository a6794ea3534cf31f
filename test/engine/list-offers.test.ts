import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import type { Tariff } from '../../lib/domain/site-facts.ts';
import { listOffers } from '../../lib/engine/list-offers.ts';
import { ANY_PAYER, type PriceQuery } from '../../lib/prices/find-prices.ts';
import { families, findProvider } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { chatDraft, NOW } from '../domain/samples.ts';

const times = { startedAt: NOW, endedAt: NOW };

function offersOf(id: string, change: Partial<Draft>, query: PriceQuery = ANY_PAYER, unit = 'USD') {
  const provider = findProvider(id);
  if (provider === null) throw new Error(`${id} is a provider`);
  const keys = [{ name: 'night', group: 'cheap' }];
  return listOffers({ provider, draft: chatDraft(change), query, unit, times, counts: {}, keys });
}

function namesOf(id: string, change: Partial<Draft>, query?: PriceQuery): readonly (string | null)[] {
  return offersOf(id, change, query).models.map(({ price }) => price.model);
}

describe('models that could be asked instead', () => {
  it('are those of the list that converse, take what the call has, and are written to the same way', () => {
    expect(namesOf('openai', { model: 'gpt-4o' })).toEqual(
      expect.arrayContaining(['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-3.5-turbo']),
    );
    const withPictures = namesOf('openai', { model: 'gpt-4o', uncounted: 'media' });
    expect(withPictures).toContain('gpt-4o-mini');
    expect(withPictures).not.toContain('gpt-3.5-turbo');
    for (const other of ['gpt-5-mini', 'o3-mini', 'gpt-4o-transcribe', 'text-embedding-3-small', 'gpt-5-codex']) {
      expect(namesOf('openai', { model: 'gpt-4o' })).not.toContain(other);
    }
  });

  it('are none too short for the call', () => {
    const inputTokens = { low: 90_000, likely: 100_000, high: 110_000 };
    expect(namesOf('openai', { model: 'gpt-4o', inputTokens })).not.toContain('gpt-3.5-turbo');
    expect(namesOf('openai', { model: 'gpt-4o', inputTokens })).toContain('gpt-4o-mini');
  });

  it('are those that the provider’s own file prices, also where nobody describes them', () => {
    expect(namesOf('sandbox', { model: 'toll-large' })).toEqual(['toll-medium', 'toll-mini']);
    expect(namesOf('sandbox', { model: 'toll-large', traits: ['tools'] })).toEqual([]);
  });
});

describe('at a relay', () => {
  const family = families.find(({ id }) => id === 'new-api');
  if (family === undefined) throw new Error('new-api is a family');
  const row = (name: string, ratio: number, groups: readonly string[]) => ({
    model_name: name,
    quota_type: 0,
    model_ratio: ratio,
    completion_ratio: 4,
    enable_groups: groups,
  });
  const all = ['default', 'vip', 'cheap'];
  const list = {
    data: [
      row('gpt-4o', 1.25, all),
      row('gpt-4o-mini', 0.075, all),
      row('claude-haiku-4-5', 0.5, all),
      row('dall-e-3', 1, all),
    ],
    group_ratio: { default: 1, vip: 0.8, cheap: 0.5, other: 0.1 },
  };
  const facts = { origin: 'https://relay.example', name: null, perUnit: '500000', shown: null, generation: 'v1' };
  const tariff: Tariff = { hasKey: true, keyGroup: 'default', userGroup: 'default' };
  const query: PriceQuery = { site: { facts, prices: readSitePrices(family, list, '2026-11-21') }, tariff };

  it('models of the same maker can be asked instead, and nothing that draws or that others made', () => {
    expect(namesOf('new-api@relay.example', { model: 'gpt-4o' }, query)).toEqual(['gpt-4o-mini']);
  });

  it('every group that has the model is told with its price, and the key that is billed in it', () => {
    const { groups } = offersOf('new-api@relay.example', { model: 'gpt-4o' }, query);
    expect(groups.map(({ group, key }) => [group, key])).toEqual([
      ['default', null],
      ['vip', null],
      ['cheap', 'night'],
    ]);
    const rateOf = (name: string) => groups.find(({ group }) => group === name)?.price.rates['input-tokens'];
    expect(rateOf('cheap')).toBe((rateOf('default') ?? 0n) / 2n);
  });
});

describe('the service for many calls at once', () => {
  it('is half the price within a day where the provider says so', () => {
    const { batch } = offersOf('openai', { model: 'gpt-4o' });
    expect(batch).toMatchObject({ withinMs: 86_400_000, price: { rates: { 'input-tokens': 1_250_000n } } });
  });

  it('is none where nobody tells of one, nor for what is one already', () => {
    expect(offersOf('sandbox', { model: 'toll-large' }).batch).toBeNull();
    expect(offersOf('openai', { model: 'gpt-4o', tier: 'batch' }).batch).toBeNull();
  });
});
