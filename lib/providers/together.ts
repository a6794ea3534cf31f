import { call, describe, on } from './describe.ts';

const API = on('api.together.xyz', 'api.together.ai');

/** Together AI: prepaid in dollars, nothing without a payment. */
export const together = describe({
  id: 'together',
  name: 'Together AI',
  console: on('api.together.ai'),
  consoleOrigin: 'https://api.together.ai',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
  },
  basePrices: { list: 'together', setsAside: 'nothing' },
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  links: {
    recharge: '/settings/billing',
    keys: '/settings/api-keys',
    transactions: '/settings/usage',
    models: '/models',
    prices: 'https://www.together.ai/pricing',
  },
  help: {
    billing: 'prepaid',
    autoRecharge: 'there-is-one',
    arrivals: [{ by: 'any', minutes: [0, 5], source: 'https://docs.together.ai/docs/error-codes' }],
  },
  rechargeMin: { USD: '5' },
  doubts: [
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'help.arrivals', mark: 'third-party' },
  ],
});
