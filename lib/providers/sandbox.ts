import type { Price } from '../domain/price.ts';
import type { Place } from '../domain/surface.ts';
import { call, describe, metered, read } from './describe.ts';

/**
 * The sandbox that the companion starts on loopback (`companion/sandbox`): a small paid API to see the whole road
 * without real money. Described from its documented behaviour, like any other provider; it shares no code with ours.
 */
const PLACE: Place = {
  hosts: ['127.0.0.1', 'localhost', '*.localhost'],
  // The server takes the next free port when 4118 is taken.
  ports: [4118, 4217],
};

const SOURCE = { date: '2026-11-21', source: 'sandbox start page' } as const;

/** The relay form (new-api): what is left and what would be set aside, with a sign for dollars and bare for credits. */
const RELAY_QUOTA = /^insufficient_user_quota$/;
const RELAY_AMOUNTS =
  /(?:剩余额度|user quota)[:：]? ?[＄$]?(?<available>-?\d+(?:\.\d+)?).{0,20}?(?:预扣费额度|need quota)[:：]? ?[＄$]?(?<needed>\d+(?:\.\d+)?)/i;

function tokenPrice(model: string, inputPerMillion: number, outputPerMillion: number): Price {
  const picoPerToken = (perMillion: number): bigint => BigInt(Math.round(perMillion * 1_000_000));
  return {
    model,
    unit: 'USD',
    rates: { 'input-tokens': picoPerToken(inputPerMillion), 'output-tokens': picoPerToken(outputPerMillion) },
    rounding: 'up',
    outputTokensDefault: 4096,
    outputTokensPrior: [60, 220, 420],
    ...SOURCE,
  };
}

export const sandbox = describe({
  id: 'sandbox',
  name: 'Sandbox',
  console: PLACE,
  consoleOrigin: null,
  surfaces: {
    chat: call(PLACE, '/v1/chat/completions', 'openai-chat'),
    enrich: metered(PLACE, '/v1/enrich', {
      meter: 'records',
      count: { of: 'elements', path: '$.records' },
      cost: ['$.credits_used'],
    }),
    account: read(PLACE, 'balance', '/console/api/account'),
    keys: read(PLACE, 'keys', '/console/api/keys'),
  },
  prices: [
    tokenPrice('toll-large', 10, 30),
    tokenPrice('toll-medium', 2.5, 10),
    tokenPrice('toll-mini', 0.15, 0.6),
    {
      model: null,
      unit: 'credits',
      rates: { records: 18_000_000_000_000n },
      rounding: 'up',
      outputTokensDefault: null,
      outputTokensPrior: null,
      ...SOURCE,
    },
  ],
  refusals: [
    {
      says: 'supplier-empty',
      code: /upstream|supplier/i,
    },
    {
      says: 'key-limit',
      status: [401, 403],
      message: /令牌额度|quota of this token|token quota|key.{0,20}(limit|quota)/i,
      amounts: { pattern: /(?:remain\w*|剩余额度)[^\d＄$-]{0,40}[＄$](?<available>-?\d+(?:\.\d+)?)/i, unit: 'USD' },
    },
    {
      says: 'money',
      status: [403],
      code: RELAY_QUOTA,
      message: /[＄$]-?\d/,
      amounts: { pattern: RELAY_AMOUNTS, unit: 'USD' },
    },
    { says: 'money', status: [403], code: RELAY_QUOTA, amounts: { pattern: RELAY_AMOUNTS, unit: 'credits' } },
  ],
  balances: [
    {
      surface: 'sandbox/account',
      account: '$.account.id',
      accountNames: ['$.account.name'],
      lists: ['$.balances'],
      unit: '$.unit',
      available: '$.available',
      frozen: '$.frozen',
      isUsable: null,
    },
  ],
  keys: {
    surface: 'sandbox/keys',
    account: ['$.account'],
    each: ['$.keys'],
    key: '$.key',
    name: '$.name',
    billing: '$.billing',
    limit: '$.limit',
    used: '$.used',
    unit: '$.unit',
  },
  playgrounds: [
    {
      path: '/playground',
      surface: 'sandbox/chat',
      composer: '#composer',
      model: '#model',
      outputMax: '#max-tokens',
      newChat: '#clear',
      typed: 'message',
    },
    {
      path: '/playground',
      surface: 'sandbox/enrich',
      composer: '#records',
      model: null,
      outputMax: null,
      newChat: null,
      typed: 'lines',
    },
  ],
  balanceByKey: [
    {
      path: '/v1/balance',
      reads: { lists: ['$.balances'], unit: '$.unit', available: '$.available', frozen: '$.frozen', isUsable: null },
      keyKind: 'ordinary',
      variables: ['SANDBOX_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'sandbox start page',
      date: '2026-11-21',
    },
  ],
  links: {
    recharge: '/console#top-up',
    keys: '/console#keys',
    transactions: '/console#transactions',
    models: '/#prices',
  },
  vocabulary: 'o200k',
  rechargeMin: { USD: '5', credits: '100' },
  isReserveInReading: true,
  readingLagMs: 0,
  areErrorsFree: true,
  state: 'complete',
  isForTestingOnly: true,
});
