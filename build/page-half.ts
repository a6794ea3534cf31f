import { PAGE_FIELDS, type PageProvider, type Provider } from '../lib/providers/provider.ts';

/**
 * What pages get of a provider. Without balances that only a key is told: no console loads them, and where one did, nothing
 * would say whose they are. Whoever asks with a key (the companion) has the whole provider.
 */
export function pageHalf(provider: Provider): PageProvider {
  const { identity, balances, surfaces } = provider;
  const isOwned = ({ account, isAccountInPath }: Provider['balances'][number]): boolean =>
    account !== null || isAccountInPath === true || identity !== null;
  const unowned = new Set(balances.filter((one) => !isOwned(one)).map(({ surface }) => surface));
  const half = Object.fromEntries(PAGE_FIELDS.map((field) => [field, provider[field]])) as unknown as PageProvider;
  return { ...half, balances: balances.filter(isOwned), surfaces: surfaces.filter(({ id }) => !unowned.has(id)) };
}
