import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('api.apify.com');
/** A run is billed as it goes on; what it costs is not known when it begins. */
const RUN: MeteredRule = { meter: 'requests', count: { of: 'call' } };

/** Apify: so much a month is paid in advance and lasts for the month; more is billed afterwards, up to one's own limit. */
export const apify = describe({
  id: 'apify',
  name: 'Apify',
  console: on('console.apify.com'),
  consoleOrigin: 'https://console.apify.com',
  surfaces: {
    run: metered(API, '/v2/actors/*/runs', RUN),
    'run-sync': metered(API, '/v2/actors/*/run-sync', RUN),
    'run-sync-items': metered(API, '/v2/actors/*/run-sync-get-dataset-items', RUN),
    // Their name before, which most clients say.
    'run-act': metered(API, '/v2/acts/*/runs', RUN),
    'run-act-sync': metered(API, '/v2/acts/*/run-sync', RUN),
    'run-act-sync-items': metered(API, '/v2/acts/*/run-sync-get-dataset-items', RUN),
    limits: read(API, 'balance', '/v2/users/me/limits'),
  },
  // What is left of the limit, that is: less may be paid for.
  balances: [
    {
      surface: 'apify/limits',
      account: null,
      accountNames: [],
      lists: ['$.data'],
      isSingle: true,
      unit: 'USD',
      available: '$.limits.maxMonthlyUsageUsd',
      minus: ['$.current.monthlyUsageUsd'],
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'apify/limits',
      notes: ['spend-limit'],
      keyKind: 'ordinary',
      variables: ['APIFY_TOKEN', 'APIFY_API_TOKEN'],
      of: 'wallet',
      confidence: 'low',
      source: 'https://docs.apify.com/api/v2/users-me-limits-get',
      date: '2026-08-07',
    },
  ],
  links: {
    recharge: '/billing',
    keys: '/settings/integrations',
    transactions: '/billing',
    models: '/store',
    prices: 'https://apify.com/pricing',
  },
  help: { billing: 'both', creditsLastDays: 31 },
  doubts: [
    { about: 'balances', mark: 'low' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
  ],
});
