import { call, describe, on } from './describe.ts';

const API = on('api.minimax.io');

/** MiniMax outside China: prepaid in dollars. What is left of a plan is told to its keys, what is left of money to nobody. */
export const minimax = describe({
  id: 'minimax',
  name: 'MiniMax',
  console: on('platform.minimax.io'),
  consoleOrigin: 'https://platform.minimax.io',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    'chat-own': call(API, '/v1/text/chatcompletion_v2', 'openai-chat'),
    messages: call(API, '/anthropic/v1/messages', 'anthropic-messages'),
  },
  basePrices: { list: 'minimax', setsAside: 'nothing' },
  balanceByKey: { why: 'plan-only', source: 'public code index, item 67286947648', date: '2026-11-21' },
  links: {
    recharge: '/user-center/payment/balance',
    keys: '/user-center/basic-information/interface-key',
    transactions: '/user-center/payment/bill',
    prices: '/docs/guides/pricing-paygo',
  },
  help: { billing: 'prepaid' },
  twins: ['minimax-cn'],
  subscription: 'Coding Plan',
  doubts: [
    { about: 'surfaces.chat-own', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
