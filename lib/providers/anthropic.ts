import { call, describe, followUp, on, read } from './describe.ts';

const API = on('api.anthropic.com');
const CONSOLE = on('platform.claude.com', 'console.anthropic.com');

/**
 * Five minutes from the last use, unless the request asks for an hour. The least length differs by model; those are from
 * https://docs.litellm.ai/docs/completion/prompt_caching and others who quote the page.
 */
const CACHE = {
  lifetimeMs: 5 * 60_000,
  stepTokens: 1,
  finds: 'marked',
  mark: 'third-party',
  source: 'https://platform.claude.com/docs/en/build-with-claude/prompt-caching',
  date: '2026-11-22',
} as const;

/** Anthropic's own API: prepaid in dollars, billed after each call. What pays for Claude's subscriptions is apart. */
export const anthropic = describe({
  id: 'anthropic',
  name: 'Anthropic',
  console: CONSOLE,
  consoleOrigin: 'https://platform.claude.com',
  surfaces: {
    messages: call(API, '/v1/messages', 'anthropic-messages'),
    batches: call(API, '/v1/messages/batches', 'anthropic-batches'),
    batch: followUp(API, '/v1/messages/batches/*', 'anthropic-batches'),
    'batch-results': followUp(API, '/v1/messages/batches/*/results', 'anthropic-batches'),
    bootstrap: read(CONSOLE, 'identity', '/api/bootstrap'),
    credits: read(CONSOLE, 'balance', '/api/organizations/*/prepaid/credits'),
  },
  // The official SDK reads results where the batch says that they are:
  // https://platform.claude.com/docs/en/api/retrieving-message-batches
  leadsTo: {
    on: ['/v1/messages/batches', '/v1/messages/batches/*', '/v1/messages/batches/*/cancel'],
    at: ['$.results_url', '$.data[*].results_url'],
  },
  basePrices: { list: 'anthropic', setsAside: 'nothing' },
  promptCaches: [
    { model: /^claude-(opus|fable|mythos)-5$/, ...CACHE, tokensMin: 512 },
    {
      model: /^claude-(opus-4-8|opus-4-[01]|opus-4$|opus-4-2|sonnet|3-[57]-sonnet|3-(opus|sonnet))/,
      ...CACHE,
      tokensMin: 1024,
    },
    { model: /^claude-(opus-4-7|3-5-haiku|3-haiku)/, ...CACHE, tokensMin: 2048 },
    // What the page names besides; a model that it does not name is taken as one of these.
    { ...CACHE, tokensMin: 4096 },
  ],
  balances: [
    {
      surface: 'anthropic/credits',
      account: null,
      isAccountInPath: true,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: '$.currency',
      // Cents.
      perUnit: '100',
      available: '$.amount',
      frozen: null,
      isUsable: null,
    },
  ],
  identity: {
    surface: 'anthropic/bootstrap',
    account: '$.apiOrg.organization.uuid',
    name: '$.apiOrg.organization.name',
  },
  balanceByKey: {
    why: 'spend-only',
    source: 'https://github.com/anthropics/anthropic-sdk-python/issues/1942',
    date: '2026-09-20',
  },
  costsByKey: {
    host: 'api.anthropic.com',
    path: '/v1/organizations/cost_report',
    key: { in: 'header', name: 'x-api-key' },
    headers: { 'anthropic-version': '2023-06-01' },
    query: { bucket_width: '1d', limit: '31' },
    from: { name: 'starting_at', form: 'iso' },
    next: { at: '$.next_page', name: 'page' },
    // In hundredths of the currency; without what Priority Tier costs.
    reads: {
      ...{ list: '$.data', day: '$.starting_at', items: '$.results' },
      ...{ amount: '$.amount', perUnit: '100', unit: '$.currency' },
    },
    keyKind: 'admin',
    variables: ['ANTHROPIC_ADMIN_KEY', 'ANTHROPIC_ADMIN_API_KEY'],
    source: 'https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-cost-report',
    date: '2026-11-22',
  },
  usageByKey: [
    {
      host: 'api.anthropic.com',
      path: '/v1/organizations/usage_report/messages',
      key: { in: 'header', name: 'x-api-key' },
      headers: { 'anthropic-version': '2023-06-01' },
      query: { bucket_width: '1d', limit: '31', 'group_by[]': 'model' },
      from: { name: 'starting_at', form: 'iso' },
      next: { at: '$.next_page', name: 'page' },
      // It counts what is read from a cache and written to one apart, and tells of no number of calls.
      reads: {
        ...{ list: '$.data', day: '$.starting_at', items: '$.results', model: '$.model' },
        input: [
          '$.uncached_input_tokens',
          '$.cache_read_input_tokens',
          '$.cache_creation.ephemeral_5m_input_tokens',
          '$.cache_creation.ephemeral_1h_input_tokens',
        ],
        cached: ['$.cache_read_input_tokens'],
        output: ['$.output_tokens'],
      },
      keyKind: 'admin',
      variables: ['ANTHROPIC_ADMIN_KEY', 'ANTHROPIC_ADMIN_API_KEY'],
      source: 'https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-messages-usage-report',
      date: '2026-11-23',
    },
  ],
  links: {
    recharge: '/settings/billing',
    keys: '/settings/keys',
    transactions: '/usage',
    models: '/docs/en/about-claude/models/overview',
    prices: '/docs/en/about-claude/pricing',
  },
  help: {
    billing: 'prepaid',
    autoRecharge: 'there-is-one',
    creditsLastDays: 365,
    refunds: {
      kind: 'never',
      source: 'https://support.anthropic.com/en/articles/8977456-how-do-i-pay-for-my-api-usage',
    },
    arrivals: [
      {
        by: 'any',
        minutes: [0, 1],
        source: 'https://support.anthropic.com/en/articles/8977456-how-do-i-pay-for-my-api-usage',
      },
    ],
    support: 'https://support.claude.com',
  },
  subscription: 'Claude Pro, Max',
  areErrorsFree: true,
  state: 'complete',
  doubts: [
    { about: 'identity', mark: 'third-party' },
    { about: 'surfaces.credits', mark: 'third-party' },
    { about: 'links.keys', mark: 'unverified' },
  ],
});
