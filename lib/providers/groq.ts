import { call, describe, on } from './describe.ts';

const API = on('api.groq.com');

/** Groq: billed afterwards, within a limit that the organisation sets. There is no balance to read. */
export const groq = describe({
  id: 'groq',
  name: 'Groq',
  console: on('console.groq.com'),
  consoleOrigin: 'https://console.groq.com',
  surfaces: {
    chat: call(API, '/openai/v1/chat/completions', 'openai-chat'),
  },
  basePrices: { list: 'groq', setsAside: 'nothing' },
  balanceByKey: { why: 'console-only', source: 'steipete/CodexBar docs/groqcloud.md', date: '2026-08-21' },
  links: {
    recharge: '/settings/billing',
    keys: '/keys',
    transactions: '/dashboard/usage',
    models: '/docs/models',
    prices: 'https://groq.com/pricing/',
  },
  help: { billing: 'postpaid', autoRecharge: 'none' },
  doubts: [{ about: 'links.keys', mark: 'unverified' }],
});
