import { call, describe, ENDS_NO_STREAM, on } from './describe.ts';

const API = on('dashscope.aliyuncs.com');

/**
 * Aliyun Model Studio (Bailian) in China: taken from the balance of the Aliyun account after the call, free quota first; in
 * arrears everything stops. What is left is told to access keys of the account only, never to keys of models.
 */
export const dashscope = describe({
  id: 'dashscope',
  name: 'Aliyun Model Studio (Bailian)',
  console: on('bailian.console.aliyun.com'),
  consoleOrigin: 'https://bailian.console.aliyun.com',
  surfaces: {
    chat: call(API, '/compatible-mode/v1/chat/completions', 'openai-chat'),
    responses: call(API, '/api/v2/apps/protocols/compatible-mode/v1/responses', 'openai-responses'),
    messages: call(API, '/apps/anthropic/v1/messages', 'anthropic-messages'),
    embeddings: call(API, '/compatible-mode/v1/embeddings', 'openai-embeddings'),
  },
  basePrices: { list: 'dashscope', setsAside: 'nothing' },
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
    recharge: 'https://usercenter2.aliyun.com/finance/fund-management/recharge',
    keys: '/?tab=model#/api-key',
    transactions: '/?tab=model#/model-usage',
    models: '/?tab=model#/model-market',
    prices: 'https://help.aliyun.com/zh/model-studio/models',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'postpaid' },
  twins: ['dashscope-intl'],
  subscription: 'Coding Plan',
  doubts: [
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
