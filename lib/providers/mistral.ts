import { call, describe, ENDS_NO_STREAM, on, read } from './describe.ts';

const API = on('api.mistral.ai');
const ADMIN = on('admin.mistral.ai');

/** Mistral: prepaid or billed monthly, in dollars or euros. */
export const mistral = describe({
  id: 'mistral',
  name: 'Mistral',
  console: on('admin.mistral.ai', 'console.mistral.ai'),
  consoleOrigin: 'https://admin.mistral.ai',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    credits: read(ADMIN, 'balance', '/api/billing/credits'),
  },
  basePrices: { list: 'mistral', setsAside: 'nothing' },
  balanceByKey: { why: 'console-only', source: 'steipete/CodexBar docs/mistral.md', date: '2026-08-21' },
  balances: [
    {
      surface: 'mistral/credits',
      // It is of the organisation that is looked at, which it does not name.
      account: 'signed-in',
      isPart: true,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: '$.currency',
      available: '$.wallet_amount',
      plus: ['$.credit_notes_amount'],
      // Used in this month and not taken from the wallet yet.
      minus: ['$.ongoing_usage_balance'],
      frozen: null,
      isUsable: null,
    },
  ],
  links: {
    recharge: '/plateforme/billing',
    keys: 'https://console.mistral.ai/api-keys',
    transactions: '/organization/usage',
    models: 'https://docs.mistral.ai/getting-started/models',
    prices: 'https://mistral.ai/pricing#api-pricing',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'both' },
  rechargeMin: { USD: '10' },
  subscription: 'Le Chat Pro',
  state: 'complete',
  doubts: [
    { about: 'surfaces.credits', mark: 'third-party' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
    { about: 'rechargeMin', mark: 'third-party' },
  ],
});
