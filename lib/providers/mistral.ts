import { call, describe, on } from './describe.ts';

const API = on('api.mistral.ai');

/** Mistral: prepaid or billed monthly, in dollars or euros. */
export const mistral = describe({
  id: 'mistral',
  name: 'Mistral',
  console: on('admin.mistral.ai', 'console.mistral.ai'),
  consoleOrigin: 'https://admin.mistral.ai',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
  },
  basePrices: { list: 'mistral', setsAside: 'nothing' },
  balanceByKey: { why: 'console-only', source: 'steipete/CodexBar docs/mistral.md', date: '2026-08-21' },
  links: {
    recharge: '/plateforme/billing',
    keys: 'https://console.mistral.ai/api-keys',
    transactions: '/organization/usage',
    models: 'https://docs.mistral.ai/getting-started/models',
    prices: 'https://mistral.ai/pricing#api-pricing',
  },
  help: { billing: 'both' },
  rechargeMin: { USD: '10' },
  subscription: 'Le Chat Pro',
  doubts: [
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
    { about: 'rechargeMin', mark: 'third-party' },
  ],
});
