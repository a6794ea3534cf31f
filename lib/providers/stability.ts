import { perUnit } from '../domain/price-rows.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('api.stability.ai');

const credits = (kind: string, amount: string) =>
  perUnit(
    {
      unit: 'credits',
      mark: 'third-party',
      date: '2026-11-21',
      source: 'https://platform.stability.ai/pricing, as public repositories have it',
    },
    'images',
    amount,
    kind,
  );

/** Stability AI: credits paid for in advance, a hundred for a dollar; the address says what is made, and so what it takes. */
export const stability = describe({
  id: 'stability',
  name: 'Stability AI',
  console: on('platform.stability.ai'),
  consoleOrigin: 'https://platform.stability.ai',
  surfaces: {
    // Of sd3, the form names the model, and it is not read: unpriced.
    generate: metered(
      API,
      '/v2beta/stable-image/generate/*',
      { meter: 'images', count: { of: 'call' } },
      { isModelInPath: true },
    ),
    balance: read(API, 'balance', '/v1/user/balance'),
  },
  prices: [credits('core', '3'), credits('ultra', '8')],
  balances: [
    {
      surface: 'stability/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'credits',
      available: '$.credits',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'stability/balance',
      keyKind: 'ordinary',
      variables: ['STABILITY_API_KEY', 'STABILITY_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://platform.stability.ai/docs/api-reference',
      date: '2026-11-21',
    },
  ],
  links: { recharge: '/account/credits', keys: '/account/keys', transactions: '/account/credits', prices: '/pricing' },
  help: { billing: 'prepaid' },
});
