import { expect, it } from 'vitest';
import { DESCRIPTION_CHARS_MAX } from '../../lib/described/read-description.ts';
import { PROBLEM_KINDS } from '../../lib/domain/own-api.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { minimal, NOBODY, oneCall, readOf } from './samples.ts';

const URL = 'https://api.acme.example/v1/scrape';
const price = (over: object): object => ({
  unit: 'USD',
  rates: { requests: { price: '0.01', per: 1 } },
  source: 'https://acme.example/pricing',
  date: '2026-11-21',
  ...over,
});
const balance = (over: object): object => ({
  name: 'wallet',
  url: 'https://console.acme.example/api/wallet',
  unit: 'USD',
  available: '$.total',
  ...over,
});
const console_ = 'https://console.acme.example';
const chat = { name: 'chat', url: 'https://api.acme.example/v1/messages', speaks: 'anthropic-messages' };
const says = (over: object): object => minimal({ refusals: [{ says: 'money', ...over }] });
const amounts = (text: string): object => says({ status: [402], amounts: { text, unit: 'USD' } });

/** Kind, place, and what stands there. */
const WRONG: readonly (readonly [string, string, unknown])[] = [
  ['too-large', '$', ' '.repeat(DESCRIPTION_CHARS_MAX + 1)],
  ['no-json', '$', '{"tollkeeper": 1,\n "id": }'],
  ['no-json', '$', '['.repeat(200_000)],
  ['wrong', '$', '[]'],
  ['wrong', '$', 'null'],
  ['unknown-key', '$.price', minimal({ price: [] })],
  ['unknown-key', '$.__proto__', `{"__proto__": {"id": "x"}, ${JSON.stringify(minimal()).slice(1)}`],
  ['unknown-key', '$.calls[0].constructor', oneCall({ constructor: 1 })],
  ['unknown-key', '$.calls[0].count.filter', oneCall({ count: { of: 'elements', path: '$.a', filter: 'x' } })],
  ['unknown-key', '$["odd name"]', minimal({ 'odd name': 1 })],
  ['missing', '$.calls', { tollkeeper: 1, id: 'acme', name: 'Acme' }],
  ['missing', '$.prices[0].source', minimal({ prices: [price({ source: undefined })] })],
  ['wrong', '$.calls[0].url', oneCall({ url: 7 })],
  [
    'wrong',
    '$.prices[0].rates.requests.price',
    minimal({ prices: [price({ rates: { requests: { price: 1, per: 1 } } })] }),
  ],
  ['not-one-of', '$.tollkeeper', minimal({ tollkeeper: 2 })],
  ['not-one-of', '$.calls[0].speaks', oneCall({ speaks: 'openai' })],
  [
    'not-one-of',
    '$.prices[0].rates.credits',
    minimal({ prices: [price({ rates: { credits: { price: '1', per: 1 } } })] }),
  ],
  ['not-one-of', '$.refusals[0].says', says({ says: 'broke' })],
  [
    'too-many',
    '$.calls',
    minimal({ calls: Array.from({ length: 33 }, (_, at) => ({ name: `c${at}`, url: `${URL}${at}` })) }),
  ],
  ['too-few', '$.calls', minimal({ calls: [] })],
  ['too-long', '$.name', minimal({ name: 'x'.repeat(61) })],
  ['out-of-range', '$.calls[0].count.per', oneCall({ count: { of: 'elements', path: '$.a', per: 0 } })],
  ['out-of-range', '$.refusals[0].status[0]', says({ status: [42] })],
  ['blank', '$.name', minimal({ name: ' Acme' })],
  ['blank', '$.refusals[0].message[0]', says({ message: [' '] })],
  ['id-form', '$.id', minimal({ id: 'Acme' })],
  ['id-form', '$.id', minimal({ id: 'acme-' })],
  ['name-form', '$.calls[0].name', oneCall({ name: 'scrape it' })],
  [
    'decimal-form',
    '$.prices[0].rates.requests.price',
    minimal({ prices: [price({ rates: { requests: { price: '1e3', per: 1 } } })] }),
  ],
  ['unit-form', '$.prices[0].unit', minimal({ prices: [price({ unit: 'constructor' })] })],
  ['unit-form', '$.balances[0].unit', minimal({ console: console_, balances: [balance({ unit: '__proto__' })] })],
  [
    'unit-form',
    '$.refusals[0].amounts.unit',
    says({ status: [402], amounts: { text: '{available}', unit: 'valueOf' } }),
  ],
  ['date-form', '$.prices[0].date', minimal({ prices: [price({ date: '2026-02-29' })] })],
  ['date-form', '$.prices[0].date', minimal({ prices: [price({ date: '21.11.2026' })] })],
  ['no-rates', '$.prices[0].rates', minimal({ prices: [price({ rates: {} })] })],
  [
    'free-twice',
    '$.prices[0].free',
    minimal({
      prices: [
        price({
          free: [
            { meters: ['requests'], count: 1, per: 'day' },
            { meters: ['requests'], count: 9, per: 'month' },
          ],
        }),
      ],
    }),
  ],
  ['nothing-makes-one', '$.balances[0].per', minimal({ console: console_, balances: [balance({ per: '0.0' })] })],
  ['path', '$.calls[0].count.path', oneCall({ count: { of: 'elements', path: '$.a[?@.b]' } })],
  ['path', '$.calls[0].model', oneCall({ model: 'model' })],
  ['path', '$.balances[0].unit', minimal({ console: console_, balances: [balance({ unit: '$.a[' })] })],
  ['address', '$.calls[0].url', oneCall({ url: 'api.acme.example/v1' })],
  ['address', '$.calls[0].url', oneCall({ url: 'wss://api.acme.example/v1' })],
  ['address', '$.calls[0].url', oneCall({ url: 'https://[::1]/v1' })],
  ['address', '$.calls[0].url', oneCall({ url: 'https://api..example/v1' })],
  ['address', '$.calls[0].url', oneCall({ url: 'https://*/v1' })],
  ['address', '$.calls[0].url', oneCall({ url: 'https://api.*.example/v1' })],
  ['address', '$.calls[0].url', oneCall({ url: 'https://api.acme.example/../v1' })],
  ['address-credentials', '$.calls[0].url', oneCall({ url: 'https://me:secret@api.acme.example/v1' })],
  ['address-letters', '$.calls[0].url', oneCall({ url: 'https://API.acme.example/v1' })],
  ['address-letters', '$.calls[0].url', oneCall({ url: 'https://bücher.example/v1' })],
  ['address-letters', '$.calls[0].url', oneCall({ url: 'https://аpple.example/v1' })],
  ['address-letters', '$.calls[0].url', oneCall({ url: 'https://api.acme.example/v1 x' })],
  // аpple, and раураl, in other scripts.
  ['address-look-alike', '$.calls[0].url', oneCall({ url: 'https://xn--pple-43d.example/v1' })],
  ['address-look-alike', '$.calls[0].url', oneCall({ url: 'https://api.xn--l-7sba6dbr.example/v1' })],
  ['address-plain', '$.calls[0].url', oneCall({ url: 'http://api.acme.example/v1' })],
  ['address-query', '$.calls[0].url', oneCall({ url: `${URL}?key=1` })],
  ['address-port', '$.calls[0].url', oneCall({ url: 'https://api.acme.example:443/v1' })],
  ['address-port', '$.calls[0].url', oneCall({ url: 'http://127.0.0.1:80/v1' })],
  ['address-port', '$.calls[0].url', oneCall({ url: 'https://api.acme.example:70000/v1' })],
  ['address-stars', '$.calls[0].url', oneCall({ url: 'https://api.acme.example/**/x' })],
  ['no-origin', '$.console', minimal({ console: `${console_}/billing` })],
  ['no-origin', '$.console', minimal({ console: 'https://*.acme.example' })],
  ['address-plain', '$.console', minimal({ console: 'http://console.acme.example' })],
  ['too-wide', '$.calls[0].url', oneCall({ url: 'https://*.com/v1' })],
  ['too-wide', '$.calls[0].url', oneCall({ url: 'https://*.co.uk/v1' })],
  ['too-wide', '$.calls[0].url', oneCall({ url: 'https://*.github.io/v1' })],
  ['too-wide', '$.calls[0].url', oneCall({ url: 'https://*.eu-west-1.amazonaws.com/v1' })],
  ...[
    'supabase.co',
    'blogspot.com',
    'r2.dev',
    'azure-api.net',
    'glitch.me',
    'a.run.app',
    'lambda-url.us-east-1.on.aws',
  ].map((suffix) => ['too-wide', '$.calls[0].url', oneCall({ url: `https://*.${suffix}/v1` })] as const),
  [
    'twice-address',
    '$.calls[1].url',
    minimal({
      calls: [
        { name: 'a', url: `${URL}/*` },
        { name: 'b', url: `${URL}/x` },
      ],
    }),
  ],
  [
    'twice-name',
    '$.calls[1].name',
    minimal({
      calls: [
        { name: 'a', url: URL },
        { name: 'a', url: `${URL}/b` },
      ],
    }),
  ],
  ['foreign-link', '$.links.recharge', minimal({ links: { recharge: 'https://pay.example/acme' } })],
  ['foreign-link', '$.links.recharge', minimal({ links: { recharge: '//pay.example' }, console: console_ })],
  ['foreign-link', '$.links.recharge', minimal({ links: { recharge: '/pay' } })],
  ['foreign-link', '$.links.keys', minimal({ links: { keys: 'https://*.acme.example/keys' } })],
  ['foreign-link', '$.links.keys', minimal({ links: { keys: 'javascript:alert(1)' } })],
  [
    'foreign-link',
    '$.links.recharge',
    oneCallAt('https://10.0.0.1/v1', { links: { recharge: 'https://9.0.0.1/pay' } }),
  ],
  [
    'foreign-link',
    '$.links.recharge',
    oneCallAt('https://me.github.io/v1', { links: { recharge: 'https://you.github.io/' } }),
  ],
  ['address-credentials', '$.links.keys', minimal({ links: { keys: 'https://api.acme.example@evil.example/' } })],
  [
    'foreign-balance',
    '$.balances[0].url',
    minimal({ console: console_, balances: [balance({ url: 'https://mail.example/me' })] }),
  ],
  ['no-console', '$.console', minimal({ balances: [balance({})] })],
  ['not-metered', '$.calls[0].count', minimal({ calls: [{ ...chat, count: { of: 'call' } }] })],
  ['nothing-to-name', '$.calls[0].modelInPath', oneCall({ modelInPath: true })],
  ['nothing-to-name', '$.calls[0].modelInPath', oneCall({ modelInPath: true, url: 'https://*.acme.example/v1' })],
  [
    'uncounted',
    '$.prices[0].rates["pages"]',
    minimal({ prices: [price({ rates: { pages: { price: '1', per: 1 } } })] }),
  ],
  [
    'uncounted',
    '$.prices[0].rates["input-tokens"]',
    minimal({ prices: [price({ rates: { 'input-tokens': { price: '1', per: 1 } } })] }),
  ],
  ['uncounted', '$.prices[0].rates["requests"]', minimal({ calls: [chat], prices: [price({})] })],
  ['unused-price', '$.prices[0]', minimal({ prices: [price({ model: 'large' })] })],
  ['twice-price', '$.prices[1]', minimal({ prices: [price({}), price({})] })],
  [
    'too-fine',
    '$.prices[0].rates["requests"]',
    minimal({ prices: [price({ rates: { requests: { price: '0.000000000001', per: 1000 } } })] }),
  ],
  ['matches-all', '$.refusals[0]', says({})],
  ['matches-all', '$.refusals[0]', says({ status: [] })],
  ['amounts-none', '$.refusals[0].amounts.text', amounts('left: {left}')],
  ['amounts-twice', '$.refusals[0].amounts.text', amounts('{available} of {available}')],
  ['amounts-touch', '$.refusals[0].amounts.text', amounts('left {available}{needed}')],
  ['amounts-gaps', '$.refusals[0].amounts.text', amounts('{…} left {available} {...} needed {needed}')],
];

