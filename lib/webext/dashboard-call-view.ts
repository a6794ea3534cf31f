import { isWithin } from '../budget/budget.ts';
import type { CallDetail, CallView } from '../domain/dashboard.ts';
import type { PriceOrigin } from '../domain/price-view.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Text } from '../domain/text.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import { findPrices } from '../prices/find-prices.ts';
import { originOf } from '../prices/price-origin.ts';
import { findProvider } from '../providers/registry.ts';
import type { Database } from './database.ts';
import type { BlockRow } from './note-block.ts';

/** What else its screen tells of a call: whose price it was booked by, and what kept it or counts it. */
export async function viewCall(database: Database, detail: CallDetail): Promise<CallView> {
  const { record } = detail;
  const [list, budgets, asked] = await Promise.all([
    database.priceLists.get(record.provider),
    database.ownBudgets.toArray(),
    askedBefore(database, record),
  ]);
  const { provider, account, model, origin } = record;
  const counting = budgets
    .map(({ budget }) => budget)
    .filter((budget) => isWithin(budget, { provider, account, model, origin, key: null, label: null }));
  const held: readonly (Text | null)[] = [
    asked === undefined ? null : { key: 'calls.held.asked', params: { cause: { key: `no.cause.${asked.cause}` } } },
    listed('calls.held.rules', record.policies ?? []),
    listed('calls.held.budgets', record.cost === null ? [] : counting.map(({ id }) => id)),
  ];
  return { ...detail, priceFrom: priceFrom(record, list ?? null), held: held.filter((text) => text !== null) };
}

/** The card that came up for the same request before it was changed. */
function askedBefore({ blocks }: Database, { callId, requestId, openedAt }: CallRecord): Promise<BlockRow | undefined> {
  return blocks
    .where('at')
    .belowOrEqual(openedAt)
    .reverse()
    .filter((row) => row.id === callId || row.requestId === requestId)
    .first();
}

function listed(key: 'calls.held.rules' | 'calls.held.budgets', names: readonly string[]): Text | null {
  if (names.length === 0) return null;
  return { key, params: { n: names.length, names: { kind: 'verbatim', text: names.join(', ') } } };
}

function priceFrom(record: CallRecord, list: PriceListRow | null): Text | null {
  const { pricedBy } = record;
  if (!pricedBy || record.cost === null) return null;
  return { key: `calls.price.${originOfPrice(record, list) ?? 'list'}`, params: { date: pricedBy.date } };
}

/** A record keeps no source: what today's lists have alike with its price names it. Null: nothing has, the list is another now. */
function originOfPrice({ provider: id, draft, pricedBy }: CallRecord, list: PriceListRow | null): PriceOrigin | null {
  const provider = findProvider(id, list?.facts ?? null);
  if (!pricedBy || !provider) return null;
  const { basis, file } = pricedBy;
  if (basis || file) return originOf(provider, { ...pricedBy, source: '' });
  const tariff = { hasKey: false, keyGroup: null, userGroup: null };
  const found = draft === null ? [] : findPrices(provider, draft, { site: list, tariff });
  const same = found.find(({ date, unit }) => date === pricedBy.date && unit === pricedBy.unit);
  return same === undefined ? null : originOf(provider, same);
}
