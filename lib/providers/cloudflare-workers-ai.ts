import { call, describe, on } from './describe.ts';

const API = on('api.cloudflare.com');

/** Cloudflare Workers AI: ten thousand neurons a day are free, what is above is billed monthly. */
export const cloudflareWorkersAi = describe({
  id: 'cloudflare-workers-ai',
  name: 'Cloudflare Workers AI',
  console: on('dash.cloudflare.com'),
  consoleOrigin: 'https://dash.cloudflare.com',
  surfaces: {
    chat: call(API, '/client/v4/accounts/*/ai/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/client/v4/accounts/*/ai/v1/responses', 'openai-responses'),
    embeddings: call(API, '/client/v4/accounts/*/ai/v1/embeddings', 'openai-embeddings'),
  },
  basePrices: { list: 'cloudflare', setsAside: 'nothing' },
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  links: {
    recharge: '/?to=/:account/workers/plans',
    keys: '/profile/api-tokens',
    transactions: '/?to=/:account/ai/workers-ai',
    models: 'https://developers.cloudflare.com/workers-ai/models/',
    prices: 'https://developers.cloudflare.com/workers-ai/platform/pricing/',
  },
  help: { billing: 'postpaid', autoRecharge: 'none' },
  doubts: [
    { about: 'surfaces.responses', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
