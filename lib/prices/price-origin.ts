import type { Price } from '../domain/price.ts';
import type { PriceOrigin } from '../domain/price-view.ts';
import type { Provider } from '../providers/provider.ts';
import { BASE_SOURCE } from './base-prices.ts';

/** Where a price of this provider is from. */
export function originOf(
  provider: Provider,
  { basis, file, source }: Pick<Price, 'basis' | 'file' | 'source'>,
): PriceOrigin {
  if (basis?.kind === 'own' || basis?.kind === 'drops') return basis.kind;
  if (basis?.kind === 'learned') return 'bills';
  if (file) return 'file';
  if (provider.priceBySite) return 'site';
  if (provider.prices.some((price) => price.source === source)) return 'provider';
  return source === BASE_SOURCE ? 'base' : 'overlay';
}
