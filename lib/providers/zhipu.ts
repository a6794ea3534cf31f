import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const OPEN = on('open.bigmodel.cn');
const CONSOLE = on('bigmodel.cn', 'www.bigmodel.cn', 'open.bigmodel.cn');

/** Zhipu's platform in China: prepaid in yuan, with packs of tokens and plans for coding that are billed apart. */
export const zhipu = describe({
  id: 'zhipu',
  name: '智谱 BigModel',
  console: CONSOLE,
  consoleOrigin: 'https://bigmodel.cn',
  surfaces: {
    chat: call(OPEN, '/api/paas/v4/chat/completions', 'openai-chat'),
    report: read(CONSOLE, 'balance', '/api/biz/account/query-customer-account-report'),
    customer: read(CONSOLE, 'identity', '/api/biz/customer/getCustomerInfo'),
  },
  // The larger models cost more for long answers as well as for long questions: that is not said here, so they are unpriced.
  prices: perMillion(
    {
      unit: 'CNY',
      mark: 'third-party',
      setsAside: 'nothing',
      date: '2026-01-19',
      // As it has read https://bigmodel.cn/pricing.
      source: 'https://github.com/lobehub/lobehub packages/model-bank/src/aiModels/zhipu.ts',
    },
    {
      'glm-4.7-flash': ['0', '0', '0'],
      'glm-4.7-flashx': ['0.5', '3', '0.1'],
      'glm-4.6v-flash': ['0', '0', '0'],
    },
  ),
  balances: [
    {
      surface: 'zhipu/report',
      account: null,
      accountNames: [],
      // Packs of tokens are not in it, and pay first.
      isPart: true,
      lists: ['$.data'],
      isSingle: true,
      unit: 'CNY',
      available: '$.availableBalance',
      frozen: '$.frozenBalance',
      isUsable: null,
    },
  ],
  identity: { surface: 'zhipu/customer', account: '$.data.customerNumber', name: '$.data.username' },
  balanceByKey: [
    {
      surface: 'zhipu/report',
      notes: ['undocumented', 'packs'],
      keyKind: 'ordinary',
      variables: ['ZHIPUAI_API_KEY', 'ZHIPU_API_KEY', 'BIGMODEL_API_KEY'],
      of: 'wallet',
      confidence: 'low',
      source: 'public code index, items 57908555257 and 71022540623',
      date: '2026-09-25',
    },
  ],
  links: {
    recharge: '/finance-center/finance/pay',
    keys: '/usercenter/proj-mgmt/apikeys',
    transactions: '/finance-center/finance/overview',
    models: 'https://docs.bigmodel.cn/cn/guide/start/model-overview',
    prices: '/pricing',
  },
  help: { billing: 'prepaid' },
  twins: ['zai'],
  subscription: 'GLM Coding Plan',
  doubts: [
    { about: 'surfaces.report', mark: 'third-party' },
    { about: 'surfaces.customer', mark: 'third-party' },
    { about: 'prices', mark: 'third-party' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
