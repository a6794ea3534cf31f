import { call, describe, on } from './describe.ts';

const API = on('ark.cn-beijing.volces.com');

/**
 * Volcengine Ark (Doubao): taken from the balance of the Volcengine account after the call; in arrears everything stops. What
 * is left is told to access keys of the account only. Prices differ by the length of question and of answer: unpriced.
 */
export const volcengineArk = describe({
  id: 'volcengine-ark',
  name: 'Volcengine Ark (Doubao)',
  console: on('console.volcengine.com'),
  consoleOrigin: 'https://console.volcengine.com',
  surfaces: {
    chat: call(API, '/api/v3/chat/completions', 'openai-chat'),
    responses: call(API, '/api/v3/responses', 'openai-responses'),
    embeddings: call(API, '/api/v3/embeddings', 'openai-embeddings'),
  },
  balanceByKey: {
    why: 'cloud-key',
    source: 'public code index, items 56860446658 and 62928152968: QueryBalanceAcct is signed',
    date: '2026-11-21',
  },
  links: {
    recharge: '/finance/fund/recharge',
    keys: '/ark/region:ark+cn-beijing/apiKey',
    transactions: '/ark/region:ark+cn-beijing/usageTracking',
    models: '/ark/region:ark+cn-beijing/model',
    prices: 'https://www.volcengine.com/docs/82379/1544106',
  },
  help: { billing: 'postpaid' },
  twins: ['byteplus-modelark'],
  subscription: 'Coding Plan',
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
