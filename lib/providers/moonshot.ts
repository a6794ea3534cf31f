import { perMillion } from '../domain/price-rows.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.moonshot.cn');
const CONSOLE = on('platform.moonshot.cn', 'platform.kimi.com');

const K2 = {
  mark: 'third-party',
  unit: 'CNY',
  setsAside: 'nothing',
  date: '2026-06-12',
  // As it has read https://platform.kimi.com/docs/pricing/chat.
  source: 'https://github.com/lobehub/lobehub packages/model-bank/src/aiModels/moonshot.ts',
} as const;

/** Moonshot's platform in China: prepaid in yuan. Accounts, keys and money of the one abroad are apart. */
export const moonshot = describe({
  id: 'moonshot',
  name: 'Kimi 开放平台 (Moonshot)',
  console: CONSOLE,
  consoleOrigin: 'https://platform.moonshot.cn',
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/v1/users/me/balance'),
    // Everything the console loads; which it is stands behind the path.
    console: read(CONSOLE, 'balance', '/api'),
  },
  prices: [
    ...perMillion(
      {
        ...K2,
        date: '2026-07-18',
        source: 'https://dev.to/teamorouter/how-to-access-kimi-k3-api-pricing-rate-limits-and-setup-guide-478g',
      },
      { 'kimi-k3': ['20', '100', '2'] },
    ),
    ...perMillion(K2, {
      'kimi-k2.7-code': ['6.5', '27', '1.3'],
      'kimi-k2.6': ['6.5', '27', '1.1'],
      'kimi-k2.5': ['4', '21', '0.7'],
      'moonshot-v1-8k': ['2', '10'],
      'moonshot-v1-32k': ['5', '20'],
      'moonshot-v1-128k': ['10', '30'],
    }),
  ],
  balances: [
    {
      surface: 'moonshot/balance',
      account: null,
      accountNames: [],
      // Vouchers are in it, and are spent first.
      lists: ['$.data'],
      isSingle: true,
      unit: 'CNY',
      available: '$.available_balance',
      parts: [
        { kind: 'cash', at: '$.cash_balance' },
        { kind: 'voucher', at: '$.voucher_balance' },
      ],
      frozen: null,
      isUsable: null,
    },
    {
      surface: 'moonshot/console',
      // The organisation stands behind the path.
      account: 'signed-in',
      isPart: true,
      isReadOnce: true,
      accountNames: [],
      lists: ['$.data'],
      isSingle: true,
      unit: 'CNY',
      perUnit: '100000',
      available: '$.cur',
      plus: ['$.voucher_cur'],
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'moonshot/balance',
      keyKind: 'ordinary',
      variables: ['MOONSHOT_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://github.com/Yachiyo-5i/xLyra/pull/76',
      date: '2026-09-01',
    },
  ],
  links: {
    recharge: '/console/pay',
    keys: '/console/api-keys',
    transactions: '/console/usage',
    models: '/docs/intro',
    prices: 'https://platform.kimi.com/docs/pricing/chat',
  },
  help: { billing: 'prepaid' },
  twins: ['moonshot-global'],
  subscription: 'Kimi Code',
  state: 'complete',
  doubts: [
    { about: 'surfaces.console', mark: 'third-party' },
    { about: 'prices', mark: 'third-party' },
    { about: 'links.recharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
    { about: 'links.transactions', mark: 'unverified' },
    { about: 'links.models', mark: 'unverified' },
  ],
});
