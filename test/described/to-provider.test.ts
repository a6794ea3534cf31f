import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerProblems } from '../../build/check-providers.ts';
import { amountsPattern } from '../../lib/described/as-pattern.ts';
import { EXAMPLE } from '../../lib/described/example.ts';
import { readDescription } from '../../lib/described/read-description.ts';
import { toProvider, toProviders } from '../../lib/described/to-provider.ts';
import { METERS, WIRE_IDS } from '../../lib/domain/call.ts';
import { parsePath } from '../../lib/domain/json-path.ts';
import { isQuery, parseQuery } from '../../lib/domain/json-query.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { priceAt } from '../../lib/domain/price-at.ts';
import { readByPatterns } from '../../lib/domain/read-refusal.ts';
import { findSurface } from '../../lib/domain/surface.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import { everySurface, findProvider, learnOwnProviders, providers } from '../../lib/providers/registry.ts';
import { chatDraft } from '../domain/samples.ts';
import { itIsWellDescribed } from '../providers/contract-data.ts';
import { placesOf } from '../providers/described.ts';
import { accepted, minimal, NOBODY } from './samples.ts';

/** Everything that is known in this build. */
const KNOWN = {
  surfaces: everySurface,
  names: providers.map(({ name }) => name),
  hosts: providers.map(({ name, console }) => ({ ...console, of: name })),
};

const LOOPBACK = minimal({
  id: 'here',
  name: 'Here',
  console: 'http://127.0.0.1:8080',
  calls: [
    { name: 'any', url: 'http://127.0.0.1:8080/v1/*/run', method: 'GET', meter: 'pages' },
    {
      name: 'gemini',
      url: 'http://localhost:8081/models/*:generateContent',
      speaks: 'gemini-generate',
      modelInPath: true,
    },
  ],
  balances: [{ name: 'me', url: 'http://127.0.0.1:8080/me', unit: 'USD', available: '$..left', per: '100' }],
  links: { recharge: '/pay' },
});

const samples = [EXAMPLE, minimal({ id: 'small' }), LOOPBACK].map((one) => toProvider(accepted(one, KNOWN)));

describe.each(samples.map((provider) => [provider.id, provider] as const))('described provider %s', (id, provider) => {
  beforeAll(() => learnOwnProviders(samples));
  afterAll(() => learnOwnProviders([]));
  itIsWellDescribed(provider, {
    isPath: (path) => parsePath(path) !== null || isQuery(parseQuery(path)),
    schemes: id === 'own-here' ? ['http:'] : ['https:'],
  });

  it('is known to the registry, and its addresses are its own', () => {
    expect(findProvider(id)).toBe(provider);
    for (const surface of provider.surfaces) {
      for (const place of placesOf(surface)) {
        expect(findSurface([...everySurface, ...provider.surfaces], surface.method, place)?.id).toBe(surface.id);
      }
    }
  });
});

