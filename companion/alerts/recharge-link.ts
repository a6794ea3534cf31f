import { findProvider } from '../../lib/providers/registry.ts';
import { linksOf } from '../balance/write-balance.ts';

/** Where one recharges at a provider, of its own table; null: nowhere that we know. */
export function rechargeLink(provider: string): string | null {
  const known = findProvider(provider);
  return known === null ? null : linksOf({ provider: known, site: null }).recharge;
}
