import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.stepfun.com');

/** StepFun in China: prepaid in yuan, on request postpaid. */
export const stepfun = describe({
  id: 'stepfun',
  name: 'StepFun (China)',
  console: on('platform.stepfun.com'),
  consoleOrigin: 'https://platform.stepfun.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    messages: call(API, '/v1/messages', 'anthropic-messages'),
    balance: read(API, 'balance', '/v1/accounts'),
  },
  prices: perMillion(
    {
      unit: 'CNY',
      setsAside: 'nothing',
      mark: 'third-party',
      date: '2025-10-22',
      source: 'https://platform.stepfun.com/docs/pricing/details, as lobehub/lobe-chat had it',
    },
    {
      'step-1-8k': ['5', '20'],
      'step-1-32k': ['15', '70'],
      'step-1-256k': ['95', '300'],
      'step-1o-turbo-vision': ['2.5', '8'],
      'step-2-16k': ['38', '120'],
      'step-2-mini': ['1', '2'],
      'step-r1-v-mini': ['2.5', '8'],
    },
  ),
  balances: [
    {
      surface: 'stepfun/balance',
      account: null,
      accountNames: [],
      // The totals beside it are all that was ever paid in and granted.
      lists: ['$'],
      isSingle: true,
      unit: 'CNY',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'stepfun/balance',
      keyKind: 'ordinary',
      variables: ['STEP_API_KEY', 'STEPFUN_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://platform.stepfun.com/docs/zh/api-reference/accounts/get',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/account-overview',
    keys: '/interface-key',
    transactions: '/account-overview',
    prices: '/docs/pricing/details',
  },
  help: { billing: 'both' },
  twins: ['stepfun-ai'],
  subscription: 'Step Plan',
  doubts: [
    { about: 'surfaces.messages', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
