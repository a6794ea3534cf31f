import { call, describe, on } from './describe.ts';

const API = on('api.minimaxi.com', 'api.minimax.chat');

/** MiniMax in China: accounts, keys and money of its own, prepaid in yuan. What is left of a plan is told to its keys, what is left of money to nobody. */
export const minimaxCn = describe({
  id: 'minimax-cn',
  name: 'MiniMax (China)',
  console: on('platform.minimaxi.com'),
  consoleOrigin: 'https://platform.minimaxi.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    'chat-own': call(API, '/v1/text/chatcompletion_v2', 'openai-chat'),
    messages: call(API, '/anthropic/v1/messages', 'anthropic-messages'),
  },

  balanceByKey: { why: 'plan-only', source: 'public code index, item 67286947648', date: '2026-11-21' },
  links: {
    recharge: '/user-center/payment/balance',
    keys: '/user-center/basic-information/interface-key',
    transactions: '/user-center/payment/bill',
    prices: '/docs/guides/pricing-paygo',
  },
  help: { billing: 'prepaid' },
  twins: ['minimax'],
  subscription: 'Coding Plan',
  doubts: [
    { about: 'surfaces.chat-own', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
