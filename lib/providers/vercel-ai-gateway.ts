import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('ai-gateway.vercel.sh');

/** What its list said of the models that were called there. Of all others an answer says itself what it cost. */
const SAID = {
  mark: 'third-party',
  unit: 'USD',
  date: '2026-08-04',
  source: "maton-ai's notes on the gateway, beside live answers of it (public code index, item 69543930282)",
} as const;

/** Vercel's gateway to many providers: prepaid in dollars, at the providers' own prices. */
export const vercelAiGateway = describe({
  id: 'vercel-ai-gateway',
  name: 'Vercel AI Gateway',
  console: on('vercel.com'),
  consoleOrigin: 'https://vercel.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/v1/responses', 'openai-responses'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
    messages: call(API, '/v1/messages', 'anthropic-messages'),
    credits: read(API, 'balance', '/v1/credits'),
  },
  prices: perMillion(SAID, {
    'inclusionai/ling-3.0-flash-free': ['0', '0'],
    'openai/text-embedding-3-small': ['0.02'],
  }),
  balances: [
    {
      surface: 'vercel-ai-gateway/credits',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'USD',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'vercel-ai-gateway/credits',
      keyKind: 'ordinary',
      variables: ['AI_GATEWAY_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://vercel.com/docs/ai-gateway/usage',
      date: '2026-01-21',
    },
  ],
  links: {
    recharge: '/d?to=%2F%5Bteam%5D%2F%7E%2Fai%3Fmodal%3Dtop-up',
    keys: '/d?to=%2F%5Bteam%5D%2F%7E%2Fai-gateway%2Fapi-keys',
    transactions: '/d?to=%2F%5Bteam%5D%2F%7E%2Fai',
    models: '/ai-gateway/models',
    prices: '/docs/ai-gateway/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'prices', mark: 'third-party' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'help.autoRecharge', mark: 'unverified' },
  ],
});
