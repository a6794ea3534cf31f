import type { Provider } from '../providers/provider.ts';
import type { Known } from './contradictions.ts';
import type { Description } from './description.ts';
import { toProviders } from './to-provider.ts';

/** What a description may not collide with. `fixed`: providers of this build, and relays that are known or were recognised. */
export function knownBeside(descriptions: readonly Description[], fixed: readonly Provider[]): Known {
  const others = toProviders(descriptions);
  const all = [...fixed, ...others];
  return {
    surfaces: all.flatMap(({ surfaces }) => surfaces.filter(({ isOwnOrigin }) => !isOwnOrigin)),
    names: all.map(({ name }) => name),
    hosts: [
      ...fixed.flatMap(({ name, console, surfaces }) =>
        [console, ...surfaces].map((place) => ({ ...place, of: name })),
      ),
      // Several APIs of a person's own may answer at one gateway; money is read on the console of one of them.
      ...others.map(({ name, console }) => ({ ...console, of: name })),
    ],
  };
}
