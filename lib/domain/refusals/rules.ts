import type { ErrorCause } from './causes.ts';
import type { Scene } from './scene.ts';

/** One way to understand an error. */
export interface Rule {
  /** What it found, for people who follow a decision. */
  readonly name: string;
  readonly cause: ErrorCause | ((scene: Scene) => ErrorCause);
  readonly holds: (scene: Scene) => boolean;
}

/** In order; the first that holds decides. Money comes before speed, and what is said outright before what is hinted. */
export const RULES: readonly Rule[] = [
  {
    name: 'an answer, or a good status without a failure in it',
    cause: 'other_not_balance',
    holds: ({ parts }) => parts.isAnswer || (parts.status !== null && parts.status < 400 && !looksFailed(parts)),
  },
  { name: "somebody else's money", cause: 'other_not_balance', holds: isOthersMoney },
  {
    name: 'a price for this call',
    cause: 'payment_challenge',
    holds: (scene) => isChallenge(scene) && !scene.short.funds && !scene.has('rate'),
  },
  {
    name: 'machines or rights that lack',
    cause: ({ parts, has }) => (parts.status === 429 || has('tooMany') ? 'rate_limited' : 'other_not_balance'),
    holds: ({ short, near, has }) => !short.funds && near('limits', 'machines', 48) && !has('topUp'),
  },
  {
    name: 'money held by calls that still run, of too little',
    cause: 'insufficient_for_request',
    holds: ({ short, near }) => near('running', 'funds', 60) && (short.funds || near('funds', 'exceeds', 60)),
  },
  {
    name: 'all held by calls that still run',
    cause: 'in_flight',
    holds: ({ near, has }) => near('running', 'holds', 60) && (has('funds') || has('budget') || has('allowance')),
  },
  { name: "the key's own limit", cause: 'key_budget_exceeded', holds: isOfKey },
  {
    name: 'another way of paying, said outright',
    cause: 'billing_method_mismatch',
    holds: ({ has }) => has('otherWay'),
  },
  {
    name: 'an account that is stopped',
    cause: 'frozen',
    holds: (scene) => scene.near('account', 'halted', 24) && isStopped(scene),
  },
  { name: 'open bills', cause: 'frozen', holds: ({ short, has }) => has('arrears') && !short.funds },
  {
    name: 'another way of paying',
    cause: 'billing_method_mismatch',
    holds: ({ short, has, isSoon, parts }) =>
      has('unfitting') && !isSoon && !short.funds && !short.budget && !short.allowance && !isServers(parts),
  },
  {
    name: 'a limit that somebody set',
    cause: ({ has }) => (has('organization') || !has('ownBudget') ? 'org_budget_exceeded' : 'key_budget_exceeded'),
    holds: ({ short, has, isSoon }) =>
      short.budget && !(short.funds && has('topUp')) && !(isSoon && !has('ownBudget') && !has('budget')),
  },
  {
    name: 'what is included for the day or the hour',
    cause: 'rate_limited',
    holds: ({ short, isSoon }) => short.allowance && isSoon && !short.funds,
  },
  {
    name: 'too little to pay with',
    cause: ofShortage,
    holds: ({ short, isSoon, has }) => short.funds || (short.allowance && !(isSoon && !has('topUp'))),
  },
  {
    name: 'a payment is asked for',
    cause: ofShortage,
    holds: ({ has, isRated }) => has('paymentRequired') || (has('topUp') && !isRated),
  },
  { name: 'too fast', cause: 'rate_limited', holds: ({ isRated }) => isRated },
  {
    name: 'no more than status 402',
    cause: ({ parts, has }) =>
      has('later')
        ? 'other_not_balance'
        : parts.isPage || (parts.texts.length > 0 && !has('exceeds'))
          ? 'unsure'
          : 'depleted',
    holds: ({ parts }) => parts.status === 402,
  },
  { name: 'nothing of money', cause: 'other_not_balance', holds: () => true },
];

/** The server's own doing. */
function isServers({ status }: Scene['parts']): boolean {
  return status !== null && status >= 500;
}

/** Names of fields that a purchase of somebody's has. */
const PURCHASE = ['order id', 'booking id', 'payment id', 'transaction id', 'payment status', 'decline code', 'charge'];

/** A good status speaks against a failure, unless the body is all about one. */
function looksFailed({ texts, codes }: Scene['parts']): boolean {
  return texts.length + codes.length > 0 && texts.length <= 6;
}

/** A customer's card, a trade or a game; or funds, a bank's word, where neither status nor words speak of paying for calls. */
function isOthersMoney({ has, short, parts, figures }: Scene): boolean {
  if (has('topUp')) return false;
  if (has('othersMoney') || PURCHASE.some((name) => parts.names.has(name))) return true;
  const isPaidStatus = parts.status !== null && [401, 402, 403, 429].includes(parts.status);
  return short.funds && !isPaidStatus && (parts.isOfExchange || (has('bankFunds') && figures.unit !== 'credits'));
}

/** A price for this one call, to be paid by the client itself: x402, L402, MPP. */
function isChallenge({ parts: { names, codes }, headers }: Scene): boolean {
  return (
    codes.some((code) => /^(?:x402|l402|mpp)\b/.test(code)) ||
    names.has('x402version') ||
    names.has('x402 version') ||
    (names.has('accepts') && (names.has('pay to') || names.has('max amount required'))) ||
    headers['payment-required'] !== undefined ||
    headers['x-payment-required'] !== undefined ||
    /^(?:l402|lsat|payment)\b/i.test(headers['www-authenticate'] ?? '')
  );
}

function isOfKey({ has, near, short }: Scene): boolean {
  if (has('organization') && !near('key', 'budget', 24)) return false;
  if (short.budget) return near('key', 'budget', 60);
  if (has('soon') && !has('funds')) return false;
  return (
    (short.allowance && near('key', 'allowance', 40) && !has('period')) ||
    (near('key', 'bound', 40) && has('exceeds') && !has('rate'))
  );
}

/** Stopped for money, as far as one can tell: nothing lacks, and neither misuse nor the key is the matter. */
function isStopped({ has, short }: Scene): boolean {
  return !short.funds && !short.allowance && !has('misuse') && (!has('auth') || has('paying'));
}

/** All of it gone, or too little for this one. */
function ofShortage({ has, near, figures: { availableNano, neededNano, affordableTokens } }: Scene): ErrorCause {
  if (affordableTokens !== null && affordableTokens > 0) return 'insufficient_for_request';
  if (availableNano !== null && availableNano <= 0n) return 'depleted';
  if (availableNano !== null && neededNano !== null)
    return availableNano < neededNano ? 'insufficient_for_request' : 'depleted';
  if (has('noFunds') || near('funds', 'gone', 40)) return 'depleted';
  return has('tooBig') && (neededNano !== null || !has('topUp')) ? 'insufficient_for_request' : 'depleted';
}
