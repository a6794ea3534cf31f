import type { PriceListRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';

/** A provider's name for people; that of a site is in the list of sites. */
export function nameOf(provider: string, lists: readonly PriceListRow[]): string {
  const facts = lists.find((list) => list.provider === provider)?.facts ?? null;
  return findProvider(provider, facts)?.name ?? provider;
}
