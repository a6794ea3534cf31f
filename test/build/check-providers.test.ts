import { describe, expect, it } from 'vitest';
import { providerProblems, refuseProblems } from '../../build/check-providers.ts';
import type { Price } from '../../lib/domain/price.ts';
import { call, on, describe as provide } from '../../lib/providers/describe.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { providers } from '../../lib/providers/registry.ts';

const price: Price = {
  model: 'acme-1',
  unit: 'USD',
  rates: { 'input-tokens': 1n },
  rounding: 'half-up',
  outputTokensDefault: null,
  outputTokensPrior: null,
  date: '2026-11-21',
  source: 'https://acme.example/prices',
};
const acme = (change: Partial<Provider> = {}): Provider => ({
  ...provide({
    id: 'acme',
    name: 'Acme',
    console: on('console.acme.example'),
    consoleOrigin: 'https://console.acme.example',
    surfaces: { chat: call(on('api.acme.example'), '/v1/chat', 'openai-chat') },
    prices: [price],
    links: { recharge: '/pay', keys: 'https://help.acme.example/keys', transactions: null },
  }),
  ...change,
});
const surface = (path: string, ...hosts: readonly string[]) => ({
  id: 'other/chat',
  provider: 'other',
  ...call(on(...hosts), path, 'openai-chat'),
});
const other = (path: string, ...hosts: readonly string[]): Provider =>
  acme({
    id: 'other',
    name: 'Other',
    surfaces: [surface(path, ...hosts)],
    links: { recharge: null, keys: null, transactions: null },
  });

describe('the providers of a build', () => {
  it('have no problems', () => {
    expect(providerProblems(providers)).toEqual([]);
    expect(providerProblems([acme(), other('/v1/other', 'api.acme.example')])).toEqual([]);
    expect(() => refuseProblems([acme()])).not.toThrow();
  });

  it.each<[string, readonly Provider[], RegExp]>([
    ['an id twice', [acme(), acme({ name: 'B', surfaces: [] })], /Two providers have the id "acme": give one/],
    [
      'a name twice',
      [acme(), other('/o', 'b.example'), acme({ id: 'c', surfaces: [] })],
      /lib\/providers\/c\.ts: .*"Acme".*say which/,
    ],
    [
      'an address twice',
      [acme(), other('/v1/chat', 'api.acme.example')],
      /acme\/chat and other\/chat both claim POST .*leave it to one/,
    ],
    ['an address under a pattern', [acme(), other('/v1/*', '*.acme.example')], /both claim/],
    ['a pattern over an address', [other('/**', 'api.acme.example'), acme()], /both claim/],
    [
      'a link off its domain',
      [acme({ links: { recharge: 'https://acme-pay.example/', keys: null, transactions: null } })],
      /acme-pay\.example\/ is on none .*leave it out/,
    ],
    [
      'a link that is not https',
      [acme({ links: { recharge: 'http://acme.example/', keys: null, transactions: null } })],
      /is on none/,
    ],
    [
      'a link that begins like a path',
      [acme({ links: { recharge: '//evil.example', keys: null, transactions: null } })],
      /is on none/,
    ],
    [
      'a mailbox elsewhere',
      [acme({ help: { support: 'mailto:help@evil.example' } })],
      /mailto:help@evil\.example is on none/,
    ],
    [
      'a price without a day',
      [acme({ prices: [{ ...price, date: 'soon' }] })],
      /acme-1 has no date or no source.*YYYY-MM-DD/,
    ],
    ['a price without a page', [acme({ prices: [{ ...price, source: ' ' }] })], /no date or no source/],
    [
      'a surface that does not find itself',
      [acme({ surfaces: [{ ...surface('/a*', 'b.acme.example'), isPattern: false }] })],
      /does not match its own address/,
    ],
  ])('are refused for %s, with what to do', (_name, found, words) => {
    const problems = providerProblems(found);
    expect(problems.join('\n')).toMatch(words);
    expect(() => refuseProblems(found)).toThrow(problems[0]);
  });

  it('may write from a mailbox of their own', () => {
    expect(providerProblems([acme({ help: { support: 'mailto:help@acme.example' } })])).toEqual([]);
  });
});
