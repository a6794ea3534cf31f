import type { ErrorCause } from './causes.ts';
import type { Scene } from './scene.ts';

/** One way to understand an error. */
export interface Rule {
  readonly cause: ErrorCause | ((scene: Scene) => ErrorCause);
  readonly holds: (scene: Scene) => boolean;
}

/** In order; the first that holds decides. Money comes before speed, and what is said outright before what is hinted. */
export const RULES: readonly Rule[] = [
  {
    // An answer, or a good status without a failure in it.
    cause: 'other_not_balance',
    holds: ({ parts }) => parts.isAnswer || (parts.status !== null && parts.status < 400 && !looksFailed(parts)),
  },
  // Somebody else's money.
  { cause: 'other_not_balance', holds: isOthersMoney },
  {
    // A price for this call.
    cause: 'payment_challenge',
    holds: (scene) => isChallenge(scene) && !scene.short.funds && !scene.has('rate'),
  },
  {
    // Machines or rights that lack.
    cause: ({ parts, has }) => (parts.status === 429 || has('tooMany') ? 'rate_limited' : 'other_not_balance'),
    holds: ({ short, near, has, figures }) =>
      !short.funds &&
      !short.budget &&
      near('limits', 'machines', 48) &&
      !has('topUp') &&
      !has('paymentRequired') &&
      figures.availableNano === null,
  },
  {
    // Too many at once, or too fast by name; what is counted by the month goes by what was paid.
    cause: 'rate_limited',
    holds: ({ near, has }) =>
      (near('atOnce', 'exceeds', 8) || (near('tooMany', 'exceeds', 8) && !has('period') && !has('quota'))) &&
      !near('funds', 'lacks', 40) &&
      !has('noFunds'),
  },
  {
    // Money held by calls that still run, of too little.
    cause: 'insufficient_for_request',
    holds: ({ short, near }) => near('running', 'funds', 60) && (short.funds || near('funds', 'exceeds', 60)),
  },
  {
    // All held by calls that still run.
    cause: 'in_flight',
    holds: ({ near, has }) =>
      (near('running', 'holds', 60) && (has('funds') || has('budget') || has('allowance'))) ||
      (near('running', 'budget', 8) && near('budget', 'gone', 8)),
  },
  // The key's own limit.
  { cause: 'key_budget_exceeded', holds: isOfKey },
  {
    // Another way of paying, said outright.
    cause: 'billing_method_mismatch',
    holds: ({ has, parts }) => has('otherWay') && !isOfThings(parts) && !isServers(parts),
  },
  {
    // An account that is stopped.
    cause: 'frozen',
    holds: (scene) => isHalted(scene) && isStopped(scene),
  },
  // Open bills.
  { cause: 'frozen', holds: isOwed },
  {
    // Another way of paying.
    cause: 'billing_method_mismatch',
    holds: isUnfitting,
  },
  {
    // A limit that somebody set.
    cause: ({ has }) => (has('organization') || !has('ownBudget') ? 'org_budget_exceeded' : 'key_budget_exceeded'),
    holds: ({ short, has, isSoon }) =>
      short.budget &&
      !has('beyond') &&
      !(short.funds && has('topUp')) &&
      !(isSoon && !has('ownBudget') && !has('budget')),
  },
  {
    // What is included for the day or the hour.
    cause: 'rate_limited',
    holds: ({ short, isSoon, has }) =>
      isSoon && (has('dailyFunds') ? short.funds || short.allowance : short.allowance && !short.funds),
  },
  {
    // A quota, and no word of paying.
    cause: 'rate_limited',
    holds: isOnlyQuota,
  },
  {
    // Too little to pay with.
    cause: ofShortage,
    holds: ({ short, isSoon, has }) => short.funds || (short.allowance && !(isSoon && !has('topUp'))),
  },
  {
    // A payment is asked for.
    cause: ofShortage,
    holds: ({ has, isRated }) => has('paymentRequired') || (has('topUp') && !isRated && !has('noKey')),
  },
  {
    // Too fast.
    cause: 'rate_limited',
    holds: ({ isRated, isSoon, near }) =>
      isRated || (isSoon && (near('bound', 'exceeds', 30) || near('soon', 'exceeds', 24))),
  },
  {
    // Another plan is asked for, whatever for.
    cause: 'billing_method_mismatch',
    holds: ({ has, parts }) => has('upgrade') && !isOfThings(parts) && !isServers(parts),
  },
  {
    // No more than status 402.
    cause: ofStatusAlone,
    holds: ({ parts }) => parts.status === 402,
  },
  // Nothing of money.
  { cause: 'other_not_balance', holds: () => true },
];

