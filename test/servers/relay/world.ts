import { freshGroups, freshModels, type RelayGroup, type RelayModel } from './catalogue.ts';
import type { FlavourId } from './flavours.ts';

/** How the site is run; a test may set any of it at any time. */
export interface RelaySite {
  flavour: FlavourId;
  systemName: string;
  /** Quota points of one dollar. Sites change it. */
  quotaPerUnit: number;
  /** What amounts are shown in, in the console and in refusals. */
  display: 'USD' | 'CNY' | 'TOKENS' | 'CUSTOM';
  usdExchangeRate: number;
  customSymbol: string;
  customRate: number;
  /**
   * Words of money refusals, where not the software's own: `en` as of July 2025 (4a9ca420), still met in August 2026;
   * `shell-api` as at Laozhang and API易 (https://docs.apiyi.com/faq/pre-deduction-quota).
   */
  wording: 'own' | 'en' | 'shell-api';
  /** Tokens set aside when a call says little about itself (option `PreConsumedQuota`). */
  preConsumedQuota: number;
  /** Units above which nothing is set aside; 0: from everybody. */
  trustUnits: number;
  /** Environment `COUNT_TOKEN`: without it the prompt counts as 0 before the call. */
  countsPrompt: boolean;
  /** Unpriced models are billed at the ratio of the software instead of refused. */
  isSelfUse: boolean;
  /** Who may read `/api/pricing`: all, only who has signed in, nobody, or it is not there. */
  pricing: 'open' | 'login' | 'disabled' | 'missing';
  /** `html`: every console address answers the page of a proxy, with status 200. */
  console: 'json' | 'html';
  /** Not a relay at all: what `/api/status` answers instead. */
  lookAlike: null | 'near' | 'other' | 'list';
  /** For so long the console still shows the old balance after a change. */
  balanceLagMs: number;
  /** Calls a user may make in any 60 seconds; `null`: no limit. */
  rateLimitPerMinute: number | null;
}

/** Who has a wallet. Quota may be negative: a call that ran longer than was set aside is billed all the same. */
export interface RelayUser {
  readonly id: number;
  username: string;
  group: string;
  quota: number;
  usedQuota: number;
  requestCount: number;
  /** Opens the console; also stands in the answer of older software, so a test can see that nobody keeps it. */
  readonly accessToken: string;
  /** Quota as it was, for consoles that show old figures. */
  readonly history: { readonly atMs: number; readonly quota: number }[];
}

/** An API key; without its "sk-". */
export interface RelayToken {
  readonly id: number;
  readonly userId: number;
  name: string;
  readonly key: string;
  remainQuota: number;
  usedQuota: number;
  isUnlimited: boolean;
  /** Empty: the user's own group. */
  group: string;
  /** `null`: every model. */
  models: readonly string[] | null;
}

/** What stands behind the relay. */
export interface RelaySupplier {
  /** Output tokens of every answer. */
  answerTokens: number;
  /** Of them, hidden ones. */
  reasoningTokens: number;
  /** Prompt tokens said to be cached, at most all of them. */
  cachedTokens: number;
  /** `false`: the supplier says no usage, the relay counts itself. */
  saysUsage: boolean;
  delayMs: number;
  /** Nothing is answered before it is fulfilled: holds calls for as long as a test looks at them. */
  until: Promise<unknown> | null;
  chunkDelayMs: number;
  chunkTokens: number;
  /**
   * `empty-relay`: the supplier is a relay and its wallet there is empty (its words and amounts pass through);
   * `empty-openai`: its OpenAI account is; `busy`: 429; `dropped`: the relay has switched the channel off;
   * `cut`: the stream breaks; `error-in-stream`: an error comes as an event of a good stream.
   */
  trouble: null | 'empty-relay' | 'empty-openai' | 'busy' | 'dropped' | 'cut' | 'error-in-stream';
}

/** One deduction or recharge, in quota points; the sum of all and the opening quota is the quota at rest. */
export interface RelayTransaction {
  readonly atMs: number;
  readonly kind: 'consume' | 'top-up';
  readonly userId: number;
  /** `null`: the playground, which uses no key. */
  readonly tokenId: number | null;
  /** Points that left the wallet (negative: came in). */
  readonly quota: number;
  /** Dollars at the unit of that moment, decimal. */
  readonly usd: string;
  readonly model: string | null;
  readonly group: string | null;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly isStream: boolean;
  readonly requestId: string;
}

/** One request as the server saw it; counts, never content. */
export interface RelayRequest {
  readonly requestId: string;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly host: string | null;
  /** `null` until an answer has begun. */
  status: number | null;
  userId: number | null;
  tokenId: number | null;
  model: string | null;
  group: string | null;
  /** Points the call was to set aside, whether or not it was trusted; `null`: it did not come to that. */
  reservedQuota: number | null;
  isTrusted: boolean;
  billedQuota: number | null;
  /** The client went away before the answer was complete. */
  aborted: boolean;
}

