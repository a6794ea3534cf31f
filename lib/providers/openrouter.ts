import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const SITE = on('openrouter.ai');

/** What answers said that their parts had cost. What others serve a model for differs, and changes. */
const SAID = {
  mark: 'third-party',
  unit: 'USD',
  date: '2026-05-23',
  source: 'https://openrouter.ai/docs/use-cases/usage-accounting, as answers recorded by pydantic/pydantic-ai have it',
} as const;

/** The largest answer of these models: it is tested together with the prompt where a request gives no bound. */
const BOUNDS: Readonly<Record<string, number>> = {
  'anthropic/claude-sonnet-4.5': 64_000,
  'anthropic/claude-sonnet-4.6': 64_000,
  'openai/gpt-5.6-sol': 128_000,
  'z-ai/glm-4.6': 131_072,
};

const STICKY = {
  lifetimeMs: 10 * 60_000,
  finds: 'prefix',
  source: 'https://openrouter.ai/docs/guides/best-practices/prompt-caching',
  date: '2026-11-22',
} as const;

/** The last 30 days that are over, day by day and model by model. */
const ACTIVITY = {
  host: 'openrouter.ai',
  path: '/api/v1/activity',
  keyKind: 'management',
  variables: ['OPENROUTER_MANAGEMENT_KEY', 'OPENROUTER_PROVISIONING_KEY'],
  source: 'https://openrouter.ai/docs/api/api-reference/analytics/get-user-activity',
  date: '2026-11-22',
} as const;

/** OpenRouter: prepaid in dollars, which it calls credits; many providers behind one address. */
export const openrouter = describe({
  id: 'openrouter',
  name: 'OpenRouter',
  console: SITE,
  consoleOrigin: 'https://openrouter.ai',
  surfaces: {
    chat: call(SITE, '/api/v1/chat/completions', 'openai-chat'),
    responses: call(SITE, '/api/v1/responses', 'openai-responses'),
    // Management keys only.
    credits: read(SITE, 'balance', '/api/v1/credits'),
    key: read(SITE, 'identity', '/api/v1/key'),
  },
  // https://openrouter.ai/docs/guides/overview/multimodal/video-generation, read 2026-11-22
  leadsTo: { on: ['/api/v1/videos', '/api/v1/videos/*'], at: ['$.polling_url', '$.unsigned_urls[*]'] },
  prices: perMillion(SAID, {
    'anthropic/claude-sonnet-4.5': ['3', '15'],
    'anthropic/claude-sonnet-4.6': ['3', '15'],
    'openai/gpt-5.6-sol': ['5', '30', '0.5'],
    'z-ai/glm-4.6': ['0.6', '2.2'],
  }).map((price) => ({ ...price, outputTokensDefault: BOUNDS[price.model ?? ''] ?? null })),
  // Calls go to the same supplier again for ten minutes: no longer is anything found, whatever the supplier keeps.
  promptCaches: [
    { model: /^openai\/gpt-5\.([6-9]|\d\d)/, ...STICKY, tokensMin: 1024, stepTokens: 1, finds: 'prompt' },
    {
      model: /^openai\/(gpt-4o|gpt-4\.1|gpt-5|o\d)/,
      ...STICKY,
      ...{ lifetimeMs: 5 * 60_000, tokensMin: 1024, stepTokens: 128 },
    },
    { model: /^deepseek\//, ...STICKY, tokensMin: 64, stepTokens: 64, finds: 'prompt-or-shared' },
  ],
  refusals: [{ says: 'in-flight', message: /in-flight requests/i }],
  // What a key has left is a limit of that key, and no money.
  balances: [
    {
      surface: 'openrouter/credits',
      account: null,
      accountNames: [],
      lists: ['$.data'],
      isSingle: true,
      unit: 'USD',
      available: '$.total_credits',
      minus: ['$.total_usage'],
      frozen: null,
      isUsable: null,
    },
  ],
  identity: { surface: 'openrouter/key', account: '$.data.creator_user_id', name: null },
  balanceByKey: [
    {
      surface: 'openrouter/credits',
      keyKind: 'management',
      variables: ['OPENROUTER_MANAGEMENT_KEY', 'OPENROUTER_PROVISIONING_KEY', 'OPENROUTER_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://openrouter.ai/docs/client-sdks/python/api-reference/credits.md',
      date: '2026-11-21',
    },
    {
      host: 'openrouter.ai',
      path: '/api/v1/key',
      reads: {
        lists: ['$.data'],
        isSingle: true,
        unit: 'USD',
        available: '$.limit_remaining',
        frozen: null,
        isUsable: null,
      },
      isUnlimited: { at: '$.data.limit', is: null },
      keyKind: 'ordinary',
      variables: ['OPENROUTER_API_KEY', 'OPENROUTER_MANAGEMENT_KEY'],
      of: 'key',
      confidence: 'high',
      source: 'https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key',
      date: '2026-11-21',
    },
  ],
  // The last 30 days that are over, by model.
  costsByKey: { ...ACTIVITY, reads: { list: '$.data', day: '$.date', amount: '$.usage', unit: 'USD' } },
  usageByKey: [
    {
      ...ACTIVITY,
      reads: {
        ...{ list: '$.data', day: '$.date', model: '$.model', calls: '$.requests' },
        ...{ input: ['$.prompt_tokens'], output: ['$.completion_tokens'] },
      },
    },
  ],
  links: {
    recharge: '/settings/credits',
    keys: '/settings/keys',
    transactions: '/activity',
    models: '/models',
    prices: '/models',
  },
  help: {
    billing: 'prepaid',
    autoRecharge: 'there-is-one',
    creditsLastDays: 365,
    refunds: { kind: 'unused-within-days', days: 1, source: 'https://openrouter.ai/terms' },
  },
  state: 'complete',
  doubts: [
    { about: 'prices', mark: 'third-party' },
    { about: 'help.refunds', mark: 'third-party' },
    { about: 'help.creditsLastDays', mark: 'third-party' },
  ],
});
