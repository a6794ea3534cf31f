import { call, describe, on, read } from './describe.ts';

const API = on('ai-gateway.vercel.sh');

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
  links: {
    recharge: '/d?to=%2F%5Bteam%5D%2F%7E%2Fai%3Fmodal%3Dtop-up',
    keys: '/d?to=%2F%5Bteam%5D%2F%7E%2Fai-gateway%2Fapi-keys',
    transactions: '/d?to=%2F%5Bteam%5D%2F%7E%2Fai',
    models: '/ai-gateway/models',
    prices: '/docs/ai-gateway/pricing',
  },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'links.keys', mark: 'unverified' },
    { about: 'help.autoRecharge', mark: 'unverified' },
  ],
});
