/** The software a relay runs, as far as its customers notice; commits are of QuantumNous/new-api unless named. */
export interface Flavour {
  /** Repository, commit and day whose behaviour this is. */
  readonly source: string;
  /** `X-New-Api-Version` and `data.version`; one-api sends no such header. */
  readonly version: string;
  readonly isOneApi: boolean;
  /**
   * Tokens set aside before the call. `sum`: default + prompt + max_tokens; `either`: prompt + max_tokens, or the
   * default alone where max_tokens is missing; `floor`: the larger of prompt and default, + max_tokens.
   */
  readonly reserve: 'sum' | 'either' | 'floor';
  /** Who pays afterwards only: who has 100 times the sum, or who has more than `site.trustUnits`. */
  readonly trust: 'hundredfold' | 'units';
  /** Whether a key with a limit of its own must be rich as well. */
  readonly doesTrustNeedKey: boolean;
  readonly rounding: 'up' | 'half-away';
  /** What rounds to nothing is billed with one point all the same. */
  readonly billsAtLeastOne: boolean;
  /** Cached tokens and prices per call are known to the billing. */
  readonly hasCacheAndCalls: boolean;
  /** Ratio of a model nobody priced; refused unless the site is for its owner's own use. */
  readonly unpricedRatio: number;
  /** How the console says who is asking. */
  readonly auth: 'cookie' | 'cookie-and-user' | 'bearer';
  /** `/api/token/` and `/api/log/self` answer a page object, first page 1; otherwise a bare list, first page 0. */
  readonly hasKeyPages: boolean;
  readonly hasLogPages: boolean;
  /** Keys in the list show four characters at each end only. */
  readonly areKeysMasked: boolean;
  /** `/api/user/self` is the whole row of the table, access token and empty password included. */
  readonly isSelfWholeRow: boolean;
  /** `/api/user/self` and the status know the unit shown (`quota_display_type`). */
  readonly hasDisplayType: boolean;
  /** `/api/pricing`: what it tells. */
  readonly pricing: 'none' | 'plain' | 'full';
  /** A stream carries usage unless the caller says no; otherwise only when asked. */
  readonly isUsageDefault: boolean;
  /** Every 429 of a supplier gets the same words. */
  readonly hidesSupplierLimits: boolean;
  /** The relay adds its own request id to a supplier's error too. */
  readonly marksSupplierErrors: boolean;
  /** The error for a spent key says so; later ones only call the key invalid. */
  readonly namesSpentKeys: boolean;
  /** Own words for a refusal; the site may have others (`site.wording`). */
  readonly wording: 'one-api' | 'chat-en' | 'zh';
  /** The console's own addresses. */
  readonly paths: { readonly wallet: string; readonly keys: string; readonly playground: string | null };
}

/** Generations met in the wild. */
export type FlavourId = 'one-api' | 'new-api-2025' | 'new-api' | 'new-api-v1';

const newApi2026 = {
  isOneApi: false,
  reserve: 'floor',
  trust: 'units',
  doesTrustNeedKey: true,
  rounding: 'half-away',
  billsAtLeastOne: true,
  hasCacheAndCalls: true,
  unpricedRatio: 37.5,
  hasKeyPages: true,
  hasLogPages: true,
  isSelfWholeRow: false,
  hasDisplayType: true,
  pricing: 'full',
  isUsageDefault: true,
  hidesSupplierLimits: false,
  marksSupplierErrors: false,
  wording: 'zh',
} as const;

/** What each generation does. */
export const flavours: Readonly<Record<FlavourId, Flavour>> = {
  'one-api': {
    source: 'songquanpeng/one-api 8df4a267, 2025-02-21',
    version: 'v0.6.11-preview.7',
    isOneApi: true,
    reserve: 'sum',
    trust: 'hundredfold',
    doesTrustNeedKey: false,
    rounding: 'up',
    billsAtLeastOne: true,
    hasCacheAndCalls: false,
    unpricedRatio: 30,
    auth: 'cookie',
    hasKeyPages: false,
    hasLogPages: false,
    areKeysMasked: false,
    isSelfWholeRow: true,
    hasDisplayType: false,
    pricing: 'none',
    isUsageDefault: false,
    hidesSupplierLimits: true,
    marksSupplierErrors: true,
    namesSpentKeys: true,
    wording: 'one-api',
    paths: { wallet: '/topup', keys: '/token', playground: null },
  },
  'new-api-2025': {
    ...newApi2026,
    source: 'Calcium-Ion/new-api ef8ae4db, 2025-04-11',
    version: 'v0.6.3.1.1',
    reserve: 'either',
    trust: 'hundredfold',
    billsAtLeastOne: false,
    auth: 'cookie-and-user',
    hasKeyPages: false,
    areKeysMasked: false,
    isSelfWholeRow: true,
    hasDisplayType: false,
    pricing: 'plain',
    isUsageDefault: false,
    hidesSupplierLimits: true,
    marksSupplierErrors: true,
    namesSpentKeys: true,
    wording: 'chat-en',
    paths: { wallet: '/topup', keys: '/token', playground: '/playground' },
  },
  'new-api': {
    ...newApi2026,
    source: 'QuantumNous/new-api f4f144bc, 2026-02-08',
    version: 'v0.10.8-alpha.12',
    auth: 'cookie-and-user',
    areKeysMasked: false,
    namesSpentKeys: true,
    paths: { wallet: '/console/topup', keys: '/console/token', playground: '/console/playground' },
  },
  'new-api-v1': {
    ...newApi2026,
    source: 'QuantumNous/new-api e2c7aa7b, 2026-08-15',
    version: 'v1.0.0-rc.24',
    auth: 'bearer',
    areKeysMasked: true,
    namesSpentKeys: false,
    paths: { wallet: '/wallet', keys: '/keys', playground: '/playground' },
  },
};
