import { perUnit } from '../domain/price-rows.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

const SITE = on('serpapi.com');
/** What was searched for within the hour is answered from the cache, for nothing; the answer does not tell. */
const SEARCH: MeteredRule = { meter: 'searches', count: { of: 'call' } };

/** SerpApi: searches of a monthly plan. */
export const serpapi = describe({
  id: 'serpapi',
  name: 'SerpApi',
  console: SITE,
  consoleOrigin: 'https://serpapi.com',
  surfaces: {
    search: metered(SITE, '/search', SEARCH, { method: 'GET' }),
    'search-json': metered(SITE, '/search.json', SEARCH, { method: 'GET' }),
    account: read(SITE, 'balance', '/account'),
    'account-json': read(SITE, 'balance', '/account.json'),
  },
  // A next page is another search. https://serpapi.com/pagination
  leadsTo: {
    at: [
      ...['next', 'next_link', 'previous', 'previous_link', 'other_pages[*]'].map(
        (name) => `$.serpapi_pagination.${name}`,
      ),
      ...['$.pagination.next', '$.search_metadata.json_endpoint'],
    ],
  },
  prices: [perUnit({ unit: 'searches', date: '2026-11-21', source: 'https://serpapi.com/pricing' }, 'searches', '1')],
  balances: ['serpapi/account', 'serpapi/account-json'].map((surface) => ({
    surface,
    account: '$.account_id',
    accountNames: ['$.account_email'],
    lists: ['$'],
    isSingle: true,
    unit: 'searches',
    available: '$.total_searches_left',
    parts: [
      { kind: 'plan', at: '$.plan_searches_left' },
      { kind: 'extra', at: '$.extra_credits' },
    ],
    frozen: null,
    isUsable: null,
  })),
  balanceByKey: [
    {
      surface: 'serpapi/account-json',
      key: { in: 'query', name: 'api_key' },
      keyKind: 'ordinary',
      variables: ['SERPAPI_API_KEY', 'SERPAPI_KEY', 'SERP_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'public code index, items 68319614464, 56065843069 and 69386789104',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/change-plan',
    keys: '/manage-api-key',
    transactions: '/dashboard',
    prices: '/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'none' },
  areErrorsFree: true,
  state: 'complete',
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'areErrorsFree', mark: 'unverified' },
  ],
});