function oneCallAt(url: string, over: object): object {
  return minimal({ calls: [{ name: 'a', url }], ...over });
}

it.each(WRONG)('%s at %s', (kind, place, written) => {
  const { description, problems } = readOf(written);
  expect(problems.map((one) => [one.kind, one.place])).toContainEqual([kind, place]);
  expect(description).toBeNull();
});

it('tells of no problem where there is none', () => {
  expect(readOf(minimal()).problems).toEqual([]);
});

it('what is known already is nobody else’s, neither by name nor by address', () => {
  const openai = findProvider('openai');
  if (openai === null) throw new Error('there is no such provider');
  const known = { surfaces: openai.surfaces, names: [openai.name], hosts: [] };
  const kinds = (over: object): readonly unknown[] =>
    readOf(minimal(over), known).problems.map(({ kind, place, detail }) => [kind, place, detail]);
  const calls = (url: string): object => ({ calls: [{ name: 'a', url }] });
  expect(kinds({ name: 'Open AI' })).toEqual([['known-name', '$.name', 'OpenAI']]);
  for (const url of [
    'https://api.openai.com/v1/chat/completions',
    'https://*.openai.com/v1/chat/completions',
    'https://api.openai.com/v1/*/completions',
    'https://api.openai.com/**',
  ]) {
    expect(kinds(calls(url)), url).toEqual([['known-address', '$.calls[0].url', 'openai']]);
  }
  for (const url of [
    'https://api.openai.com:8443/v1/chat/completions',
    'https://api.openai.com/v1/chat/completions/x',
    'https://openai.com.example/v1/chat/completions',
  ]) {
    expect(kinds(calls(url)), url).toEqual([]);
  }
});

