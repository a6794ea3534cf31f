import { call, describe, on, read } from './describe.ts';

const API = on('api.z.ai');

/** Zhipu's platform abroad: prepaid in dollars, with plans for coding that are billed apart. */
export const zai = describe({
  id: 'zai',
  name: 'Z.ai',
  console: on('z.ai'),
  consoleOrigin: 'https://z.ai',
  surfaces: {
    chat: call(API, '/api/paas/v4/chat/completions', 'openai-chat'),
    report: read(API, 'balance', '/api/biz/account/query-customer-account-report'),
  },
  basePrices: { list: 'zai', setsAside: 'nothing' },
  balances: [
    {
      surface: 'zai/report',
      account: null,
      accountNames: [],
      lists: ['$.data'],
      isSingle: true,
      unit: 'USD',
      available: '$.availableBalance',
      frozen: '$.frozenBalance',
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'zai/report',
      notes: ['undocumented', 'packs'],
      keyKind: 'ordinary',
      variables: ['ZAI_API_KEY', 'Z_AI_API_KEY'],
      of: 'wallet',
      confidence: 'low',
      source: 'public tests of code that reads it',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/manage-apikey/billing',
    keys: '/manage-apikey/apikey-list',
    transactions: '/manage-apikey/billing',
    models: 'https://docs.z.ai/guides/overview/overview',
    prices: 'https://docs.z.ai/guides/overview/pricing',
  },
  help: { billing: 'prepaid' },
  twins: ['zhipu'],
  subscription: 'GLM Coding Plan',
  state: 'complete',
  doubts: [
    { about: 'surfaces.report', mark: 'third-party' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
