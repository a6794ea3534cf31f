import { call, describe, followUp, on, read, socket } from './describe.ts';

const API = on('api.openai.com');

const PROMPT_CACHING = { source: 'https://developers.openai.com/api/docs/guides/prompt-caching', date: '2026-11-22' };
const CACHE = { lifetimeMs: 5 * 60_000, tokensMin: 1024, stepTokens: 128, finds: 'prefix' } as const;

/** What it counted of one kind of calls a day, by model. */
function usageOf(kind: 'completions' | 'embeddings') {
  return {
    host: 'api.openai.com',
    path: `/v1/organization/usage/${kind}`,
    query: { bucket_width: '1d', limit: '31', group_by: 'model' },
    from: { name: 'start_time', form: 'seconds' },
    next: { at: '$.next_page', name: 'page' },
    keyKind: 'admin',
    variables: ['OPENAI_ADMIN_KEY'],
    source: `https://platform.openai.com/docs/api-reference/usage/${kind}`,
    date: '2026-11-23',
  } as const;
}

/** OpenAI's own API: prepaid in dollars, billed after each call; what invoiced organisations pay later is the same. */
export const openai = describe({
  id: 'openai',
  name: 'OpenAI',
  // The platform's pages load who is signed in, and what is left, from the API.
  console: on('platform.openai.com', 'api.openai.com'),
  consoleOrigin: 'https://platform.openai.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/v1/responses', 'openai-responses'),
    response: followUp(API, '/v1/responses/*', 'openai-responses'),
    batches: call(API, '/v1/batches', 'openai-batches'),
    batch: followUp(API, '/v1/batches/*', 'openai-batches'),
    'batch-results': followUp(API, '/v1/files/*/content', 'openai-batches'),
    embeddings: call(API, '/v1/embeddings', 'openai-embeddings'),
    images: call(API, '/v1/images/generations', 'openai-images'),
    transcriptions: call(API, '/v1/audio/transcriptions', 'openai-audio'),
    speech: call(API, '/v1/audio/speech', 'openai-audio'),
    realtime: socket(API, '/v1/realtime', 'openai-realtime'),
    me: read(API, 'identity', '/v1/me'),
    grants: read(API, 'balance', '/dashboard/billing/credit_grants'),
    'grants-v1': read(API, 'balance', '/v1/dashboard/billing/credit_grants'),
  },
  basePrices: { list: 'openai', setsAside: 'nothing' },
  promptCaches: [
    // From GPT-5.6 on a prompt is found again at the end of an earlier one, for half an hour at least.
    {
      model: /^gpt-(5\.[6-9]|5\.\d\d|[6-9])/,
      ...{ lifetimeMs: 30 * 60_000, tokensMin: 1024, stepTokens: 1, finds: 'prompt' },
      ...PROMPT_CACHING,
    },
    // "5 to 10 minutes of inactivity"; longer on some models and where the request asks for it.
    { model: /^(gpt-4o|gpt-4\.|gpt-5|chatgpt-4o|o\d)/, ...CACHE, ...PROMPT_CACHING },
  ],
  // Answered to a session of the platform; keys of projects and services are refused.
  balances: ['openai/grants', 'openai/grants-v1'].map((surface) => ({
    surface,
    account: null,
    accountNames: [],
    lists: ['$'],
    isSingle: true,
    unit: 'USD',
    available: '$.total_available',
    frozen: null,
    isUsable: null,
  })),
  // `max_tokens` is refused by models that think: https://platform.openai.com/docs/api-reference/chat/create (2026-11-22).
  boundName: 'max_completion_tokens',
  identity: { surface: 'openai/me', account: '$.id', name: '$.email' },
  balanceByKey: { why: 'session-only', source: 'steipete/CodexBar docs/openai.md', date: '2026-08-21' },
  costsByKey: {
    host: 'api.openai.com',
    path: '/v1/organization/costs',
    query: { bucket_width: '1d', limit: '31' },
    from: { name: 'start_time', form: 'seconds' },
    next: { at: '$.next_page', name: 'page' },
    reads: {
      ...{ list: '$.data', day: '$.start_time', items: '$.results' },
      ...{ amount: '$.amount.value', unit: '$.amount.currency' },
    },
    keyKind: 'admin',
    variables: ['OPENAI_ADMIN_KEY'],
    source: 'https://platform.openai.com/docs/api-reference/usage/costs',
    date: '2026-11-22',
  },
  usageByKey: [
    {
      ...usageOf('completions'),
      // Batches are among them.
      wires: ['openai-chat', 'openai-responses', 'openai-batches'],
      reads: {
        ...{ list: '$.data', day: '$.start_time', items: '$.results', model: '$.model' },
        ...{ input: ['$.input_tokens'], cached: ['$.input_cached_tokens'], output: ['$.output_tokens'] },
        calls: '$.num_model_requests',
      },
    },
    {
      ...usageOf('embeddings'),
      wires: ['openai-embeddings'],
      reads: {
        ...{ list: '$.data', day: '$.start_time', items: '$.results', model: '$.model' },
        ...{ input: ['$.input_tokens'], output: [], calls: '$.num_model_requests' },
      },
    },
  ],
  links: {
    recharge: '/settings/organization/billing/overview',
    keys: '/account/api-keys',
    transactions: '/usage',
    models: '/docs/models',
    prices: 'https://developers.openai.com/api/docs/pricing',
  },
  help: {
    billing: 'prepaid',
    autoRecharge: 'on-by-default',
    creditsLastDays: 365,
    refunds: { kind: 'never', source: 'https://help.openai.com/en/articles/8264778-what-is-prepaid-billing' },
    support: 'https://help.openai.com',
  },
  subscription: 'ChatGPT Plus',
  rechargeMin: { USD: '5' },
  state: 'complete',
  doubts: [
    // Billed is the organisation; whose the answer is where somebody has several, it does not say.
    { about: 'identity', mark: 'low' },
    { about: 'surfaces.grants', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
