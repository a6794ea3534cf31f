import { describe, expect, it } from 'vitest';
import { findSurface, isOnHost, parseOrigin, type Surface } from '../../lib/domain/surface.ts';

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
