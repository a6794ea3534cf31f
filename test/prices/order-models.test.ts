import { expect, it } from 'vitest';
import { listModels } from '../../lib/prices/list-models.ts';
import { orderModels } from '../../lib/prices/order-models.ts';
import { findProvider } from '../../lib/providers/registry.ts';

const row = (model: string, likelyNano: bigint) => ({ model, estimate: { likelyNano } });
const rows = [row('ada', 1n), row('gpt-4o-mini', 20n), row('gpt-4o-mini-tts', 3n), row('gpt-4.1-nano', 10n)];
const order = (asked: string | null) => orderModels(asked, rows).map(({ model }) => model);

it('offers who talks the cheapest model that talks, and what is for something else after those', () => {
  expect(order('gpt-4o')).toEqual(['gpt-4.1-nano', 'gpt-4o-mini', 'ada', 'gpt-4o-mini-tts']);
});

it('goes by the cost alone where the model asked is none that talks, or none is named', () => {
  const byCost = ['ada', 'gpt-4o-mini-tts', 'gpt-4.1-nano', 'gpt-4o-mini'];
  expect(order('text-embedding-3-small')).toEqual(byCost);
  expect(order(null)).toEqual(byCost);
});

it('lists no name that only begins others', () => {
  const openai = findProvider('openai');
  const listed = openai === null ? [] : listModels(openai);
  expect(listed).toContain('gpt-4o');
  expect(listed.filter((name) => /-$/.test(name))).toEqual([]);
});
