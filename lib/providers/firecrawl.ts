import { perUnit } from '../domain/price-rows.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('api.firecrawl.dev');

/** What makes each page dearer; PDFs by their pages besides, which no request tells. */
const EXTRAS = [
  { path: '$.formats', has: 'json', units: 4 },
  { path: '$.zeroDataRetention', units: 1 },
] as const;
const SCRAPE: MeteredRule = {
  meter: 'pages',
  count: { of: 'call' },
  extras: EXTRAS,
  cost: ['$.data.metadata.creditsUsed'],
};
const BATCH: MeteredRule = { meter: 'pages', count: { of: 'elements', path: '$.urls' }, extras: EXTRAS };
const MAP: MeteredRule = { meter: 'requests', count: { of: 'call' }, cost: ['$.creditsUsed'] };
/** Two credits for ten results, rounded up. */
const SEARCH: MeteredRule = {
  meter: 'searches',
  count: { of: 'number', path: '$.limit', default: 10, per: 10 },
  cost: ['$.creditsUsed'],
};

const price = (meter: 'pages' | 'requests' | 'searches', amount: string) =>
  perUnit({ unit: 'credits', date: '2026-08-21', source: 'https://docs.firecrawl.dev/billing' }, meter, amount);

/** Firecrawl: credits of a monthly plan, and packs besides; there is no paying by use alone. */
export const firecrawl = describe({
  id: 'firecrawl',
  name: 'Firecrawl',
  console: on('www.firecrawl.dev'),
  consoleOrigin: 'https://www.firecrawl.dev',
  surfaces: {
    scrape: metered(API, '/v2/scrape', SCRAPE),
    batch: metered(API, '/v2/batch/scrape', BATCH),
    map: metered(API, '/v2/map', MAP),
    search: metered(API, '/v2/search', SEARCH),
    'scrape-v1': metered(API, '/v1/scrape', SCRAPE),
    'batch-v1': metered(API, '/v1/batch/scrape', BATCH),
    'map-v1': metered(API, '/v1/map', MAP),
    // Sites are crawled page by page for hours, up to 10,000 where no limit is given, and billed as they go: not metered.
    balance: read(API, 'balance', '/v2/team/credit-usage'),
    'balance-v1': read(API, 'balance', '/v1/team/credit-usage'),
  },
  // https://docs.firecrawl.dev/features/batch-scrape, https://docs.firecrawl.dev/features/crawl
  leadsTo: {
    on: ['batch/scrape', 'crawl', 'extract'].flatMap((path) =>
      ['v1', 'v2'].flatMap((version) => [`/${version}/${path}`, `/${version}/${path}/*`]),
    ),
    at: ['$.url', '$.next'],
  },
  prices: [price('pages', '1'), price('requests', '1'), price('searches', '2')],
  // What is left may be more than the plan has: packs count, too.
  balances: (
    [
      ['firecrawl/balance', '$.remainingCredits'],
      ['firecrawl/balance-v1', '$.remaining_credits'],
    ] as const
  ).map(([surface, available]) => ({
    surface,
    account: null,
    accountNames: [],
    lists: ['$.data'],
    isSingle: true,
    unit: 'credits',
    available,
    frozen: null,
    isUsable: null,
  })),
  balanceByKey: [
    {
      surface: 'firecrawl/balance',
      endsAt: '$.data.billingPeriodEnd',
      keyKind: 'ordinary',
      variables: ['FIRECRAWL_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://github.com/diegosouzapw/OmniRoute/issues/8759',
      date: '2026-09-30',
    },
    {
      surface: 'firecrawl/balance-v1',
      keyKind: 'ordinary',
      variables: ['FIRECRAWL_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://docs.firecrawl.dev/api-reference/v1-openapi.json',
      date: '2026-08-21',
    },
  ],
  links: { recharge: '/app/billing', keys: '/app/api-keys', transactions: '/app/usage', prices: '/pricing' },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one', creditsLastDays: 31 },
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
