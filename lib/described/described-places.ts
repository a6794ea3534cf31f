import type { Surface } from '../domain/surface.ts';
import type { Description } from './description.ts';
import { placeOf } from './place-of.ts';

/** What ids of described providers begin with: none of ours does, now or later. */
export const OWN_PREFIX = 'own-';

/** Whoever is signed in, where an answer does not say who that is: it may be one today and another tomorrow. */
export const NAMELESS_ACCOUNT = 'own';

/** Whether what this account holds may be several people's, so that no call is held for it. */
export function isNameless(provider: string, account: string): boolean {
  return provider.startsWith(OWN_PREFIX) && account === `${provider}:${NAMELESS_ACCOUNT}`;
}

/** Where described APIs are called and read, as the tap is told: how a body is read it need not know. */
export function describedPlaces(descriptions: readonly Description[]): readonly Surface[] {
  return descriptions.flatMap(({ id, calls, balances = [] }) => {
    const provider = OWN_PREFIX + id;
    const surface = (name: string, url: string, rest: Pick<Surface, 'kind' | 'method'>): readonly Surface[] => {
      const at = placeOf(url);
      if (at === null) return [];
      const { place, path, isPattern } = at;
      return [
        {
          id: `${provider}/${name}`,
          provider,
          ...place,
          ...(isPattern && { isPattern }),
          path,
          wire: null,
          rule: null,
          ...rest,
        },
      ];
    };
    return [
      ...calls.flatMap(({ name, url, method = 'POST' }) => surface(name, url, { kind: 'call', method })),
      ...balances.flatMap(({ name, url }) => surface(name, url, { kind: 'balance', method: 'GET' })),
    ];
  });
}
