import { call, describe, on, read } from './describe.ts';

const API = on('api.aimlapi.com');

/** AI/ML API: prepaid; what others count in credits are dollars, two million of them each. Answers say what they cost. */
export const aimlapi = describe({
  id: 'aimlapi',
  name: 'AI/ML API',
  console: on('aimlapi.com'),
  consoleOrigin: 'https://aimlapi.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    'chat-bare': call(API, '/chat/completions', 'openai-chat'),
    responses: call(API, '/v1/responses', 'openai-responses'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
    images: call(API, '/v1/images/generations', 'openai-images'),
    billing: read(API, 'balance', '/v2/billing'),
    balance: read(on('api.aimlapi.com', 'billing.aimlapi.com'), 'balance', '/v1/billing/balance'),
  },
  balances: [
    {
      surface: 'aimlapi/billing',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: '$.currency',
      available: '$.current_balance',
      frozen: null,
      isUsable: null,
    },
    {
      surface: 'aimlapi/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'USD',
      perUnit: '2000000',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'aimlapi/billing',
      keyKind: 'ordinary',
      variables: ['AIMLAPI_API_KEY', 'AIML_API_KEY', 'AIMLAPI_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://docs.aimlapi.com/api-references/service-endpoints/account-balance',
      date: '2026-08-21',
    },
    {
      surface: 'aimlapi/balance',
      keyKind: 'ordinary',
      variables: ['AIMLAPI_API_KEY', 'AIML_API_KEY', 'AIMLAPI_KEY'],
      of: 'wallet',
      confidence: 'medium',
      source: 'https://docs.aimlapi.com/api-references/service-endpoints/account-balance',
      date: '2026-08-21',
    },
  ],
  links: { recharge: '/app/billing', keys: '/app/keys', transactions: '/app/usage' },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  areErrorsFree: true,
});