/** Another plan, or a way of paying that is not set up; nothing lacks, and time alone does not lift it. */
function isUnfitting({ short, has, near, isSoon, parts }: Scene): boolean {
  if (isSoon || isOfThings(parts) || isServers(parts) || short.funds || short.budget || short.allowance) return false;
  return has('unfitting') || near('plan', 'withheld', 56) || near('till', 'notSetUp', 24);
}

/** The server's own doing. */
function isServers({ status }: Scene['parts']): boolean {
  return status !== null && status >= 500;
}

/** The status of things that are there already: who may use what is said with others. */
function isOfThings({ status }: Scene['parts']): boolean {
  return status === 409;
}

/** Names of fields that a purchase of somebody's has. */
const PURCHASE = ['order id', 'booking id', 'payment id', 'transaction id', 'payment status', 'decline code', 'charge'];

/** A good status speaks against a failure, unless the body is all about one. */
function looksFailed({ texts, codes }: Scene['parts']): boolean {
  return texts.length + codes.length > 0 && texts.length <= 6;
}

/** A customer's card, a trade or a game; or funds, a bank's word, where neither status nor words speak of paying for calls. */
function isOthersMoney(scene: Scene): boolean {
  const { has, near, short, parts, figures } = scene;
  if (has('topUp')) return false;
  if (GOODS_SAY.some((kind) => near('othersGoods', kind, 32))) return true;
  if (isHalted(scene)) return false;
  // A card that could not be charged for the account's own bills is named as well.
  if ((has('othersMoney') && !(has('arrears') && has('ownBill'))) || PURCHASE.some((name) => parts.names.has(name)))
    return true;
  // A payment of somebody's that did not go through: nothing is said of an account.
  if (parts.codes.some((code) => /^payment (?:failed|declined|refused|error)$/.test(code)) && !has('ownBill'))
    return true;
  return (
    short.funds &&
    !isPayStatus(parts.status) &&
    (parts.isOfExchange || (has('bankFunds') && figures.unit !== 'credits'))
  );
}

/** Statuses that services which are paid for answer with. */
function isPayStatus(status: number | null): boolean {
  return status !== null && [401, 402, 403, 429].includes(status);
}

/** What is said of things that are no calls. */
const GOODS_SAY = ['arrears', 'lacks', 'exceeds', 'funds', 'halted'] as const;

/** Fields that only a price has; and of which two make one: what is paid with, where, and to whom. */
const PRICES = [
  'payment requirements',
  'payment hash',
  'payment instructions',
  'payment options',
  'x402version',
  'x402',
];
const OFFERED = [
  ...[
    'x402 version',
    'accepts',
    'max amount required',
    'pay to',
    'recipient',
    'payment address',
    'facilitator',
    'price',
  ],
  ...['network', 'chain', 'chain id', 'asset', 'token', 'scheme', 'splits'],
];

