import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRecordings } from '../../companion/coats/read-recordings.ts';
import { openSites } from '../../lib/bridge/sites.ts';
import { findSurface } from '../../lib/domain/surface.ts';
import { knownSites } from '../../lib/providers/registry.ts';

function visit(url: string): void {
  vi.stubGlobal('location', new URL(url));
}
beforeEach(() => visit('https://relay.example/keys'));
afterEach(() => vi.unstubAllGlobals());

const bodyOf = (family: string, surface: string, name?: string): string => {
  const reading = readRecordings(family).readings.find(
    (one) => one.surface === `${family}/${surface}` && (name === undefined || one.name === name),
  );
  if (reading === undefined) throw new Error(`nothing was recorded of ${surface}`);
  return reading.body;
};

describe('a site', () => {
  it('is recognised by what its page loads, and what came before is read then', () => {
    const sites = openSites();
    expect(sites.take('litellm/keys', bodyOf('litellm', 'keys'), 0)).toEqual({ found: null, readings: [] });
    const { found, readings } = sites.take('litellm/ui-config', bodyOf('litellm', 'ui-config'), 1);
    expect([found, readings]).toEqual([
      { id: 'litellm@relay.example', facts: expect.anything(), seenAt: 1, surface: 'litellm@relay.example/ui-config' },
      [{ surface: 'litellm@relay.example/keys', text: bodyOf('litellm', 'keys'), facts: found?.facts }],
    ]);
    const call = new URL('https://relay.example/v1/messages');
    expect(findSurface(sites.calls(), 'POST', call)?.id).toBe('litellm@relay.example/messages');
  });

  it('may be recognised by who is signed in, where its page has its settings in itself', () => {
    const sites = openSites();
    const keys = bodyOf('sub2api', 'keys', 'a key without a limit of its own');
    expect(sites.take('sub2api/keys', keys, 0).readings).toEqual([]);
    const me = bodyOf('sub2api', 'me', 'a wallet');
    const { found, readings } = sites.take('sub2api/me', me, 1);
    expect(found?.id).toBe('sub2api@relay.example');
    expect(readings.map(({ surface }) => surface)).toEqual(['sub2api@relay.example/keys', 'sub2api@relay.example/me']);
    // Known by then: read at once, and no news.
    expect(sites.take('sub2api/me', me, 2)).toEqual({
      found: null,
      readings: [{ surface: 'sub2api@relay.example/me', text: me, facts: found?.facts }],
    });
  });

  it('never has read as its own what another software’s page loaded under the same name', () => {
    const sites = openSites();
    sites.take('new-api/keys', '{"data":[]}', 0);
    const { readings } = sites.take('litellm/ui-config', bodyOf('litellm', 'ui-config'), 1);
    expect(readings).toEqual([]);
  });

  it('is none where a look-alike answers, and what waited for it is dropped', () => {
    const sites = openSites();
    sites.take('sub2api/keys', '{}', 0);
    const other = bodyOf('sub2api', 'settings', 'another console in the same envelope');
    expect(sites.take('sub2api/settings', other, 1)).toEqual({ found: null, readings: [] });
    const settings = bodyOf('sub2api', 'settings', 'settings');
    expect(sites.take('sub2api/settings', settings, 2).readings).toEqual([]);
  });
});

describe('a site that is known by name', () => {
  it('is in every tap: no page is told of it again', () => {
    const sites = openSites();
    sites.learn(knownSites);
    expect(sites.calls()).toEqual([]);
  });

  it('is one and the same at each of its hosts, and what it says of itself goes before what was taken for granted', () => {
    visit('https://api2.laozhang.ai/token');
    const sites = openSites();
    expect(sites.factsOf('new-api@api.laozhang.ai')?.generation).toBe('one-api');
    const { found } = sites.take('new-api/status', bodyOf('new-api', 'status', 'new-api'), 1);
    expect(found?.id).toBe('new-api@api.laozhang.ai');
    expect(sites.factsOf('new-api@api.laozhang.ai')).toEqual(found?.facts);
    expect(sites.calls()).toEqual([]);
  });

  it('is none where a provider of ours answers itself', () => {
    visit('https://aihubmix.com/token');
    const status = bodyOf('new-api', 'status', 'new-api');
    expect(openSites().take('new-api/status', status, 1)).toEqual({ found: null, readings: [] });
  });
});