/** Everything the relay knows, in memory. Tests read it and set it. */
export interface RelayWorld {
  site: RelaySite;
  groups: Record<string, RelayGroup>;
  /** Ratio of a group for users of a group, where it differs from the group's own: `[userGroup][group]`. */
  groupRatios: Record<string, Record<string, number>>;
  models: RelayModel[];
  users: RelayUser[];
  tokens: RelayToken[];
  supplier: RelaySupplier;
  /** Codes that can be redeemed once, and what they bring in quota points. */
  redemptions: Map<string, number>;
  /** Who is signed in: cookie (or refresh cookie) → user id. Cleared: everybody is logged out. */
  sessions: Map<string, number>;
  /** Access tokens of the newest console: token → user id and end. */
  accessTokens: Map<string, { readonly userId: number; readonly endsAtMs: number }>;
  transactions: RelayTransaction[];
  requests: RelayRequest[];
  /** Times of the calls of the last minute, by user id. */
  readonly callTimesMs: Map<number, number[]>;
  readonly startedAtMs: number;
  readonly clock: () => number;
  /** A number never given before. */
  readonly next: () => number;
}

/** The keys of a fresh relay, as a client sends them; they open nothing else. */
export const relayKeys = {
  ada: 'sk-AdaUnlimited000000000000000000000000000000000001',
  adaDev: 'sk-AdaDevLimited00000000000000000000000000000000002',
  adaVip: 'sk-AdaVipGroup0000000000000000000000000000000000003',
  adaMini: 'sk-AdaMiniOnly0000000000000000000000000000000000004',
  lin: 'sk-LinUnlimited000000000000000000000000000000000005',
} as const;

const defaultSite: RelaySite = {
  flavour: 'new-api',
  systemName: 'Relay under test',
  quotaPerUnit: 500_000,
  display: 'USD',
  usdExchangeRate: 7.3,
  customSymbol: '¤',
  customRate: 1,
  wording: 'own',
  preConsumedQuota: 500,
  trustUnits: 10,
  countsPrompt: true,
  isSelfUse: false,
  pricing: 'open',
  console: 'json',
  lookAlike: null,
  balanceLagMs: 0,
  rateLimitPerMinute: null,
};

const defaultSupplier: RelaySupplier = {
  answerTokens: 60,
  reasoningTokens: 0,
  cachedTokens: 0,
  saysUsage: true,
  delayMs: 0,
  until: null,
  chunkDelayMs: 0,
  chunkTokens: 8,
  trouble: null,
};

/** A fresh relay: Ada with $7.18 and four keys, Lin with $50 and one. */
export function createWorld(site: Partial<RelaySite>, clock: () => number): RelayWorld {
  let counter = 0;
  const startedAtMs = clock();
  return {
    site: { ...defaultSite, ...site },
    groups: freshGroups(),
    groupRatios: {},
    models: freshModels(),
    users: [
      freshUser({ id: 101, username: 'ada', group: 'default', quota: 3_590_000 }, startedAtMs),
      freshUser({ id: 102, username: 'lin', group: 'vip', quota: 25_000_000 }, startedAtMs),
    ],
    tokens: freshTokens(),
    supplier: { ...defaultSupplier },
    redemptions: new Map([['redeem-5-dollars', 2_500_000]]),
    sessions: new Map(),
    accessTokens: new Map(),
    transactions: [],
    requests: [],
    callTimesMs: new Map(),
    startedAtMs,
    clock,
    next: () => {
      counter += 1;
      return counter;
    },
  };
}

function freshUser(fields: Pick<RelayUser, 'id' | 'username' | 'group' | 'quota'>, atMs: number): RelayUser {
  return {
    ...fields,
    usedQuota: 0,
    requestCount: 0,
    accessToken: `system-access-token-of-${fields.username}`,
    history: [{ atMs, quota: fields.quota }],
  };
}

function freshTokens(): RelayToken[] {
  const base = { userId: 101, remainQuota: 0, usedQuota: 0, isUnlimited: true, group: '', models: null };
  const bare = (key: string): string => key.slice('sk-'.length);
  return [
    { ...base, id: 1, name: 'default', key: bare(relayKeys.ada) },
    {
      ...base,
      id: 2,
      name: 'dev-1',
      key: bare(relayKeys.adaDev),
      isUnlimited: false,
      remainQuota: 10_000,
      usedQuota: 4_990_000,
    },
    { ...base, id: 3, name: 'vip', key: bare(relayKeys.adaVip), group: 'vip' },
    { ...base, id: 4, name: 'mini', key: bare(relayKeys.adaMini), models: ['gpt-4o-mini'] },
    { ...base, id: 5, userId: 102, name: 'default', key: bare(relayKeys.lin) },
  ];
}
