import { call, describe, ENDS_NO_STREAM, followUp, on } from './describe.ts';

const API = on('api.replicate.com');

/**
 * Replicate: prepaid in dollars (accounts from before: billed by card at the end of the month), by the time, pictures or tokens
 * that a model's own page has the price of. What is left stands on a page only.
 */
export const replicate = describe({
  id: 'replicate',
  name: 'Replicate',
  console: on('replicate.com'),
  consoleOrigin: 'https://replicate.com',
  surfaces: {
    predict: call(API, '/v1/predictions', 'replicate-predictions'),
    'predict-model': call(API, '/v1/models/*/*/predictions', 'replicate-predictions', { isModelInPath: true }),
    prediction: followUp(API, '/v1/predictions/*', 'replicate-predictions'),
    'predict-deployment': call(API, '/v1/deployments/*/*/predictions', 'replicate-predictions'),
  },
  balanceByKey: { why: 'console-only', source: 'collected facts: no address was found', date: '2026-11-21' },
  // Lists are read on by an address, https://replicate.com/docs/reference/http#predictions.list
  leadsTo: {
    hosts: ['stream.replicate.com'],
    at: [
      ...['$.urls.get', '$.urls.cancel', '$.urls.stream', '$.next', '$.previous'],
      ...['$.results[*].urls.get', '$.results[*].urls.cancel', '$.results[*].urls.stream'],
    ],
  },
  links: {
    recharge: '/account/billing',
    keys: '/account/api-tokens',
    transactions: '/account/billing',
    models: '/explore',
    prices: '/pricing',
  },
  billsInFull: ENDS_NO_STREAM,
  help: { billing: 'both', autoRecharge: 'there-is-one' },
  doubts: [
    { about: 'help.autoRecharge', mark: 'unverified' },
    { about: 'links.keys', mark: 'unverified' },
  ],
});
