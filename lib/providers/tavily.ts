import { perUnit } from '../domain/price-rows.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('api.tavily.com');
/** Told where the request asks for it (`include_usage`). */
const COST = ['$.usage.credits'];

/** Tavily: credits of a plan, and after them as many as the account allows itself to pay for. */
export const tavily = describe({
  id: 'tavily',
  name: 'Tavily',
  console: on('app.tavily.com'),
  consoleOrigin: 'https://app.tavily.com',
  surfaces: {
    search: metered(API, '/search', {
      meter: 'searches',
      count: { of: 'call' },
      extras: [{ path: '$.search_depth', has: 'advanced', units: 1 }],
      cost: COST,
    }),
    extract: metered(API, '/extract', {
      meter: 'pages',
      count: { of: 'elements', path: '$.urls', per: 5 },
      extras: [{ path: '$.extract_depth', has: 'advanced', units: 1 }],
      cost: COST,
    }),
    usage: read(API, 'balance', '/usage'),
  },
  // A search, or five pages.
  prices: (['searches', 'pages'] as const).map((meter) =>
    perUnit(
      { unit: 'credits', date: '2026-11-21', source: 'https://docs.tavily.com/documentation/api-credits' },
      meter,
      '1',
    ),
  ),
  balances: [
    {
      surface: 'tavily/usage',
      account: null,
      accountNames: [],
      lists: ['$.account'],
      isSingle: true,
      unit: 'credits',
      available: '$.plan_limit',
      plus: ['$.paygo_limit'],
      minus: ['$.plan_usage', '$.paygo_usage'],
      parts: [
        { kind: 'plan', at: '$.plan_limit', minus: '$.plan_usage' },
        { kind: 'extra', at: '$.paygo_limit', minus: '$.paygo_usage' },
      ],
      frozen: null,
      isUsable: null,
    },
  ],
  // Its own statuses: the plan's credits, and what somebody set above them (docs.tavily.com, rate limits).
  refusals: [
    { says: 'money', status: [432] },
    { says: 'org-limit', status: [433] },
  ],
  balanceByKey: [
    {
      surface: 'tavily/usage',
      notes: ['pay-as-you-go'],
      keyKind: 'ordinary',
      variables: ['TAVILY_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://docs.tavily.com/documentation/api-reference/endpoint/usage',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/billing',
    keys: '/home',
    transactions: '/usage',
    prices: 'https://docs.tavily.com/documentation/api-credits',
  },
  help: { billing: 'both', autoRecharge: 'off-by-default', creditsLastDays: 31 },
  state: 'complete',
  doubts: [
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
