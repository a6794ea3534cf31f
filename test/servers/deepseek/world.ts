import type { BilledModel, Currency } from './prices.ts';

/** Money in one currency, decimals. What was topped up may go below zero: a call is billed after it was made. */
export interface DeepSeekWallet {
  readonly currency: Currency;
  /** Given by DeepSeek; spent first. */
  granted: string;
  toppedUp: string;
}

/** Who pays. */
export interface DeepSeekAccount {
  readonly id: string;
  readonly email: string;
  /** In the order `/user/balance` lists them; an empty one may come first. */
  wallets: DeepSeekWallet[];
  /** What `is_available` says; `null`: whether any wallet has money. `false` refuses calls whatever is there. */
  isAvailable: boolean | null;
  /** Opens the platform; in its `localStorage` as `userToken`. */
  readonly userToken: string;
}

/** An API key, whole. */
export interface DeepSeekKey {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly key: string;
}

/** How the models answer. */
export interface DeepSeekModel {
  /** Tokens of the text. */
  answerTokens: number;
  /** Tokens thought before it, unless the caller switches thinking off; the caller's bound holds for both. */
  reasoningTokens: number;
  /** Prompt tokens found in the cache, at most all of them. */
  cachedTokens: number;
  delayMs: number;
  /** Nothing is answered before it is fulfilled: holds calls for as long as a test looks at them. */
  until: Promise<unknown> | null;
  chunkDelayMs: number;
  chunkTokens: number;
  trouble: null | 'busy' | 'overloaded' | 'cut';
}

/** One deduction or recharge; the sum of all and the opening balance is the balance at rest. */
export interface DeepSeekTransaction {
  readonly atMs: number;
  readonly kind: 'consume' | 'top-up';
  readonly accountId: string;
  readonly keyId: string | null;
  readonly currency: Currency;
  /** Decimal, exact; what came in is negative. */
  readonly amount: string;
  /** Of it, from the granted balance. */
  readonly granted: string;
  readonly model: BilledModel | null;
  readonly isPeak: boolean;
  readonly hitTokens: number;
  readonly missTokens: number;
  readonly completionTokens: number;
  readonly isStream: boolean;
  readonly traceId: string;
}

/** One request as the server saw it; counts, never content. */
export interface DeepSeekRequest {
  readonly traceId: string;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly host: string | null;
  /** `null` until an answer has begun. */
  status: number | null;
  accountId: string | null;
  keyId: string | null;
  model: string | null;
  /** Decimal; `null`: nothing was billed. */
  billed: string | null;
  aborted: boolean;
}

/** Everything the service knows, in memory. Tests read it and set it. */
export interface DeepSeekWorld {
  /** Epoch milliseconds; a test may put another in. */
  clock: () => number;
  accounts: DeepSeekAccount[];
  keys: DeepSeekKey[];
  model: DeepSeekModel;
  /** Which moment decides the price. The public pages do not say; third parties say the beginning. */
  priceInstant: 'start' | 'end';
  /** Public holidays in China (ISO days): cheap all day. */
  holidays: string[];
  /** Calls an account may have running at once; `null`: no bound. */
  concurrencyMax: number | null;
  /** Errors end with "(request_id: …)", as seen since September 2026. */
  marksErrors: boolean;
  transactions: DeepSeekTransaction[];
  requests: DeepSeekRequest[];
  /** Calls that run, by account. */
  readonly running: Map<string, number>;
  /** A number never given before. */
  readonly next: () => number;
}

/** The keys of a fresh service, in the real form; they open nothing else. */
export const deepSeekKeys = {
  li: 'sk-11aa22bb33cc44dd55ee66ff77880001',
  liSecond: 'sk-11aa22bb33cc44dd55ee66ff77880002',
  ann: 'sk-11aa22bb33cc44dd55ee66ff77880003',
} as const;

/** A fresh service: Li with ¥10 granted and ¥100 paid in, Ann with $7.18 and an empty wallet listed before it. */
export function createDeepSeekWorld(clock: () => number): DeepSeekWorld {
  let counter = 0;
  return {
    clock,
    accounts: [
      freshAccount('li', [{ currency: 'CNY', granted: '10.00', toppedUp: '100.00' }]),
      freshAccount('ann', [
        { currency: 'CNY', granted: '0.00', toppedUp: '0.00' },
        { currency: 'USD', granted: '0.00', toppedUp: '7.18' },
      ]),
    ],
    keys: [
      { id: 'key-1', accountId: 'li', name: 'default', key: deepSeekKeys.li },
      { id: 'key-2', accountId: 'li', name: 'dev', key: deepSeekKeys.liSecond },
      { id: 'key-3', accountId: 'ann', name: 'default', key: deepSeekKeys.ann },
    ],
    model: {
      answerTokens: 60,
      reasoningTokens: 20,
      cachedTokens: 0,
      delayMs: 0,
      until: null,
      chunkDelayMs: 0,
      chunkTokens: 8,
      trouble: null,
    },
    priceInstant: 'start',
    holidays: [],
    concurrencyMax: null,
    marksErrors: true,
    transactions: [],
    requests: [],
    running: new Map(),
    next: () => {
      counter += 1;
      return counter;
    },
  };
}

function freshAccount(id: string, wallets: DeepSeekWallet[]): DeepSeekAccount {
  return { id, email: `${id}@deepseek.invalid`, wallets, isAvailable: null, userToken: `user-token-of-${id}` };
}
