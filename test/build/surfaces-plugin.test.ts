import { describe, expect, it } from 'vitest';
import { pageHalf } from '../../build/page-half.ts';
import { callsOfNamedSites, surfacesPlugin } from '../../build/surfaces-plugin.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { findSurface } from '../../lib/domain/surface.ts';
import { unpackSurfaces } from '../../lib/page/unpack-surfaces.ts';
import { families, providers } from '../../lib/providers/registry.ts';

function surfacesOf(withTesting: boolean): readonly Surface[] {
  const plugin = surfacesPlugin(withTesting);
  const code = plugin.load(plugin.resolveId('virtual:surfaces') ?? '');
  return unpackSurfaces(JSON.parse(/^export const places = (.*);$/.exec(code ?? '')?.[1] ?? 'null'));
}

const real = new URL('https://api.deepseek.com/chat/completions');
const standIn = new URL('http://deepseek.localhost:4218/chat/completions');

describe('the surfaces of a build', () => {
  it.each([true, false])('have the real hosts (testing: %s)', (withTesting) => {
    expect(findSurface(surfacesOf(withTesting), 'POST', real)?.id).toBe('deepseek/chat');
    expect(
      findSurface(surfacesOf(withTesting), 'POST', new URL('http://api.deepseek.com/chat/completions:4218')),
    ).toBeNull();
  });

  it('have places of stand-ins in testing builds only', () => {
    expect(findSurface(surfacesOf(true), 'POST', standIn)?.id).toBe('deepseek/chat');
    expect(findSurface(surfacesOf(false), 'POST', standIn)).toBeNull();
    expect(JSON.stringify(surfacesOf(false))).not.toMatch(/localhost|127\.0\.0\.1|testing|sandbox/);
  });

  it('are those of every provider and family, but for wires and rules', () => {
    const all = [...providers.map(pageHalf), ...families]
      .flatMap((owner) => owner.surfaces)
      .concat(callsOfNamedSites());
    const known = all.map(({ isModelInPath: _model, isFollowUp: _follow, ...surface }) => ({
      ...surface,
      wire: null,
      rule: null,
    }));
    const byId = (one: Surface, other: Surface): number => (one.id < other.id ? -1 : 1);
    expect([...surfacesOf(true)].sort(byId)).toEqual(known.sort(byId));
  });

  it('have the calls of relays that are known by name, on each of their hosts', () => {
    for (const host of ['api.laozhang.ai', 'api2.laozhang.ai']) {
      const url = new URL(`https://${host}/v1/chat/completions`);
      expect(findSurface(surfacesOf(false), 'POST', url)?.id).toBe('new-api@api.laozhang.ai/chat');
    }
  });

  it('are nothing for any other module', () => {
    expect(surfacesPlugin(true).resolveId('virtual:other')).toBeNull();
    expect(surfacesPlugin(true).load('virtual:surfaces')).toBeNull();
  });
});
