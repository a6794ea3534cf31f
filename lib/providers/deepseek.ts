import type { Price } from '../domain/price.ts';
import { call, describe, on, read } from './describe.ts';

const API = on('api.deepseek.com');
const PLATFORM = on('platform.deepseek.com');

/** Pico-units of the currency for a token: as many as millionths of it for a million tokens. */
interface Rates {
  readonly hit: bigint;
  readonly miss: bigint;
  readonly output: bigint;
}

interface Day {
  readonly offPeak: Rates;
  readonly peak: Rates;
}

/** Reasoning costs what the answer costs. */
const RATES: Readonly<Record<'flash' | 'pro', Readonly<Record<'USD' | 'CNY', Day>>>> = {
  flash: {
    USD: {
      offPeak: { hit: 3_000n, miss: 150_000n, output: 600_000n },
      peak: { hit: 6_000n, miss: 300_000n, output: 1_200_000n },
    },
    CNY: {
      offPeak: { hit: 20_000n, miss: 1_000_000n, output: 4_000_000n },
      peak: { hit: 40_000n, miss: 2_000_000n, output: 8_000_000n },
    },
  },
  pro: {
    USD: {
      offPeak: { hit: 22_000n, miss: 660_000n, output: 1_980_000n },
      peak: { hit: 44_000n, miss: 1_320_000n, output: 3_960_000n },
    },
    CNY: {
      offPeak: { hit: 150_000n, miss: 4_500_000n, output: 13_500_000n },
      peak: { hit: 300_000n, miss: 9_000_000n, output: 27_000_000n },
    },
  },
};

/** The names of one model; those behind the first are still answered and billed as it. */
const NAMES = {
  flash: ['deepseek-flash', 'deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'],
  pro: ['deepseek-v4-pro'],
} as const;

/**
 * Working days on which it is cheap all day: the days that Chinese law itself makes public holidays (State Council, Decree
 * 795). The days put beside them each year are announced in words only: on those a figure of ours is twice too high, never
 * too low.
 */
const HOLIDAYS = ['2027-01-01', '2027-02-05', '2027-02-08', '2027-04-05', '2027-06-09', '2027-09-15', '2027-10-01'];

/** 01:00–04:00 and 06:00–10:00 UTC on working days; in these hours the day in Beijing is the day in UTC. */
const PEAKS = [
  { fromMinute: 60, toMinute: 240 },
  { fromMinute: 360, toMinute: 600 },
] as const;

function priceOf(model: string, unit: 'USD' | 'CNY', { offPeak, peak }: Day): Price {
  const metered = ({ hit, miss, output }: Rates): Price['rates'] => ({
    'input-tokens': miss,
    'cached-input-tokens': hit,
    'output-tokens': output,
  });
  const window = { weekdays: [1, 2, 3, 4, 5], exceptDays: HOLIDAYS, rates: metered(peak) };
  return {
    model,
    unit,
    rates: metered(offPeak),
    windows: PEAKS.map((hours) => ({ ...hours, ...window })),
    // The page of prices does not say which moment decides; those who read their bills say that it is the request's.
    instant: 'start',
    setsAside: 'nothing',
    rounding: 'half-up',
    // 384K at most, thought included; no smaller default is documented.
    outputTokensDefault: 393_216,
    // It thinks before it answers unless told not to.
    outputTokensPrior: [150, 700, 2500],
    date: '2026-10-27',
    source: 'https://api-docs.deepseek.com/quick_start/pricing',
  };
}

/** DeepSeek's own API: prepaid in yuan or dollars, billed after each call, dearer at peak hours. */
export const deepseek = describe({
  id: 'deepseek',
  name: 'DeepSeek',
  console: PLATFORM,
  consoleOrigin: 'https://platform.deepseek.com',
  surfaces: {
    chat: call(API, '/chat/completions', 'openai-chat'),
    'chat-v1': call(API, '/v1/chat/completions', 'openai-chat'),
    'chat-beta': call(API, '/beta/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/user/balance'),
    summary: read(PLATFORM, 'balance', '/api/v0/users/get_user_summary'),
    user: read(PLATFORM, 'identity', '/auth-api/v0/users/current'),
  },
  prices: (['flash', 'pro'] as const).flatMap((kind) =>
    NAMES[kind].flatMap((model) => (['USD', 'CNY'] as const).map((unit) => priceOf(model, unit, RATES[kind][unit]))),
  ),
  // Kept on disk, and cleared "within a few hours to a few days": two hours are the least that is.
  promptCaches: [
    {
      ...{ lifetimeMs: 2 * 3_600_000, tokensMin: 64, stepTokens: 64, finds: 'prompt-or-shared' },
      ...{ source: 'https://api-docs.deepseek.com/guides/kv_cache', date: '2026-11-22' },
    },
  ],
  // Since September 2026 the message ends with a request id.
  refusals: [{ says: 'money', status: [402], message: /^Insufficient Balance\b/i }],
  balances: [
    {
      surface: 'deepseek/summary',
      account: null,
      accountNames: [],
      // Paid in and granted; the granted part is spent first.
      lists: ['$.data.biz_data.normal_wallets', '$.data.biz_data.bonus_wallets'],
      listParts: ['cash', 'granted'],
      unit: '$.currency',
      available: '$.balance',
      frozen: null,
      isUsable: null,
    },
    {
      surface: 'deepseek/balance',
      account: null,
      accountNames: [],
      lists: ['$.balance_infos'],
      unit: '$.currency',
      available: '$.total_balance',
      parts: [
        { kind: 'cash', at: '$.topped_up_balance' },
        { kind: 'granted', at: '$.granted_balance' },
      ],
      frozen: null,
      isUsable: '$.is_available',
    },
  ],
  identity: { surface: 'deepseek/user', account: '$.data.biz_data.id', name: '$.data.biz_data.email' },
  // The platform's key list shows keys masked: no fingerprint can be taken from it.
  balanceByKey: [
    {
      surface: 'deepseek/balance',
      keyKind: 'ordinary',
      variables: ['DEEPSEEK_API_KEY'],
      of: 'wallet',
      confidence: 'high',
      source: 'https://api-docs.deepseek.com/api/get-user-balance',
      date: '2026-09-27',
    },
  ],
  links: { recharge: '/top_up', keys: '/api_keys', transactions: '/usage' },
  help: { billing: 'prepaid' },
  areErrorsFree: true,
  state: 'complete',
});
