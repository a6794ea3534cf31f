import { call, describe, ENDS_NO_STREAM, on, read } from './describe.ts';

const API = on('api.minimax.io');
/** What the platform's pages load is on another host than they are. */
const SITE = on('www.minimax.io');

/** MiniMax outside China: prepaid in dollars. What is left of a plan is told to its keys. */
export const minimax = describe({
  id: 'minimax',
  name: 'MiniMax',
  console: on('platform.minimax.io', 'www.minimax.io'),
  consoleOrigin: 'https://platform.minimax.io',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    'chat-own': call(API, '/v1/text/chatcompletion_v2', 'openai-chat'),
    messages: call(API, '/anthropic/v1/messages', 'anthropic-messages'),
    account: read(SITE, 'identity', '/backend/account'),
    balance: read(SITE, 'balance', '/account/query_balance'),
  },
  basePrices: { list: 'minimax', setsAside: 'nothing' },
  balanceByKey: { why: 'plan-only', source: 'public code index, item 67286947648', date: '2026-11-21' },
  balances: [
    {
      surface: 'minimax/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'USD',
      // Vouchers are in it.
      available: '$.available_amount',
      frozen: null,
      isUsable: null,
    },
  ],
  identity: { surface: 'minimax/account', account: '$.account_info.group_id', name: null },
  links: {
    recharge: '/user-center/payment/balance',
    keys: '/user-center/basic-information/interface-key',
    transactions: '/user-center/payment/bill',
    prices: '/docs/guides/pricing-paygo',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'prepaid' },
  twins: ['minimax-cn'],
  subscription: 'Coding Plan',
  doubts: [
    { about: 'surfaces.account', mark: 'third-party' },
    { about: 'surfaces.balance', mark: 'third-party' },
    { about: 'surfaces.chat-own', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
  ],
});
