import { perUnit } from '../domain/price-rows.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

/** Keys that end in `:fx` belong to the second. */
const API = on('api.deepl.com', 'api-free.deepl.com');
const TEXTS: MeteredRule = { meter: 'characters', count: { of: 'characters', paths: ['$.text'] } };

/** DeepL: characters of the text that is given, free up to a limit, or billed at the end of the month up to one's own. */
export const deepl = describe({
  id: 'deepl',
  name: 'DeepL',
  console: on('www.deepl.com'),
  consoleOrigin: 'https://www.deepl.com',
  surfaces: {
    translate: metered(API, '/v2/translate', TEXTS),
    rephrase: metered(API, '/v2/write/rephrase', TEXTS),
    correct: metered(API, '/v2/write/correct', TEXTS),
    usage: read(API, 'balance', '/v2/usage'),
  },
  prices: [
    perUnit(
      { unit: 'characters', setsAside: 'nothing', date: '2026-06-30', source: 'https://www.deepl.com/pro-api' },
      'characters',
      '1',
    ),
  ],
  balances: [
    {
      surface: 'deepl/usage',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'characters',
      available: '$.character_limit',
      minus: ['$.character_count'],
      unlimitedFrom: '1000000000000',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'deepl/usage',
      hostByKey: { ends: ':fx', host: 'api-free.deepl.com' },
      notes: ['spend-limit'],
      key: { in: 'header', name: 'authorization', before: 'DeepL-Auth-Key ' },
      keyKind: 'ordinary',
      variables: ['DEEPL_AUTH_KEY', 'DEEPL_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://github.com/DeepLcom/openapi',
      date: '2026-06-30',
    },
  ],
  links: {
    recharge: '/your-account/subscription',
    keys: '/your-account/keys',
    transactions: '/your-account/usage',
    prices: '/pro-api',
  },
  help: { billing: 'postpaid', autoRecharge: 'none' },
  state: 'complete',
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
