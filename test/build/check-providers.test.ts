import { describe, expect, it } from 'vitest';
import { buildProblems, providerProblems, refuseProblems } from '../../build/check-providers.ts';
import type { Price } from '../../lib/domain/price.ts';
import type { BalancePaths } from '../../lib/domain/read-balances.ts';
import { call, on, describe as provide } from '../../lib/providers/describe.ts';
import { namedSites } from '../../lib/providers/named-sites.ts';
import type { NamedSite, Provider, ProviderFamily } from '../../lib/providers/provider.ts';
import { families, providers } from '../../lib/providers/registry.ts';

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
const wallet: BalancePaths = {
  surface: 'acme/wallet',
  account: null,
  accountNames: [],
  lists: ['$'],
  unit: 'USD',
  available: '$.a',
  frozen: null,
  isUsable: null,
};
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
    expect(buildProblems(providers, families, namedSites)).toEqual([]);
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
    [
      'patterns that no address of the other shows',
      [other('/a/*/c', 'api.acme.example'), acme({ surfaces: [surface('/a/b/*', 'api.acme.example')] })],
      /both claim POST .*narrow/,
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
      'a link that some browsers take for a host',
      [acme({ links: { recharge: '/\\evil.example', keys: null, transactions: null } })],
      /is on none/,
    ],
    [
      'a neighbour at the same host of sites',
      [
        acme({
          console: on('me.github.io'),
          consoleOrigin: 'https://me.github.io',
          surfaces: [surface('/v1', 'api.oss-cn-1.aliyuncs.com')],
          links: { recharge: 'https://evil.aliyuncs.com', keys: 'https://you.github.io', transactions: null },
        }),
      ],
      /evil\.aliyuncs\.com is on none[\s\S]*you\.github\.io is on none/,
    ],
    [
      'a console elsewhere',
      [acme({ consoleOrigin: 'https://evil.example' })],
      /consoleOrigin https:\/\/evil\.example is on none .*correct it/,
    ],
    ['a console with a path', [acme({ consoleOrigin: 'https://acme.example/' })], /is no origin: leave out/],
    ['a day that there is not', [acme({ prices: [{ ...price, date: '2026-99-99' }] })], /acme-1 has no date/],
    [
      'such a day in a kind of service',
      [
        acme({
          prices: [
            { ...price, tiers: { batch: { times: { of: 1n, per: 2n }, date: '2026-02-29', source: price.source } } },
          ],
        }),
      ],
      /acme-1 \(batch\) has no date .*Add the day/,
    ],
    [
      'such a day from which rates hold',
      [acme({ prices: [{ ...price, dated: [{ from: '2026-13-01', rates: {} }] }] })],
      /names 2026-13-01, .*correct it/,
    ],
    [
      'such a day of a window',
      [
        acme({
          prices: [
            {
              ...price,
              windows: [{ fromMinute: 0, toMinute: 1, weekdays: [], exceptDays: ['2026-04-31'], rates: {} }],
            },
          ],
        }),
      ],
      /names 2026-04-31, .*correct it/,
    ],
    [
      'a surface that is read and is not there',
      [
        acme({
          balances: [wallet],
          identity: { surface: 'acme/who', account: '$.a', name: null },
        }),
      ],
      /reads acme\/wallet, and has no such surface: correct[\s\S]*reads acme\/who/,
    ],
    [
      'an id of those that described APIs have',
      [acme({ id: 'own-acme' })],
      /"own-acme" is not one: use .*described APIs/,
    ],
    ['an id of those that sites have', [acme({ id: 'new-api@a.example' })], /"new-api@a\.example" is not one: use/],
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
    const problems = buildProblems(found);
    expect(problems.join('\n')).toMatch(words);
    expect(() => refuseProblems(found)).toThrow(problems[0]);
  });

  it('may write from a mailbox of their own', () => {
    expect(providerProblems([acme({ help: { support: 'mailto:help@acme.example' } })])).toEqual([]);
  });
});

describe('families and sites that have a name', () => {
  const [site] = namedSites as readonly [NamedSite];
  const family = families.find(({ id }) => site.id.startsWith(`${id}@`)) as ProviderFamily;

  it.each<[string, readonly ProviderFamily[], readonly NamedSite[], RegExp]>([
    [
      'a site with a link off its domain',
      [family],
      [{ ...site, links: { recharge: 'https://evil.example/', keys: null, transactions: null } }],
      /lib\/providers\/named-sites\.ts: https:\/\/evil\.example\/ is on none .*leave it out/,
    ],
    [
      'a site that is told to be elsewhere',
      [family],
      [{ ...site, facts: { ...site.facts, origin: 'https://evil.example' } }],
      /named-sites\.ts: its consoleOrigin https:\/\/evil\.example is on none/,
    ],
    ['a site twice', [family], [site, { ...site, name: 'Again' }], /both claim/],
    ['a site of no family', [], [site], /"new-api@api\.laozhang\.ai" is no family's: write/],
    [
      'a site called by another host',
      [family],
      [{ ...site, hosts: ['b.laozhang.ai', ...site.hosts] }],
      /is no family's: write .*\(b\.laozhang\.ai\)/,
    ],
    [
      'a site on a provider’s host',
      [family],
      [{ ...site, hosts: [...site.hosts, 'api.acme.example'] }],
      /api\.acme\.example of Laozhang API is Acme's: leave it/,
    ],
    ['a family with a provider’s id', [{ ...family, id: 'acme' }], [], /family "acme" has the id of another/],
    ['a family with a described API’s id', [{ ...family, id: 'own-relay' }], [], /"own-relay" is not one/],
    [
      'a family that reads what its sites have not',
      [{ ...family, at: (place, facts) => ({ ...family.at(place, facts), surfaces: [] }) }],
      [],
      /lib\/providers\/new-api\.ts: it reads new-api@relay\.example\/account, and has no such surface/,
    ],
  ])('are refused for %s, with what to do', (_name, software, sites, words) => {
    expect(buildProblems([acme()], software, sites).join('\n')).toMatch(words);
    expect(() => refuseProblems([acme()], software, sites)).toThrow('The providers cannot be built');
  });
});