/** A price for this one call, to be paid by the client itself: x402, L402, MPP. */
function isChallenge({ has, parts: { status, names, codes }, headers }: Scene): boolean {
  return (
    codes.some((code) => /^(?:x402|l402|mpp)\b/.test(code)) ||
    has('priced') ||
    PRICES.some((name) => names.has(name)) ||
    OFFERED.filter((name) => names.has(name)).length > 1 ||
    (status === 402 && names.has('price')) ||
    headers['payment-required'] !== undefined ||
    headers['x-payment-required'] !== undefined ||
    /^(?:l402|lsat|payment)\b/i.test(headers['www-authenticate'] ?? '')
  );
}

function isOfKey({ has, near, short, isSoon }: Scene): boolean {
  if (has('organization') && !near('key', 'budget', 24)) return false;
  if (short.budget) return near('key', 'budget', 60);
  if (isSoon && !has('funds')) return false;
  return (
    (short.allowance && near('key', 'allowance', 40) && !has('period')) ||
    near('keyFunds', 'lacks', 16) ||
    (near('key', 'bound', 40) && has('exceeds') && !has('rate'))
  );
}

/**
 * The caller's own bills. Rents, loans, books and tasks are due as well: where no status speaks of payment, the account or
 * the service has to be named.
 */
function isOwed({ has, near, short, parts: { status } }: Scene): boolean {
  if (!has('arrears') || short.funds || has('othersBill')) return false;
  return has('owing') || near('arrears', 'ownBill', 64) || isPayStatus(status);
}

/** An account that is stopped, or shut and something said of paying. */
function isHalted({ near, has }: Scene): boolean {
  return (
    near('account', 'halted', 24) ||
    near('ownAccount', 'shut', 24) ||
    (near('account', 'shut', 24) && (has('paying') || has('arrears')))
  );
}

/** Stopped for money, as far as one can tell: nothing lacks, and neither misuse nor the key is the matter. */
function isStopped({ has, short, parts }: Scene): boolean {
  return !isServers(parts) && !short.funds && !short.allowance && !short.budget && !has('misuse');
}

/** Words of something that is sold. */
const SOLD = ['paying', 'period', 'lacks', 'topUp'] as const;

/**
 * "Quota exceeded", and nothing more: what is sold says of what, until when, or what to do. With status 429 it may be either,
 * and money comes before speed; a wrong request, or a list of errors by domain, counts calls.
 */
function isOnlyQuota({ has, near, short, parts: { status, names }, figures }: Scene): boolean {
  const isPlain = near('quota', 'exceeds', 24) && !near('units', 'quota', 12) && !SOLD.some(has);
  const isNumbered = figures.availableNano !== null || figures.neededNano !== null;
  return isPlain && !isNumbered && !short.funds && (status === 400 || (status === 403 && names.has('domain')));
}

/** Words of money at all. */
const SAYS_MONEY = ['exceeds', 'lacks', 'paying', 'allowance', 'budget'] as const;

/** Status 402 beside words that nothing was understood of: some count their other errors on from 400. */
function ofStatusAlone({ has, parts: { isPage, texts, codes } }: Scene): ErrorCause {
  if (has('later')) return 'other_not_balance';
  if (isPage) return 'unsure';
  if (has('plan') && !has('exceeds') && !has('lacks')) return 'billing_method_mismatch';
  if (texts.length + codes.length === 0 || SAYS_MONEY.some(has)) return 'depleted';
  return 'unsure';
}

/** All of it gone, or too little for this one. */
function ofShortage({ has, near, short, figures: { availableNano, neededNano, affordableTokens } }: Scene): ErrorCause {
  if (affordableTokens !== null && affordableTokens > 0) return 'insufficient_for_request';
  if (availableNano !== null && availableNano <= 0n) return 'depleted';
  if (has('beyond')) return 'insufficient_for_request';
  if (availableNano !== null && neededNano !== null)
    return availableNano < neededNano ? 'insufficient_for_request' : 'depleted';
  if (has('noFunds') || near('funds', 'gone', 40)) return 'depleted';
  return has('tooBig') && (short.funds || neededNano !== null) && (neededNano !== null || !has('topUp'))
    ? 'insufficient_for_request'
    : 'depleted';
}
