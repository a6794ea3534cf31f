import { call, describe, on, read } from './describe.ts';

const API = on('api.x.ai', '*.api.x.ai');

/** xAI's own API: prepaid in dollars, with a limit for what is billed monthly besides. Answers say what they cost. */
export const xai = describe({
  id: 'xai',
  name: 'xAI',
  console: on('console.x.ai'),
  consoleOrigin: 'https://console.x.ai',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/v1/responses', 'openai-responses'),
    // Asked with a management key. What was used since the month began is not in it yet.
    prepaid: read(on('management-api.x.ai'), 'balance', '/v1/billing/teams/*/prepaid/balance'),
  },
  basePrices: { list: 'x-ai', setsAside: 'nothing' },
  // All of its models, in blocks of 128 tokens as others measured on 2026-08-19 (docs.apiyi.com). "Can be evicted at any time": as
  // briefly as any provider tells.
  promptCaches: [
    {
      model: /^grok/,
      ...{ lifetimeMs: 3 * 60_000, tokensMin: 128, stepTokens: 128, finds: 'prefix', mark: 'unverified' },
      ...{
        source: 'https://docs.x.ai/developers/advanced-api-usage/prompt-caching/best-practices',
        date: '2026-11-22',
      },
    },
  ],
  balances: [
    {
      surface: 'xai/prepaid',
      account: null,
      isAccountInPath: true,
      accountNames: [],
      lists: ['$.total'],
      isSingle: true,
      unit: 'USD',
      // Cents; what is paid in is negative.
      perUnit: '100',
      available: '$.val',
      isInverted: true,
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'xai/prepaid',
      id: { what: 'team', variable: 'XAI_TEAM_ID' },
      notes: ['late'],
      keyKind: 'management',
      variables: ['XAI_MANAGEMENT_API_KEY', 'XAI_MANAGEMENT_KEY'],
      of: 'wallet',
      confidence: 'medium',
      source: 'https://docs.x.ai/developers/rest-api-reference/management/billing',
      date: '2026-08-21',
    },
  ],
  links: {
    recharge: '/team/default/billing',
    keys: '/team/default/api-keys',
    transactions: '/team/default/usage',
    models: 'https://docs.x.ai/docs/models',
    prices: 'https://docs.x.ai/docs/models',
  },
  help: { billing: 'both' },
  subscription: 'SuperGrok',
  state: 'complete',
  doubts: [{ about: 'links.keys', mark: 'unverified' }],
});
