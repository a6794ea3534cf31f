import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

const API = on('api.perplexity.ai');

/** Perplexity's API: prepaid in dollars; each call has a fee by how much is searched besides. Answers say what they cost. */
export const perplexity = describe({
  id: 'perplexity',
  name: 'Perplexity',
  console: on('www.perplexity.ai', 'console.perplexity.ai'),
  consoleOrigin: 'https://www.perplexity.ai',
  surfaces: {
    chat: call(API, '/chat/completions', 'openai-chat'),
    responses: call(API, '/v1/responses', 'openai-responses'),
  },
  basePrices: { list: 'perplexity', setsAside: 'nothing' },
  // The credits that the site of the same name shows are a subscription's; whether they pay for calls, nobody says.
  balanceByKey: { why: 'console-only', source: 'steipete/CodexBar docs/perplexity.md', date: '2026-08-21' },
  links: {
    recharge: '/account/api/billing',
    keys: '/account/api/keys',
    transactions: '/account/usage',
    models: 'https://docs.perplexity.ai/getting-started/models',
    prices: 'https://docs.perplexity.ai/docs/getting-started/pricing',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  subscription: 'Perplexity Pro, Max',
  doubts: [
    // Said to have ended on 2026-09-27: https://docs.stigg.io/documentation/ai-agents/providers/perplexity
    { about: 'surfaces.chat', mark: 'third-party' },
    { about: 'surfaces.responses', mark: 'third-party' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
    { about: 'help.autoRecharge', mark: 'unverified' },
  ],
});
