import { perUnit } from '../domain/price-rows.ts';
import { describe, metered, on } from './describe.ts';

const API = on('api.exa.ai');
const COST = [{ at: '$.costDollars.total', unit: 'USD' }];
const LISTED = {
  unit: 'USD',
  setsAside: 'nothing',
  date: '2026-11-10',
  source: 'https://exa.ai/docs/admin/pricing',
} as const;

/** What a search of a kind costs with up to ten results; more of them, and summaries, are told by the answer. */
const SEARCHES = [
  [null, '0.007'],
  ['auto', '0.007'],
  ['fast', '0.007'],
  ['lite', '0.004'],
  ['deep', '0.012'],
  ['deep-reasoning', '0.015'],
] as const;

/** Exa: prepaid in dollars, and ten free ones a month; each answer says what it cost. What is left stands on a page only. */
export const exa = describe({
  id: 'exa',
  name: 'Exa',
  console: on('dashboard.exa.ai'),
  consoleOrigin: 'https://dashboard.exa.ai',
  surfaces: {
    search: metered(API, '/search', { meter: 'searches', count: { of: 'call' }, model: '$.type', cost: COST }),
    contents: metered(API, '/contents', { meter: 'pages', count: { of: 'elements', path: '$.urls' }, cost: COST }),
    answer: metered(API, '/answer', { meter: 'requests', count: { of: 'call' }, cost: COST }),
  },
  prices: [
    ...SEARCHES.map(([kind, amount]) => perUnit(LISTED, 'searches', amount, kind)),
    perUnit(LISTED, 'pages', '0.001'),
    perUnit(LISTED, 'requests', '0.005'),
  ],
  balanceByKey: { why: 'console-only', source: 'public code index, item 69614338518', date: '2026-11-21' },
  links: {
    recharge: '/billing',
    keys: '/api-keys',
    transactions: '/usage',
    prices: 'https://exa.ai/docs/admin/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one', support: 'mailto:hello@exa.ai' },
  doubts: [
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
