import type { Links } from './facts.ts';
import type { PriceHabits } from './site-price.ts';

/*
 * How sites of families bill, and where people pay there: nothing of it is needed in a page's process, so builds give pages an
 * empty file in its place.
 */

/** Generations of new-api whose consoles and reserves differ. */
export type Generation = 'one-api' | '2025' | '2026' | 'v1';

/** How a site of new-api bills. */
export interface Billing
  extends Pick<PriceHabits, 'setsAside' | 'trusts' | 'pointsMin' | 'isMinForNothing' | 'untold'> {
  readonly links: Links;
}

/** The list of models with their prices; one-api has none. */
const PRICING = { models: '/pricing', prices: '/pricing' } as const;

/** relay/helper/price.go, service/pre_consume_quota.go: 500 is the option `PreConsumedQuota`, 10 units the trust. */
const FLOOR: Omit<Billing, 'links'> = {
  setsAside: { inputTokensMin: 500, form: 'floor' },
  trusts: { kind: 'above', nano: 10_000_000_000n },
  pointsMin: 1n,
};
/** Cached tokens have a price, which its list does not tell. */
const EARLY: Billing = {
  setsAside: { inputTokensMin: 500, form: 'either' },
  trusts: { kind: 'times', times: 100n },
  pointsMin: 1n,
  isMinForNothing: true,
  untold: ['cached-input-tokens'],
  links: { recharge: '/topup', keys: '/token', transactions: '/log' },
};

/** By generation. */
export const NEW_API_BILLING: Readonly<Record<Generation, Billing>> = {
  'one-api': EARLY,
  '2025': { ...EARLY, links: { ...EARLY.links, ...PRICING } },
  '2026': {
    ...FLOOR,
    links: { recharge: '/console/topup', keys: '/console/token', transactions: '/console/log', ...PRICING },
  },
  v1: { ...FLOOR, links: { recharge: '/wallet', keys: '/keys', transactions: '/usage-logs', ...PRICING } },
};

/** Nobody pays a proxy. */
export const LITELLM_LINKS: Links = {
  recharge: null,
  keys: '/ui/?page=virtual-keys',
  transactions: '/ui/?page=logs',
  models: '/ui/?page=models',
  prices: '/ui/?page=models',
};

/** Codes are what all of them take; some sell money beside. */
export const SUB2API_LINKS: Links = { recharge: '/redeem', keys: '/keys', transactions: '/usage' };
