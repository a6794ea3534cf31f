import { isOnHost, parseOrigin } from '../../lib/domain/surface.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { linksOf } from './write-balance.ts';

/** Where people go at a provider, of its own table; null: nowhere that we know. A site of a family whose address is not known here has none. */
export function linksAt(provider: string | null): ReturnType<typeof linksOf> | null {
  const known = provider === null ? null : findProvider(provider);
  return known === null ? null : linksOf({ provider: known, site: null });
}

/** Where an account is recharged, at its own console where that is one of its provider's; null: nowhere that we know. */
export function rechargeLinkOf({
  provider,
  consoleOrigin,
}: Pick<AccountRow, 'provider' | 'consoleOrigin'>): string | null {
  const link = rechargeLink(provider);
  const known = findProvider(provider);
  if (link !== null || !known?.links.recharge?.startsWith('/')) return link;
  const origin = parseOrigin(consoleOrigin);
  return origin !== null && isOnHost(known.console, origin) ? consoleOrigin + known.links.recharge : null;
}

/** Where one recharges there; null: nowhere that we know. */
export function rechargeLink(provider: string | null): string | null {
  return linksAt(provider)?.recharge ?? null;
}
