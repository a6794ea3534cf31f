import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

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
  // "After 2 hours without use"; from 128 to 1,024 tokens on, as models differ.
  promptCaches: [
    {
      model: /^(openai\/gpt-oss|moonshotai\/kimi-k2)/,
      ...{ lifetimeMs: 2 * 3_600_000, tokensMin: 1024, stepTokens: 128, finds: 'prefix' },
      ...{ source: 'https://console.groq.com/docs/prompt-caching', date: '2026-11-22' },
    },
  ],
  balanceByKey: { why: 'console-only', source: 'steipete/CodexBar docs/groqcloud.md', date: '2026-08-21' },
  links: {
    recharge: '/settings/billing',
    keys: '/keys',
    transactions: '/dashboard/usage',
    models: '/docs/models',
    prices: 'https://groq.com/pricing/',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'postpaid', autoRecharge: 'none' },
  doubts: [{ about: 'links.keys', mark: 'unverified' }],
});
