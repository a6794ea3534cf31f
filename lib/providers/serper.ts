import { perUnit } from '../domain/price-rows.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('google.serper.dev');

/** Serper: credits paid for in advance; a search takes one, with more than ten results two, and says how many it took. */
export const serper = describe({
  id: 'serper',
  name: 'Serper',
  console: on('serper.dev'),
  consoleOrigin: 'https://serper.dev',
  surfaces: {
    search: metered(API, '/*', { meter: 'searches', count: { of: 'call' }, cost: ['$.credits'] }),
    balance: read(API, 'balance', '/account'),
  },
  prices: [perUnit({ unit: 'credits', date: '2026-05-22', source: 'https://serper.dev/' }, 'searches', '1')],
  balances: [
    {
      surface: 'serper/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'credits',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'serper/balance',
      notes: ['undocumented'],
      key: { in: 'header', name: 'x-api-key' },
      keyKind: 'ordinary',
      variables: ['SERPER_API_KEY'],
      of: 'wallet',
      confidence: 'medium',
      source: 'public code index, item 68319614464',
      date: '2026-11-21',
    },
  ],
  links: { recharge: '/billing', keys: '/api-keys', transactions: '/dashboard', prices: '/' },
  help: { billing: 'prepaid', autoRecharge: 'none', creditsLastDays: 180 },
  areErrorsFree: true,
  state: 'complete',
  doubts: [
    { about: 'help.creditsLastDays', mark: 'third-party' },
    { about: 'areErrorsFree', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
  ],
});
