import { call, describe, on, read } from './describe.ts';

const API = on('api.deepinfra.com');

/** DeepInfra: prepaid in dollars, or billed to a card afterwards. Answers say what they cost. */
export const deepinfra = describe({
  id: 'deepinfra',
  name: 'DeepInfra',
  console: on('deepinfra.com'),
  consoleOrigin: 'https://deepinfra.com',
  surfaces: {
    chat: call(API, '/v1/openai/chat/completions', 'openai-chat'),
    embeddings: call(API, '/v1/openai/embeddings', 'openai-embeddings'),
    checklist: read(API, 'balance', '/payment/checklist'),
  },
  balances: [
    {
      surface: 'deepinfra/checklist',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'USD',
      // What is paid in is negative, and what was used and is not billed yet is not taken from it.
      available: '$.stripe_balance',
      plus: ['$.recent'],
      isInverted: true,
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'deepinfra/checklist',
      query: { compute_owed: 'true' },
      notes: ['undocumented'],
      keyKind: 'ordinary',
      variables: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'],
      of: 'wallet',
      confidence: 'medium',
      source: 'steipete/CodexBar docs/deepinfra.md',
      date: '2026-08-21',
    },
  ],
  links: {
    recharge: '/dash/billing',
    keys: '/dash/api_keys',
    transactions: '/dash/usage',
    models: '/models',
    prices: '/pricing',
  },
  help: { billing: 'both', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'links.keys', mark: 'unverified' },
    { about: 'help.autoRecharge', mark: 'unverified' },
  ],
});
