import { call, describe, on, read } from './describe.ts';

const API = on('api.poe.com');

/** Poe: points of a subscription and points bought besides, for pages and for keys alike. */
export const poe = describe({
  id: 'poe',
  name: 'Poe',
  console: on('poe.com'),
  consoleOrigin: 'https://poe.com',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/usage/current_balance'),
  },
  balances: [
    {
      surface: 'poe/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'points',
      available: '$.current_point_balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'poe/balance',
      keyKind: 'ordinary',
      variables: ['POE_API_KEY'],
      of: 'wallet',
      confidence: 'medium',
      source: 'steipete/CodexBar docs/poe.md',
      date: '2026-08-21',
    },
  ],
  links: {
    recharge: '/settings',
    keys: '/api/keys',
    transactions: '/points_history',
    models: '/api/models',
    prices: '/api/models',
  },
  help: { billing: 'prepaid', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