describe('a price as people write it', () => {
  const read = { unit: 'USD', source: 'https://voice.example/pricing', date: '2026-11-21' };
  const priceOf = (change: object): Price => {
    const calls = [{ name: 'listen', url: 'https://voice.example/v1/listen', meter: 'milliseconds' }];
    const [price] = toProvider(accepted(minimal({ calls, prices: [{ ...read, ...change }] }), KNOWN)).prices;
    if (price === undefined) throw new Error('no price');
    return price;
  };

  it('may be for steps begun, with a least number of units and a least sum', () => {
    const rates = { milliseconds: { price: '0.06', per: 60_000, step: 60_000 } };
    expect(priceUsage({ milliseconds: 60_001 }, priceOf({ rates }))).toBe(120_000_000n);
    const bySecond = { milliseconds: { price: '0.001', per: 1000, step: 1000, least: 10_000 } };
    expect(priceUsage({ milliseconds: 1 }, priceOf({ rates: bySecond }))).toBe(10_000_000n);
    expect(priceUsage({ milliseconds: 1 }, priceOf({ rates, least: '0.1' }))).toBe(100_000_000n);
  });

  it('may be free up to a number a month', () => {
    const rates = { milliseconds: { price: '0.06', per: 60_000 } };
    const free = [{ meters: ['milliseconds'], count: 3_600_000, per: 'month', pool: 'sound' }] as const;
    expect(priceOf({ rates, free })).toMatchObject({ free });
  });

  it('is unknown, and not nothing, from the day on which it ends', () => {
    const price = priceOf({ rates: { milliseconds: { price: '0.06', per: 60_000 } }, until: '2026-12-01' });
    const at = (day: string): bigint | null => {
      const startedAt = Date.parse(day);
      return priceUsage({ milliseconds: 60_000 }, priceAt(price, { startedAt, endedAt: startedAt }));
    };
    expect([at('2026-11-30T23:59:59Z'), at('2026-12-01T00:00:00Z')]).toEqual([60_000_000n, null]);
  });
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
/** What is right, and now and then what is not. */
const mostly = <T>(right: readonly T[], wrong: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constantFrom(...right), weight: 24 }, { arbitrary: fc.constantFrom(...wrong), weight: 1 });
const path = mostly(['$', '$.a', '$.a[*].b', '$..c', '$["d e"][0]', '$.a[1:2]'], ['$.a[?x]', 'a']);
const decimal = mostly(['0', '0.15', '18', '1000000.5'], ['1,5', '']);
const origin = mostly(
  ['https://api.acme.example', 'https://*.acme.example', 'https://acme.co.uk', 'http://127.0.0.1:8080'],
  ['https://API.example', 'https://*.com', 'http://acme.example'],
);
const url = fc
  .tuple(origin, mostly(['/v1', '/v2/*', '/v3/**', ''], ['/a/**/b']), word)
  .map(
    ([at, to, tail]) => `${at}${to === '' ? '' : to.includes('**') ? to.replace('**', `${tail}/**`) : `${to}/${tail}`}`,
  );
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
const call = fc.record(
  {
    name: word,
    url,
    speaks: mostly(['metered'], WIRE_IDS),
    meter: fc.constantFrom('requests', 'pages'),
    modelInPath: mostly([false], [true]),
    model: path,
    count: fc.oneof(
      fc.constant({ of: 'call' }),
      fc.record({ of: fc.constant('elements'), path }),
      fc.record({ of: fc.constant('characters'), paths: fc.array(path, { maxLength: 3 }) }),
    ),
    billed: path,
  },
  { requiredKeys: ['name', 'url'] },
);
const price = fc.record(
  {
    model: word,
    unit: mostly(['USD', 'credits'], [' ']),
    rates: fc.dictionary(
      mostly(['requests', 'pages'], METERS),
      fc.record({ price: decimal, per: mostly([1, 1000], [0]) }),
    ),
    source: fc.constant('https://acme.example'),
    date: mostly(['2026-11-21'], ['2026-13-01']),
  },
  { requiredKeys: ['unit', 'rates', 'source', 'date'] },
);
const described = fc.record(
  {
    tollkeeper: fc.constant(1),
    id: word,
    name: word,
    console: mostly(['https://console.acme.example', 'http://127.0.0.1:8080'], ['https://x.example/']),
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
    prices: fc.array(price, { maxLength: 1 }),
    balances: fc.array(fc.record({ name: word, url, unit: word, available: path, per: maybe(decimal) }), {
      maxLength: 2,
    }),
    refusals: fc.array(
      fc.record(
        {
          says: fc.constantFrom('money', 'rate-limit'),
          status: fc.constant([402]),
          message: fc.array(fc.string({ minLength: 2 }), { minLength: 1, maxLength: 2 }),
          amounts: fc.record({ text: fc.string().map((text) => `${text}{available}`), unit: word }),
        },
        { requiredKeys: ['says', 'status'] },
      ),
      { maxLength: 2 },
    ),
    links: fc.record({ recharge: mostly(['/pay'], ['https://acme.example/pay', 'https://acme.co.uk/']) }),
  },
  { requiredKeys: ['tollkeeper', 'id', 'name', 'calls'] },
);

describe('reading', () => {
  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const { description, problems } = readDescription(text, KNOWN);
          expect(description === null).toBe(problems.length > 0);
        },
      ),
    );
  });

  it('accepts only what becomes a provider with nothing that a build refuses, each address found', () => {
    let count = 0;
    fc.assert(
      fc.property(described, (one) => {
        const { description } = readDescription(JSON.stringify(one), NOBODY);
        if (description === null) return;
        count += 1;
        expect(toProviders([description])).toHaveLength(1);
        const provider = toProvider(description);
        expect(providerProblems([provider])).toEqual([]);
        for (const { rates } of provider.prices)
          for (const rate of Object.values(rates)) expect(rate).toBeGreaterThanOrEqual(0n);
        // What was written again is read as the same.
        expect(readDescription(JSON.stringify(description, null, 2), NOBODY).description).toEqual(description);
      }),
      { numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(50);
  });
});

describe('words', () => {
  const said = (words: string, message: string): string | undefined => {
    const { refusals } = toProvider(accepted(minimal({ refusals: [{ says: 'money', message: [words] }] })));
    return readByPatterns(failed(message), refusals)?.says;
  };
  const failed = (message: string, body: unknown = { error: { message } }) => ({
    status: 403,
    headers: {},
    bodyText: JSON.stringify(body),
    hasAnswerBegun: false,
  });

  it('are looked for as they stand, patterns or not', () => {
    expect(said('(a+)+$', 'x'.repeat(200))).toBeUndefined();
    expect(said('(a+)+$', 'aaaa')).toBeUndefined();
    expect(said('(a+)+$', 'no (A+)+$ here')).toBe('money');
    expect(said('not  enough', 'NOT enough credits')).toBe('money');
    expect(said('[a-z]|.*', 'abc')).toBeUndefined();
  });

  it.each([
    ['left {available} needed {needed}', 'left 3.5 needed 12', '3.5', '12'],
    ['left {available} USD', 'only left 1,234.50 USD', undefined, undefined],
    ['left {available}', 'left 12345678901234567890', undefined, undefined],
    ['{…} of {needed} points', 'you need at least of 450 points', undefined, '450'],
    ['left: {available}{…}needed: {needed}', 'left: -2, and so on, needed: 7.', '-2', '7'],
  ])('with figures: %s', (template, message, available, needed) => {
    const groups = amountsPattern(template).exec(message)?.groups;
    expect([groups?.available, groups?.needed]).toEqual([available, needed]);
  });

  it('of 64 kB that were made to take for ever are looked through at once', () => {
    const bodies = ['1', '1.', '1 ', 'a', ' ', 'a1', 'left 1 ', '-1', '1,'].map((part) =>
      part.repeat(65_536 / part.length),
    );
    const templates = [
      '{available} a {needed} b',
      '{available}{…}{needed}x',
      '{…}{available} x',
      'left {available}{…} {needed} x',
    ];
    const words = [['(a+)+$', 'a a a a a a a a a a b'], ['1 1 1 1 1 1 1 1 b']];
    const provider = toProvider(
      accepted(
        minimal({
          refusals: [
            ...words.map((message) => ({ says: 'money', message, code: message })),
            ...templates.map((text) => ({ says: 'money', status: [403], amounts: { text, unit: 'USD' } })),
          ],
        }),
      ),
    );
    const began = performance.now();
    for (const body of bodies) {
      for (const pattern of provider.refusals) {
        readByPatterns(failed(body), [pattern]);
        // Also where nobody had cut it short before.
        pattern.amounts?.pattern.exec(body);
        pattern.message?.test(body);
      }
    }
    // Fifty-four searches; what is not in proportion takes minutes for one of them.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

it('a price of nothing is free, and a token price is found by its model', () => {
  const provider = toProvider(accepted(EXAMPLE));
  expect(findPrices(provider, chatDraft({ model: 'acme-large' }))).toMatchObject([
    { unit: 'USD', rates: { 'input-tokens': 3_000_000n, 'output-tokens': 15_000_000n }, outputTokensDefault: 4096 },
  ]);
  expect(findPrices(provider, chatDraft({ model: 'acme-small' }))).toEqual([]);
});

it('one that cannot be read any more is left out, and the others stay', () => {
  const broken = { ...accepted(minimal()), refusals: [{ says: 'money', amounts: { text: '{available}{available}' } }] };
  expect(toProviders([broken as never, accepted(EXAMPLE)]).map(({ id }) => id)).toEqual(['own-acme']);
});