it('a host of somebody who is known is nobody else’s, whatever the path', () => {
  const known = { ...NOBODY, hosts: [{ hosts: ['*.relay.example'], ports: null, of: 'Relay' }] };
  const over = {
    console: 'https://api.relay.example',
    calls: [
      { name: 'a', url: 'https://api.relay.example/any' },
      { name: 'b', url: 'https://relay.example/any' },
      { name: 'c', url: 'https://api.relay.example:8443/any' },
    ],
    balances: [balance({ url: 'https://*.api.relay.example/me' })],
  };
  expect(readOf(minimal(over), known).problems).toEqual(
    ['$.console', '$.calls[0].url', '$.balances[0].url'].map((place) => ({
      kind: 'known-host',
      place,
      detail: 'Relay',
    })),
  );
});

it.each(['Laozhang-API', 'ＬＡＯＺＨＡＮＧ api', 'apiyi', 'API\u200b易'])('the name %s is somebody’s', (name) => {
  const known = { ...NOBODY, names: ['Laozhang API', 'API易 (apiyi)'] };
  expect(readOf(minimal({ name }), known).problems).toMatchObject([{ kind: 'known-name', place: '$.name' }]);
});

it('has a case here for every kind of problem', () => {
  const tried = new Set([...WRONG.map(([kind]) => kind), 'known-name', 'known-address', 'known-host']);
  expect(PROBLEM_KINDS.filter((kind) => !tried.has(kind))).toEqual([]);
});

it('says where the text stops being JSON', () => {
  expect(readOf('{\n  "id": "acme",\n  oops\n}').problems).toEqual([{ place: '$', kind: 'no-json', detail: '3:3' }]);
  expect(readOf('').problems).toEqual([{ place: '$', kind: 'no-json', detail: '1:1' }]);
});

it('tells of all that is wrong at once, twenty problems at most, and shortens what stands there', () => {
  const { problems } = readOf(minimal({ id: 'A', name: '', calls: Array.from({ length: 30 }, () => ({ url: 1 })) }));
  expect(problems).toHaveLength(20);
  const both = readOf(oneCall({ url: 'https://me@api.acme.example/v1', metre: 'records' })).problems;
  expect(both.map(({ kind }) => kind)).toEqual(['address-credentials', 'unknown-key']);
  const [one] = readOf(oneCall({ url: `https://user@${'x'.repeat(400)}.example` })).problems;
  expect(one?.detail.length).toBeLessThanOrEqual(120);
});
