import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.venice.ai');

/** Venice: prepaid in dollars, or paid with what staked DIEM is worth each day; both stand in the answer, dollars are read. */
export const venice = describe({
  id: 'venice',
  name: 'Venice.ai',
  console: on('venice.ai'),
  consoleOrigin: 'https://venice.ai',
  surfaces: {
    chat: call(API, '/api/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/api/v1/responses', 'openai-responses'),
    embeddings: call(API, '/api/v1/embeddings', 'openai-embeddings'),
    images: call(API, '/api/v1/images/generations', 'openai-images'),
    balance: read(API, 'balance', '/api/v1/billing/balance'),
  },
  prices: perMillion(
    {
      unit: 'USD',
      setsAside: 'nothing',
      date: '2026-08-22',
      source: 'https://docs.venice.ai/overview/pricing',
    },
    {
      'claude-opus-4-8': ['6', '30', '0.6'],
      'claude-sonnet-4-6': ['3.6', '18', '0.36'],
      'deepseek-v3.2': ['0.33', '0.48', '0.16'],
      'deepseek-v4-flash': ['0.14', '0.28', '0.03'],
      'deepseek-v4-pro': ['1.65', '3.3', '0.33'],
      'gemini-3-5-flash': ['1.55', '9.45', '0.15'],
      'kimi-k2-6': ['0.75', '3.5', '0.16'],
      'llama-3.3-70b': ['0.7', '2.8'],
      'openai-gpt-oss-120b': ['0.07', '0.3'],
      'qwen3-235b-a22b-instruct-2507': ['0.15', '0.75'],
      'text-embedding-3-large': ['0.16'],
      'text-embedding-3-small': ['0.03'],
      'venice-uncensored-1-2': ['0.2', '0.9'],
      'zai-org-glm-5-1': ['1.54', '4.84', '0.29'],
      'zai-org-glm-5-2': ['1.4', '4.4', '0.26'],
    },
  ),
  balances: [
    {
      surface: 'venice/balance',
      account: null,
      accountNames: [],
      lists: ['$.balances'],
      isSingle: true,
      unit: 'USD',
      available: '$.usd',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'venice/balance',
      notes: ['other-unit'],
      keyKind: 'ordinary',
      variables: ['VENICE_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://docs.venice.ai/api-reference',
      date: '2026-08-22',
    },
  ],
  links: {
    recharge: '/settings/api',
    keys: '/settings/api',
    transactions: '/settings/api',
    prices: 'https://docs.venice.ai/overview/pricing',
  },
  help: { billing: 'prepaid' },
  subscription: 'Venice Pro',
});
