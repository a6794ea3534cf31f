import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  headersBack,
  headersUpstream,
  pathUpstream,
  pathWithOtherKey,
  withOtherKey,
} from '../../../companion/gateway/headers.ts';

const TOKEN = `tkp_${'a-_Z'.repeat(10)}xyz`;
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
const value = fc.oneof(
  fc.stringMatching(/^[!-~ ]{0,30}$/),
  fc.constant(TOKEN),
  fc.constant(`Bearer ${TOKEN}`),
  fc.constant(`${TOKEN}, ${TOKEN}`),
);
const special = fc.constantFrom(
  'Connection',
  'Authorization',
  'X-Api-Key',
  'Tollkeeper-Token',
  'TE',
  'Expect',
  'Host',
  'Cookie',
  'Upgrade',
);
const headers = fc.array(fc.tuple(fc.oneof(name, special), value)).map((pairs) => pairs.flat());

describe('headers', () => {
  it('a token never goes upstream, whatever the headers are', () => {
    fc.assert(
      fc.property(headers, fc.option(fc.constant('sk-key')), (raw, key) => {
        expect(headersUpstream(raw, key).headers.join('\n')).not.toMatch(/tkp_[\w-]{43}(?![\w-])/);
      }),
    );
  });

  it('what belongs to the connection, and what it names, stays here; the rest keeps order and spelling', () => {
    const raw = [
      'Host',
      'x',
      'X-A',
      '1',
      'Connection',
      'close, X-Gone',
      'x-gone',
      '1',
      'TE',
      'trailers',
      'x-a',
      '2',
      'Tollkeeper-Label',
      'y',
      'Expect',
      '100-continue',
      'Content-Length',
      '5',
      'Cookie',
      'c',
    ];
    expect(headersUpstream(raw, null)).toEqual({ headers: ['X-A', '1', 'x-a', '2', 'Cookie', 'c'], contentLength: 5 });
    expect(
      headersBack([
        'Content-Length',
        '5',
        'Keep-Alive',
        'timeout=5',
        'Alt-Svc',
        'h3',
        'tollkeeper-call-id',
        'forged',
        'X',
        '1',
      ]),
    ).toEqual(['Content-Length', '5', 'X', '1']);
  });

  it.each([
    [`/v1/x?key=${TOKEN}&a=1`, 'k+1/', '/v1/x?key=k%2B1%2F&a=1'],
    [`/v1/x?a=${TOKEN}&key=${TOKEN}`, 'k', '/v1/x?a=&key=k'],
    [`/v1/${TOKEN}/x`, 'k', '/v1//x'],
    [`/v1/x?key=${TOKEN}`, null, '/v1/x?key='],
    ['/v1/x?a=%2F%zz&b', 'k', '/v1/x?a=%2F%zz&b'],
  ])('%s', (path, key, expected) => {
    expect(pathUpstream(path, key)).toBe(expected);
  });
});

describe('the key of another account', () => {
  it.each([
    [
      ['Authorization', 'Bearer sk-old'],
      ['Authorization', 'Bearer sk-new'],
    ],
    [
      ['authorization', 'sk-old'],
      ['authorization', 'Bearer sk-new'],
    ],
    [
      ['authorization', 'Basic dTpzay1vbGQ='],
      ['authorization', 'Bearer sk-new'],
    ],
    [
      ['authorization', 'Key sk-old'],
      ['authorization', 'Key sk-new'],
    ],
    [
      ['X-Api-Key', 'sk-old', 'authorization', 'Bearer sk-old'],
      ['X-Api-Key', 'sk-new', 'authorization', 'Bearer sk-new'],
    ],
    [
      ['x-goog-api-key', 'sk-old', 'OpenAI-Organization', 'org', 'Cookie', 'a=sk-old'],
      ['x-goog-api-key', 'sk-new'],
    ],
    [
      ['accept', '*/*'],
      ['accept', '*/*', 'authorization', 'Bearer sk-new'],
    ],
  ])('stands wherever a key stood: %j', (raw, expected) => {
    expect(withOtherKey(raw, 'sk-new', false)).toEqual(expected);
  });

  it('stands in the address where one stood there', () => {
    expect(pathWithOtherKey('/v1/a?x=1&key=sk-old&api_key=sk-old', 'sk new')).toBe(
      '/v1/a?x=1&key=sk%20new&api_key=sk%20new',
    );
    expect(pathWithOtherKey('/v1/a', 'sk-new')).toBe('/v1/a');
    expect(withOtherKey(['accept', '*/*'], 'sk-new', true)).toEqual(['accept', '*/*']);
  });
});
