import { Dexie } from 'dexie';
import type { PriceView } from '../domain/price-view.ts';
import type { CallRecord } from '../domain/record.ts';
import { byName, viewPrice } from '../screens/view-price.ts';
import type { Database } from './database.ts';

/** More models than this are not listed: the ones that were called last are. */
const MODELS_MAX = 200;

/** Every model that was called, with the price that would be counted with now; by provider, then by model. */
export async function readPriceViews(database: Database, now: number): Promise<readonly PriceView[]> {
  const [keys, lists] = await Promise.all([
    database.rollups.orderBy('day').reverse().primaryKeys(),
    database.priceLists.toArray(),
  ]);
  const called = new Map(keys.map(([, provider, model]) => [JSON.stringify([provider, model]), { provider, model }]));
  const views = await Promise.all(
    [...called.values()].slice(0, MODELS_MAX).map(async ({ provider, model }) => {
      const record = await findLast(database, provider, model);
      return record === undefined ? [] : [await viewPrice(database, record, { lists, now })];
    }),
  );
  return views.flat().sort(byName);
}

/** The newest call of a model at a provider; `''`: of those that name none. */
function findLast(database: Database, provider: string, model: string): Promise<CallRecord | undefined> {
  const [index, value] =
    model === '' ? (['[provider+openedAt]', provider] as const) : (['[model+openedAt]', model] as const);
  return database.records
    .where(index)
    .between([value, Dexie.minKey], [value, Dexie.maxKey])
    .reverse()
    .filter((record) => record.provider === provider && (record.model ?? '') === model)
    .first();
}
