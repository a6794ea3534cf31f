import { describe, metered, on, read } from './describe.ts';

const API = on('api.deepgram.com');

/** Deepgram: credits in dollars, paid in advance; each second of each channel counts, and what it costs is by model: unpriced. */
export const deepgram = describe({
  id: 'deepgram',
  name: 'Deepgram',
  console: on('console.deepgram.com'),
  consoleOrigin: 'https://console.deepgram.com',
  surfaces: {
    // How long a sound is, nobody knows before the answer.
    listen: metered(API, '/v1/listen', {
      meter: 'requests',
      count: { of: 'call' },
      billed: [{ meter: 'milliseconds', at: '$.metadata.duration', times: 1000 }],
    }),
    speak: metered(API, '/v1/speak', { meter: 'characters', count: { of: 'characters', paths: ['$.text'] } }),
    balances: read(API, 'balance', '/v1/projects/*/balances'),
  },
  balances: [
    {
      surface: 'deepgram/balances',
      account: null,
      accountNames: [],
      lists: ['$.balances'],
      unit: '$.units',
      available: '$.amount',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'deepgram/balances',
      id: {
        what: 'project',
        variable: 'DEEPGRAM_PROJECT_ID',
        find: { path: '/v1/projects', at: '$.projects[0].project_id' },
      },
      key: { in: 'header', name: 'authorization', before: 'Token ' },
      keyKind: 'scoped',
      variables: ['DEEPGRAM_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://developers.deepgram.com/reference/manage/billing/list',
      date: '2026-11-21',
    },
  ],
  links: { recharge: '/billing', keys: null, transactions: '/usage', prices: 'https://deepgram.com/pricing' },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
