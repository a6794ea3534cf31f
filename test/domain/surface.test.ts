import { describe, expect, it } from 'vitest';
import {
  findInTable,
  findSurface,
  isOnHost,
  matchPath,
  parseOrigin,
  type Surface,
  tableOf,
} from '../../lib/domain/surface.ts';

const surface = (change: Partial<Surface>): Surface => ({
  id: 'sample/chat',
  provider: 'sample',
  kind: 'call',
  hosts: ['api.sample.com'],
  ports: null,
  method: 'POST',
  path: '/v1/chat/completions',
  wire: 'openai-chat',
  rule: null,
  ...change,
});

describe('findSurface', () => {
  const chat = surface({});
  const local = surface({ id: 'local/chat', hosts: ['127.0.0.1', '*.localhost'], ports: [4118, 4217] });

  it.each([
    ['POST', 'https://api.sample.com/v1/chat/completions', 'sample/chat'],
    ['POST', 'https://api.sample.com/v1/chat/completions?beta=1#x', 'sample/chat'],
    ['POST', 'https://api.sample.com:443/v1/chat/completions', 'sample/chat'],
    ['GET', 'https://api.sample.com/v1/chat/completions', null],
    ['post', 'https://api.sample.com/v1/chat/completions', null],
    ['POST', 'https://api.sample.com/v1/chat/completions/', null],
    ['POST', 'https://api.sample.com/v1/chat', null],
    ['POST', 'https://api.sample.com:8443/v1/chat/completions', null],
    ['POST', 'https://sample.com/v1/chat/completions', null],
    ['POST', 'https://evil-api.sample.com/v1/chat/completions', null],
    ['POST', 'https://api.sample.com.evil.org/v1/chat/completions', null],
    ['POST', 'http://127.0.0.1:4118/v1/chat/completions', 'local/chat'],
    ['POST', 'http://127.0.0.1:4217/v1/chat/completions', 'local/chat'],
    ['POST', 'http://127.0.0.1:4117/v1/chat/completions', null],
    ['POST', 'http://127.0.0.1:4218/v1/chat/completions', null],
    ['POST', 'http://127.0.0.1/v1/chat/completions', null],
    ['POST', 'http://a.localhost:4118/v1/chat/completions', 'local/chat'],
    ['POST', 'http://a.b.localhost:4118/v1/chat/completions', 'local/chat'],
    ['POST', 'http://localhost:4118/v1/chat/completions', null],
    ['POST', 'http://notlocalhost:4118/v1/chat/completions', null],
    ['POST', 'data:text/plain,x', null],
  ])('%s %s is %s', (method, url, id) => {
    expect(findSurface([chat, local], method, new URL(url))?.id ?? null).toBe(id);
  });

  it('takes the first that matches', () => {
    const twin = surface({ id: 'sample/twin' });
    expect(findSurface([twin, chat], 'POST', new URL('https://api.sample.com/v1/chat/completions'))).toBe(twin);
    expect(findSurface([], 'POST', new URL('https://api.sample.com/'))).toBeNull();
  });
});

describe('isOnHost', () => {
  it('does not look at the path', () => {
    expect(isOnHost(surface({}), new URL('https://api.sample.com/anything'))).toBe(true);
    expect(isOnHost(surface({ ports: [80, 80] }), new URL('http://api.sample.com/'))).toBe(true);
    expect(isOnHost(surface({ ports: [443, 443] }), new URL('https://api.sample.com/'))).toBe(true);
  });
});

describe('parseOrigin', () => {
  it.each(['http://127.0.0.1:4118', 'https://api.sample.com', 'http://a.localhost:80', 'http://[::1]:4118'])(
    'reads %s as a URL would be read',
    (origin) => {
      const url = new URL(origin);
      const found = parseOrigin(origin);
      expect(found?.protocol).toBe(url.protocol);
      expect(found?.hostname).toBe(url.hostname);
      expect(found?.pathname).toBe('/');
    },
  );

  it.each(['null', '', 'moz-extension://abc', 'file://', 'https://a.b/', 'https://u:p@a.b', 'a.b', 'https://a.b:x'])(
    'takes "%s" for no origin',
    (origin) => {
      expect(parseOrigin(origin)).toBeNull();
    },
  );
});

