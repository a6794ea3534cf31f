import { call, describe, on } from './describe.ts';

const API = on('api.cohere.com', 'api.cohere.ai');

/** Cohere: billed afterwards; keys for trials have a thousand calls a month. */
export const cohere = describe({
  id: 'cohere',
  name: 'Cohere',
  console: on('dashboard.cohere.com'),
  consoleOrigin: 'https://dashboard.cohere.com',
  surfaces: {
    chat: call(API, '/v2/chat', 'cohere-chat'),
    'chat-v1': call(API, '/v1/chat', 'cohere-chat'),
    embed: call(API, '/v2/embed', 'openai-embeddings'),
    'embed-v1': call(API, '/v1/embed', 'openai-embeddings'),
    'openai-chat': call(API, '/compatibility/v1/chat/completions', 'openai-chat'),
    'openai-embeddings': call(API, '/compatibility/v1/embeddings', 'openai-embeddings'),
  },
  basePrices: { list: 'cohere', setsAside: 'nothing' },
  // The same words with a minute in the place of the month are about speed.
  refusals: [{ says: 'money', message: /API calls \/ month/i }],
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  links: {
    recharge: '/billing?tab=payment',
    keys: '/api-keys',
    transactions: '/billing',
    models: 'https://docs.cohere.com/docs/models',
    prices: 'https://cohere.com/pricing',
  },
  help: { billing: 'postpaid', autoRecharge: 'none' },
  doubts: [
    { about: 'links.recharge', mark: 'third-party' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
