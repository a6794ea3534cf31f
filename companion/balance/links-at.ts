import { findProvider } from '../../lib/providers/registry.ts';
import { linksOf } from './write-balance.ts';

/** Where people go at a provider, of its own table; null: nowhere that we know. A site of a family whose address is not known here has none. */
export function linksAt(provider: string | null): ReturnType<typeof linksOf> | null {
  const known = provider === null ? null : findProvider(provider);
  return known === null ? null : linksOf({ provider: known, site: null });
}

/** Where one recharges there; null: nowhere that we know. */
export function rechargeLink(provider: string | null): string | null {
  return linksAt(provider)?.recharge ?? null;
}
