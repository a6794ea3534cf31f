import type { Draft } from '../domain/call.ts';
import type { Price } from '../domain/price.ts';
import type { Surface } from '../domain/surface.ts';
import type { Provider } from './provider.ts';
import { sandbox } from './sandbox.ts';

/** Set by the build: true only in development and test builds. */
declare const __WITH_TESTING_PROVIDERS__: boolean | undefined;

/**
 * The providers of this build, a line each; what a build must not contain is left out at build time. Without the
 * constant (Node: companion, tests, build scripts) every provider is there. The condition stands where it is used:
 * bundlers drop a file only when they see by the line itself that nothing needs it.
 */
export const providers: readonly Provider[] = [
  ...(typeof __WITH_TESTING_PROVIDERS__ === 'undefined' || __WITH_TESTING_PROVIDERS__ ? [sandbox] : []),
];

/** The provider with this id, or null. */
export function findProvider(id: string): Provider | null {
  return providers.find((provider) => provider.id === id) ?? null;
}

/** Every surface of this build. */
export const everySurface: readonly Surface[] = providers.flatMap((provider) => provider.surfaces);

/** The surface with this id, or null. */
export function findSurfaceById(id: string): Surface | null {
  return everySurface.find((surface) => surface.id === id) ?? null;
}

/** What a call of this draft costs; null: unpriced, which is unknown and never free. */
export function findPrice(provider: Provider, draft: Draft): Price | null {
  if (draft.units) {
    const meter = draft.units.meter;
    return provider.prices.find((price) => price.model === draft.model && price.rates[meter] !== undefined) ?? null;
  }
  return provider.prices.find((price) => price.model !== null && price.model === draft.model) ?? null;
}
