import type { Meter } from './call.ts';
import { type FreeQuantity, type FreeShare, freeShares, inSteps } from './free-quantity.ts';
import { type PricedBy, withCallFee } from './price.ts';
import type { CallRecord } from './record.ts';
import type { Text } from './text.ts';

/** What of a call about to leave costs nothing because so much is free, a line each. */
export function explainFree(shares: readonly FreeShare[] = []): readonly Text[] {
  return shares.map(({ free, taken }) =>
    taken === 0
      ? { key: `free.over.${free.per}`, params: { what: nameOf(free), count: free.count } }
      : { key: `free.within.${free.per}`, params: { what: nameOf(free), taken, count: free.count } },
  );
}

/** What a price says of it where nobody counts: nothing is taken off. */
export function explainUncounted(free: readonly FreeQuantity[] = []): readonly Text[] {
  return free
    .filter(({ left }) => left === undefined)
    .map((one) => ({ key: `free.uncounted.${one.per}`, params: { what: nameOf(one), count: one.count } }));
}

/** The same in a few words, for the line by the composer; null: nothing. */
export function explainFreeBriefly(shares: readonly FreeShare[] = []): Text | null {
  const share = shares.find(({ taken }) => taken > 0);
  if (share === undefined) return null;
  const { free, taken } = share;
  return { key: `chip.free.${free.per}`, params: { taken, count: free.count } };
}

/** The same of a call that is over. */
export function explainFreed(record: CallRecord, price: PricedBy | null): readonly Text[] {
  const { usage, freeUse } = record;
  const used = freeUse ?? (usage && price ? inSteps(withCallFee(usage, price), price.steps) : {});
  return freeShares(used, price?.free)
    .filter(({ taken }) => taken > 0)
    .map(({ free, taken }) => ({
      key: `paid.within.${free.per}`,
      params: { what: nameOf(free), taken, count: free.count },
    }));
}

/** What is free by a price, a line each. */
export function explainFreeOf(free: readonly FreeQuantity[] = []): readonly Text[] {
  return free.map((one) => ({
    key: one.pool === undefined ? `prices.free.${one.per}` : `prices.freePool.${one.per}`,
    params: { what: nameOf(one), count: one.count },
  }));
}

function nameOf({ meters }: FreeQuantity): Text {
  const [first] = meters;
  if (meters.length === 1 && first !== undefined) return { key: `meter.${first}` };
  return { key: meters.every(isToken) ? 'free.tokens' : 'free.units' };
}

function isToken(meter: Meter): boolean {
  return meter.endsWith('-tokens');
}
