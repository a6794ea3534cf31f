import { expect, it } from 'vitest';
import { findPrices } from '../../lib/prices/find-prices.ts';
import { listModels } from '../../lib/prices/list-models.ts';
import { providers } from '../../lib/providers/registry.ts';
import { chatDraft } from '../domain/samples.ts';

it('lists names of models, each once, of which next to all have a price', () => {
  let [all, priced] = [0, 0];
  for (const provider of providers) {
    const models = listModels(provider);
    expect(new Set(models).size, provider.id).toBe(models.length);
    all += models.length;
    priced += models.filter((model) => findPrices(provider, chatDraft({ model })).length > 0).length;
  }
  expect(all).toBeGreaterThan(500);
  // Some are listed without rates: billed by what nobody counts here.
  expect(priced / all).toBeGreaterThan(0.8);
});