describe('a path with stars', () => {
  const MODEL = '/v1beta/models/*:generateContent';
  it.each([
    [MODEL, '/v1beta/models/gemini-3-pro:generateContent', 'gemini-3-pro'],
    [MODEL, '/v1beta/models/gemini-3-pro:streamGenerateContent', null],
    [MODEL, '/v1beta/models/:generateContent', null],
    [MODEL, '/v1beta/models/a/b:generateContent', null],
    [MODEL, '/v1beta/models/a:generateContent/', null],
    [MODEL, '/v1beta/models/a:generateContent:generateContent', null],
    ['/v1/models/*/*/predictions', '/v1/models/owner/name/predictions', 'owner/name'],
    ['/v1/models/*/*/predictions', '/v1/models/owner/predictions', null],
    ['/v1/models/*/*/predictions', '/v1/models/owner//predictions', null],
    ['/**', '/fal-ai/flux/dev', 'fal-ai/flux/dev'],
    ['/**', '/', null],
    ['/run/**', '/run/a', 'a'],
    ['/run/**', '/ran/a', null],
    ['/exact', '/exact', ''],
    ['/exact', '/exact/', null],
    ['/exact', '/exac', null],
  ])('%s on %s names %s', (pattern, path, named) => {
    expect(matchPath(pattern, path)).toBe(named);
  });

  it('belongs to its surface only', () => {
    const patterned = surface({ path: MODEL, isPattern: true });
    const find = (url: string) => findSurface([patterned], 'POST', new URL(url))?.id ?? null;
    expect(find('https://api.sample.com/v1beta/models/a:generateContent')).toBe('sample/chat');
    expect(find('https://api.sample.com/v1beta/models/a:countTokens')).toBeNull();
    expect(find('https://other.com/v1beta/models/a:generateContent')).toBeNull();
    // A star is a star only where the surface says so.
    const plain = surface({ path: '/v1/*' });
    expect(findSurface([plain], 'POST', new URL('https://api.sample.com/v1/a'))).toBeNull();
  });
});

describe('a table', () => {
  const all: readonly Surface[] = [
    surface({}),
    surface({ id: 'b/two', hosts: ['b.example', 'c.example'], path: '/two' }),
    surface({ id: 'b/any', hosts: ['*.b.example'], path: '/any' }),
    surface({ id: 'd/model', hosts: ['b.example'], path: '/m/*', isPattern: true }),
    surface({ id: 'own/keys', kind: 'keys', method: 'GET', hosts: [], isOwnOrigin: true, path: '/keys' }),
    surface({ id: 'e/test', hosts: ['e.example'], path: '/t', testing: { hosts: ['e.localhost'], ports: [1, 9] } }),
    surface({ id: 'p/ports', hosts: ['127.0.0.1'], ports: [4118, 4217], path: '/p' }),
  ];
  const page = new URL('https://page.example/');

  it.each([
    ['POST', 'https://api.sample.com/v1/chat/completions'],
    ['POST', 'https://b.example/two'],
    ['POST', 'https://c.example/two'],
    ['POST', 'https://x.b.example/any'],
    ['POST', 'https://b.example/any'],
    ['POST', 'https://b.example/m/one'],
    ['GET', 'https://page.example/keys'],
    ['GET', 'https://other.example/keys'],
    ['POST', 'https://e.example/t'],
    ['POST', 'http://e.localhost:4/t'],
    ['POST', 'http://127.0.0.1:4118/p'],
    ['POST', 'http://127.0.0.1:5000/p'],
    ['POST', 'https://constructor/two'],
    ['POST', 'https://__proto__/two'],
  ])('finds what the list finds: %s %s', (method, href) => {
    const url = new URL(href);
    expect(findInTable(tableOf(all), method, url, page)).toBe(findSurface(all, method, url, page));
  });
});
