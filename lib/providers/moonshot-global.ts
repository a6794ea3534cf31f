import { call, describe, on, read } from './describe.ts';

const API = on('api.moonshot.ai');

/** Moonshot's platform abroad: prepaid in dollars. */
export const moonshotGlobal = describe({
  id: 'moonshot-global',
  name: 'Kimi Open Platform (Moonshot)',
  console: on('platform.moonshot.ai', 'platform.kimi.ai'),
  consoleOrigin: 'https://platform.moonshot.ai',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/v1/users/me/balance'),
  },
  basePrices: { list: 'moonshotai', setsAside: 'nothing' },
  balances: [
    {
      surface: 'moonshot-global/balance',
      account: null,
      accountNames: [],
      lists: ['$.data'],
      isSingle: true,
      unit: 'USD',
      available: '$.available_balance',
      parts: [
        { kind: 'cash', at: '$.cash_balance' },
        { kind: 'voucher', at: '$.voucher_balance' },
      ],
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'moonshot-global/balance',
      keyKind: 'ordinary',
      variables: ['MOONSHOT_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://github.com/Yachiyo-5i/xLyra/pull/76',
      date: '2026-09-01',
    },
  ],
  links: {
    recharge: '/console/pay',
    keys: '/console/api-keys',
    transactions: '/console/usage',
    models: '/docs/intro',
    prices: 'https://platform.kimi.ai/docs/pricing/chat',
  },
  help: { billing: 'prepaid' },
  twins: ['moonshot'],
  subscription: 'Kimi Code',
  state: 'complete',
  doubts: [
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
