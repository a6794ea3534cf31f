import { describe, expect, it } from 'vitest';
import { recordedNames, recordingsNameOf } from '../../companion/coats/read-recordings.ts';
import { findSurface } from '../../lib/domain/surface.ts';
import { everySurface, findProvider, findSurfaceById, providers } from '../../lib/providers/registry.ts';
import { itIsWellDescribed } from './contract-data.ts';
import { itIsUnderstood } from './contract-recordings.ts';
import { described, placesOf } from './described.ts';
import { unfilledIn } from './unfilled.ts';

describe('the registry', () => {
  it('has providers, each id and name once', () => {
    expect(providers.length).toBeGreaterThan(0);
    expect(new Set(providers.map(({ id }) => id)).size).toBe(providers.length);
    expect(new Set(providers.map(({ name }) => name)).size).toBe(providers.length);
    for (const provider of providers) expect(findProvider(provider.id)).toBe(provider);
    expect(findProvider('nobody')).toBeNull();
    expect(findSurfaceById('nobody/nothing')).toBeNull();
  });

  it('has each surface once, and no address belongs to two', () => {
    expect(new Set(everySurface.map(({ id }) => id)).size).toBe(everySurface.length);
    for (const surface of everySurface) {
      for (const place of placesOf(surface)) {
        const found = everySurface.filter((other) => findSurface([other], surface.method, place));
        expect(found.map(({ id }) => id)).toEqual([surface.id]);
      }
    }
  });
});

it('each recording belongs to a provider or a family', () => {
  const owners = new Set(described.map(({ id }) => recordingsNameOf(id)));
  expect([...recordedNames()].sort()).toEqual([...owners].sort());
});

const unfilled = new Map(described.map(({ id }) => [id, unfilledIn(id)]));

/** What `npm run new:provider` writes is no provider until somebody has filled it in. */
it.each([...unfilled])('provider %s has nothing left to fill in', (_id, left) => {
  expect(left, `to fill in:\n${left.join('\n')}\n`).toEqual([]);
});

describe.each(
  described.filter(({ id }) => unfilled.get(id)?.length === 0).map((provider) => [provider.id, provider] as const),
)('provider %s', (_id, provider) => {
  itIsWellDescribed(provider);
  itIsUnderstood(provider);
});
