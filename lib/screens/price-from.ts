import type { PriceOrigin } from '../domain/price-view.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Text } from '../domain/text.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import { findPrices } from '../prices/find-prices.ts';
import { originOf } from '../prices/price-origin.ts';
import { findProvider } from '../providers/registry.ts';

/** Whose price a call was booked by, and of which day; null: none was known. `list`: of its site, where it is one. */
export function priceFrom(record: CallRecord, list: PriceListRow | null): Text | null {
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
