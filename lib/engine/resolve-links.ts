import type { Links } from '../domain/facts.ts';
import type { Provider } from '../providers/provider.ts';

/** Our own table's links; relative ones belong to the console's origin, and are null while that is not known. */
export function resolveLinks(provider: Provider, consoleOrigin: string | null): Links {
  const resolve = (link: string | null): string | null =>
    link?.startsWith('/') ? consoleOrigin && consoleOrigin + link : link;
  const { recharge, keys, transactions, models = null, prices = null } = provider.links;
  return {
    recharge: resolve(recharge),
    keys: resolve(keys),
    transactions: resolve(transactions),
    models: resolve(models),
    ...(prices !== null && { prices: resolve(prices) }),
  };
}
