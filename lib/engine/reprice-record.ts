import { type FreeQuantity, type FreeUse, type PoolsOf, withLeft } from '../domain/free-quantity.ts';
import type { Money } from '../domain/money.ts';
import { priceUsage } from '../domain/price.ts';
import { priceAt } from '../domain/price-at.ts';
import type { CallRecord } from '../domain/record.ts';
import { withSessionFee } from '../domain/session-fee.ts';
import { findPrices } from '../prices/find-prices.ts';
import { findProvider } from '../providers/registry.ts';
import { priceQueryOf } from './call-facts.ts';
import type { CallContext } from './ports.ts';

/**
 * What a call comes to by what the user says of prices now. Null: the user says nothing of it, it did not end with an answer whose
 * usage was told, or its sum was no product of usage and price (the provider said it, or served it as another kind of service).
 * @param usedBefore what calls before it used of free quantities: what is said of prices now holds for all of a period.
 */
export async function repriceRecord(
  record: CallRecord,
  context: CallContext,
  usedBefore: (record: CallRecord, free: readonly FreeQuantity[], poolsOf: PoolsOf) => Promise<readonly FreeUse[]>,
): Promise<Money | null> {
  const { usage, draft, outcome, cost, pricedBy, fingerprint, openedAt, settledAt } = record;
  if (usage === null || draft === null || outcome !== 'answer' || record.saved !== undefined) return null;
  if (cost !== null && (pricedBy == null || priceUsage(usage, pricedBy) !== cost.likelyNano)) return null;
  const provider = findProvider(record.provider, context.site?.facts ?? null);
  if (provider === null) return null;
  const query = priceQueryOf(context, fingerprint);
  const own = findPrices(provider, draft, query).filter(
    ({ basis, times }) => basis?.kind === 'own' || times !== undefined,
  );
  const price = own.find(({ unit }) => unit === cost?.unit) ?? (cost === null ? own[0] : undefined);
  if (price === undefined) return null;
  const poolsOf: PoolsOf = (model) =>
    findPrices(provider, { ...draft, model }, query).flatMap((one) =>
      (one.free ?? []).flatMap(({ pool }) => pool ?? []),
    );
  const free =
    price.free && withLeft(price.free, record.model, record.day, await usedBefore(record, price.free, poolsOf));
  const ofThen = withSessionFee(priceAt(price, { startedAt: openedAt, endedAt: settledAt }), draft);
  const nano = priceUsage(usage, free ? { ...ofThen, free } : ofThen);
  return nano === null ? null : { unit: price.unit, nano };
}
