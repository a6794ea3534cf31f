import { describe, metered, on } from './describe.ts';

/** Browserbase: minutes of a browser, by plan. How many a session takes is known when it ends: unpriced. */
export const browserbase = describe({
  id: 'browserbase',
  name: 'Browserbase',
  console: on('www.browserbase.com'),
  consoleOrigin: 'https://www.browserbase.com',
  surfaces: {
    session: metered(on('api.browserbase.com'), '/v1/sessions', { meter: 'requests', count: { of: 'call' } }),
  },
  balanceByKey: { why: 'spend-only', source: 'its documentation, not read again', date: '2026-11-21' },
  links: { recharge: '/settings', keys: '/settings', transactions: '/overview', prices: '/pricing' },
  help: { billing: 'prepaid' },
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
