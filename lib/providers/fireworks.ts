import { call, describe, on } from './describe.ts';

const API = on('api.fireworks.ai');

/** Fireworks: credits first, then billed monthly within a limit. What is spent can be asked for; what is left, cannot. */
export const fireworks = describe({
  id: 'fireworks',
  name: 'Fireworks AI',
  console: on('app.fireworks.ai', 'fireworks.ai'),
  consoleOrigin: 'https://app.fireworks.ai',
  surfaces: {
    chat: call(API, '/inference/v1/chat/completions', 'openai-chat'),
    embeddings: call(API, '/inference/v1/embeddings', 'openai-embeddings'),
  },
  basePrices: { list: 'fireworks', setsAside: 'nothing' },
  balanceByKey: { why: 'spend-only', source: 'steipete/CodexBar docs/fireworks.md', date: '2026-08-21' },
  links: {
    recharge: 'https://fireworks.ai/account/billing',
    keys: '/settings/users/api-keys',
    transactions: '/settings/billing',
    models: '/models',
    prices: 'https://fireworks.ai/pricing',
  },
  help: { billing: 'both' },
  doubts: [{ about: 'links.keys', mark: 'unverified' }],
});
