import type { Draft } from '../domain/call.ts';
import type { Price } from '../domain/price.ts';
import type { Surface } from '../domain/surface.ts';
import { deepseek } from './deepseek.ts';
import type { Provider } from './provider.ts';
import { sandbox } from './sandbox.ts';
import { withTestingPlace } from './testing-places.ts';

/** Set by the build: true only in development and test builds. */
declare const __WITH_TESTING_PROVIDERS__: boolean | undefined;

/** The real providers, a line each. */
const real: readonly Provider[] = [deepseek];

/**
 * The providers of this build; what a build must not contain is left out at build time. Without the constant (Node:
 * companion, tests, build scripts) every provider is there, with its place for stand-ins. The condition stands where it
 * is used: bundlers drop a file only when they see by the line itself that nothing needs it.
 */
export const providers: readonly Provider[] =
  typeof __WITH_TESTING_PROVIDERS__ === 'undefined' || __WITH_TESTING_PROVIDERS__
    ? [...real.map(withTestingPlace), sandbox]
    : real;

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

/** What a call of this draft costs, a price for each unit it can be paid in; empty: unpriced, unknown and never free. */
export function findPrices(provider: Provider, draft: Draft): readonly Price[] {
  const meter = draft.units?.meter;
  return provider.prices.filter(
    (price) => price.model === draft.model && (meter ? price.rates[meter] !== undefined : price.model !== null),
  );
}
