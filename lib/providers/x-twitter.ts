import { perUnit } from '../domain/price-rows.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on } from './describe.ts';

const API = on('api.x.com', 'api.twitter.com');
/** Each post that comes is billed; ten where the address does not ask for more, and it is not read. */
const POSTS: MeteredRule = {
  meter: 'records',
  count: { of: 'number', path: '$.max_results', default: 10 },
  billed: [{ meter: 'records', at: '$.meta.result_count' }],
};
const WRITE: MeteredRule = { meter: 'requests', count: { of: 'call' } };
const LISTED = {
  unit: 'USD',
  setsAside: 'nothing',
  date: '2026-08-22',
  source: 'https://docs.x.com/x-api/getting-started/pricing',
} as const;

/** X's own API: prepaid in dollars; it may go a little below zero, and stops there. */
export const xTwitter = describe({
  id: 'x-twitter',
  name: 'X API',
  console: on('console.x.com', 'developer.x.com'),
  consoleOrigin: 'https://console.x.com',
  surfaces: {
    post: metered(API, '/2/tweets', WRITE),
    message: metered(API, '/2/dm_conversations/**', WRITE),
    search: metered(API, '/2/tweets/search/recent', POSTS, { method: 'GET' }),
    'search-all': metered(API, '/2/tweets/search/all', POSTS, { method: 'GET' }),
    timeline: metered(API, '/2/users/*/tweets', POSTS, { method: 'GET' }),
    mentions: metered(API, '/2/users/*/mentions', POSTS, { method: 'GET' }),
  },
  prices: [perUnit(LISTED, 'records', '0.005'), perUnit(LISTED, 'requests', '0.015')],
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  links: {
    recharge: '/',
    keys: '/',
    transactions: '/',
    prices: 'https://docs.x.com/x-api/getting-started/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'off-by-default' },
  doubts: [
    // A post with an address in it costs $0.2, one's own posts $0.001 each, and the same post twice a day nothing.
    { about: 'prices', mark: 'low' },
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
