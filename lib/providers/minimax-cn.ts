import { call, describe, ENDS_NO_STREAM, on, read } from './describe.ts';

const API = on('api.minimaxi.com', 'api.minimax.chat');
/** What the platform's pages load is on another host than they are. */
const SITE = on('www.minimaxi.com');

/** MiniMax in China: accounts, keys and money of its own, prepaid in yuan. What is left of a plan is told to its keys. */
export const minimaxCn = describe({
  id: 'minimax-cn',
  name: 'MiniMax (China)',
  console: on('platform.minimaxi.com', 'www.minimaxi.com'),
  consoleOrigin: 'https://platform.minimaxi.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    'chat-own': call(API, '/v1/text/chatcompletion_v2', 'openai-chat'),
    messages: call(API, '/anthropic/v1/messages', 'anthropic-messages'),
    account: read(SITE, 'identity', '/backend/account'),
    balance: read(SITE, 'balance', '/account/query_balance'),
  },

  balanceByKey: { why: 'plan-only', source: 'public code index, item 67286947648', date: '2026-11-21' },
  balances: [
    {
      surface: 'minimax-cn/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'CNY',
      // Vouchers are in it.
      available: '$.available_amount',
      frozen: null,
      isUsable: null,
    },
  ],
  identity: { surface: 'minimax-cn/account', account: '$.account_info.group_id', name: null },
  links: {
    recharge: '/user-center/payment/balance',
    keys: '/user-center/basic-information/interface-key',
    transactions: '/user-center/payment/bill',
    prices: '/docs/guides/pricing-paygo',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'prepaid' },
  twins: ['minimax'],
  subscription: 'Coding Plan',
  doubts: [
    { about: 'surfaces.account', mark: 'third-party' },
    { about: 'surfaces.balance', mark: 'third-party' },
    { about: 'surfaces.chat-own', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
