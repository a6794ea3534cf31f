import type { MeteredRule } from '../domain/surface.ts';
import { describe, metered, on, read } from './describe.ts';

const API = on('api.meshy.ai');
const TASK: MeteredRule = { meter: 'requests', count: { of: 'call' } };

/** Meshy: credits paid for in advance; a task takes more or fewer of them by its model and its parts: unpriced. */
export const meshy = describe({
  id: 'meshy',
  name: 'Meshy',
  console: on('www.meshy.ai'),
  consoleOrigin: 'https://www.meshy.ai',
  surfaces: {
    'text-to-3d': metered(API, '/openapi/v2/text-to-3d', TASK),
    'image-to-3d': metered(API, '/openapi/v1/image-to-3d', TASK),
    balance: read(API, 'balance', '/openapi/v1/balance'),
  },
  balances: [
    {
      surface: 'meshy/balance',
      account: null,
      accountNames: [],
      lists: ['$'],
      isSingle: true,
      unit: 'credits',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
  ],
  balanceByKey: [
    {
      surface: 'meshy/balance',
      keyKind: 'ordinary',
      variables: ['MESHY_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://docs.meshy.ai/api/balance',
      date: '2026-11-21',
    },
  ],
  links: { recharge: null, keys: null, transactions: null, prices: 'https://docs.meshy.ai' },
  help: { billing: 'prepaid' },
});
