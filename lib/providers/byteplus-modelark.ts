import { call, describe, on } from './describe.ts';

const API = on('ark.ap-southeast.bytepluses.com');

/** Volcengine Ark outside China: accounts, keys and money of its own, in dollars. Prices differ as they do there: unpriced. */
export const byteplusModelark = describe({
  id: 'byteplus-modelark',
  name: 'BytePlus ModelArk',
  console: on('console.byteplus.com'),
  consoleOrigin: 'https://console.byteplus.com',
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
  links: { recharge: null, keys: null, transactions: null },
  help: { billing: 'postpaid' },
  twins: ['volcengine-ark'],
  doubts: [
    { about: 'surfaces.chat', mark: 'unverified' },
    { about: 'surfaces.responses', mark: 'unverified' },
    { about: 'surfaces.embeddings', mark: 'unverified' },
  ],
});
