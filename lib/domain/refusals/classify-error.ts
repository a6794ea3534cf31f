import { type Figures, findFigures } from './find-figures.ts';
import { findSigns, type Signs } from './find-signs.ts';
import { type ErrorParts, unwrapError } from './unwrap-error.ts';

/** What an error says by itself, without what is known of account, key and call. */
export const ERROR_CAUSES = [
  'depleted',
  'insufficient_for_request',
  'frozen',
  'billing_method_mismatch',
  'key_budget_exceeded',
  'org_budget_exceeded',
  'in_flight',
  'payment_challenge',
  'rate_limited',
  'other_not_balance',
  'unsure',
] as const;

export type ErrorCause = (typeof ERROR_CAUSES)[number];

/** Whose money or limit an error speaks of. `upstream`: the account of whoever answered, at its own supplier. */
export type ErrorWallet = 'user' | 'key' | 'group' | 'subscription' | 'organisation' | 'upstream';

/** An error answer as it came; `status` null where it is not known. Header names in lower case. */
export interface ErrorAnswer {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
}

/** What was understood of an error. */
export interface ErrorReading {
  readonly cause: ErrorCause;
  /** Null where the cause is no matter of money. */
  readonly wallet: ErrorWallet | null;
  /** The status that was believed: the answer's, else one that the body names. */
  readonly status: number | null;
  readonly figures: Figures;
  /** Whether money that is owed, not money that is missing, is in the way. */
  readonly isOwed: boolean;
  /** Whether waiting for the own calls that run is enough. */
  readonly isHeldByCalls: boolean;
  /** Part of an answer had come before the error. */
  readonly hasAnswerBegun: boolean;
}

/**
 * Reads an error of whichever provider by its structure and the roles of its words: status, names for machines, what is
 * said to lack, whose it is, how much of it. Never throws; linear in the body's length; keeps no text of it.
 */
export function classifyError({ status, headers, bodyText }: ErrorAnswer): ErrorReading {
  const parts = unwrapError(status, bodyText);
  const signs = findSigns([...parts.codes, ...parts.texts]);
  const figures = findFigures(parts, headers);
  const cause = isChallenge(parts, headers) ? 'payment_challenge' : findCause(parts, signs, figures);
  return {
    cause,
    wallet: findWallet(cause, signs),
    status: parts.status,
    figures,
    isOwed: signs.has('arrears'),
    isHeldByCalls: cause === 'in_flight' || (cause === 'insufficient_for_request' && signs.has('running')),
    hasAnswerBegun: parts.hasAnswerBegun,
  };
}

/** A price for this one call, to be paid by the client itself: x402, L402, MPP. */
function isChallenge({ names }: ErrorParts, headers: Readonly<Record<string, string>>): boolean {
  const asked = headers['www-authenticate'] ?? '';
  return (
    names.has('x402version') ||
    names.has('x402 version') ||
    (names.has('accepts') && (names.has('pay to') || names.has('max amount required'))) ||
    headers['payment-required'] !== undefined ||
    headers['x-payment-required'] !== undefined ||
    /^(?:l402|lsat|payment)\b/i.test(asked)
  );
}

function findCause(parts: ErrorParts, signs: Signs, figures: Figures): ErrorCause {
  const { status } = parts;
  if (parts.isAnswer || (status !== null && status < 400 && !looksFailed(parts))) return 'other_not_balance';
  if (signs.has('customersCard') && !signs.has('topUp') && !signs.has('arrears')) return 'other_not_balance';
  const isRated = isRate(parts, signs);
  const money = findMoney(parts, signs, figures, isRated);
  if (money !== null) return money;
  if (isRated) return 'rate_limited';
  // A page is a proxy's, which may want money for itself; a bare 402 is the standard's own word for it.
  if (status === 402) return parts.isPage ? 'unsure' : 'depleted';
  return 'other_not_balance';
}

/** A good status speaks against a failure, unless the body is all about one. */
function looksFailed({ texts, codes }: ErrorParts): boolean {
  return texts.length + codes.length > 0 && texts.length <= 6;
}

/** The cause where money or what was paid for is the matter; null where it is not. */
function findMoney({ status }: ErrorParts, signs: Signs, figures: Figures, isRated: boolean): ErrorCause | null {
  const { has, near } = signs;
  const short = findShortages(signs, figures);
  const isSoon = has('rate') && has('soon');
  if (!short.funds && near('limits', 'machines', 48) && !has('topUp'))
    return status === 429 || has('tooMany') ? null : 'other_not_balance';
  if (has('running')) {
    if (near('running', 'funds', 60) && (short.funds || near('funds', 'exceeds', 60)))
      return 'insufficient_for_request';
    if (near('running', 'holds', 60) && (has('funds') || has('budget') || has('allowance'))) return 'in_flight';
  }
  if (isOfKey(signs, short)) return 'key_budget_exceeded';
  if (has('unsubscribed') && !short.funds) return 'billing_method_mismatch';
  const isStopped = near('account', 'halted', 12) && (!has('auth') || has('money'));
  if (isStopped && !short.funds && !short.allowance) return 'frozen';
  if (has('arrears') && !short.funds) return 'frozen';
  if (has('unfitting') && !short.funds && !short.budget && !isSoon && !short.allowance)
    return 'billing_method_mismatch';
  if (short.budget && !(short.funds && has('topUp')) && !(isSoon && !has('topUp') && !has('spend'))) {
    return has('organization') || !has('ownBudget') ? 'org_budget_exceeded' : 'key_budget_exceeded';
  }
  if (short.allowance && has('soon') && !has('money') && !short.funds) return 'rate_limited';
  if (short.funds || (short.allowance && !(isSoon && !has('topUp')))) return ofShortage(signs, figures);
  if (near('account', 'halted', 40) && (!has('auth') || has('money'))) return 'frozen';
  if (has('paymentRequired') || (has('topUp') && !isRated)) return ofShortage(signs, figures);
  return null;
}

interface Shortages {
  /** What is paid with. */
  readonly funds: boolean;
  /** What somebody set as the most. */
  readonly budget: boolean;
  /** What a plan includes. */
  readonly allowance: boolean;
}

function findShortages({ has, near }: Signs, figures: Figures): Shortages {
  const isBelow = figures.available !== null && figures.needed !== null && figures.available < figures.needed;
  const funds = has('noFunds') || near('funds', 'lacks', 40) || near('funds', 'exceeds', 24);
  const allowance = near('allowance', 'lacks', 48) || near('allowance', 'exceeds', 36);
  const isMoney = has('money') || figures.unit === 'USD' || figures.unit === 'credits' || !(has('rate') || has('size'));
  return {
    funds: funds || (isBelow && has('funds')),
    budget: near('budget', 'exceeds', 48) || near('budget', 'lacks', 30),
    allowance:
      (allowance && (isMoney || isBelow)) ||
      (near('units', 'gone', 24) && !has('rate') && !has('size')) ||
      (near('units', 'exceeds', 60) && (has('period') || (has('long') && !has('tooMany'))) && !has('soon')),
  };
}

/** A limit of this key alone. */
function isOfKey({ has, near }: Signs, short: Shortages): boolean {
  if (has('organization') && !near('key', 'budget', 24)) return false;
  if (short.budget) return near('key', 'budget', 60);
  if (has('soon') && !has('funds')) return false;
  return (
    (short.allowance && near('key', 'allowance', 40)) || (near('key', 'bound', 40) && has('exceeds') && !has('rate'))
  );
}

/** All of it gone, or too little for this one. */
function ofShortage({ has, near }: Signs, { available, needed, affordableTokens }: Figures): ErrorCause {
  if (affordableTokens !== null && affordableTokens > 0) return 'insufficient_for_request';
  if (available !== null && available <= 0) return 'depleted';
  if (available !== null && needed !== null) return available < needed ? 'insufficient_for_request' : 'depleted';
  if (has('noFunds') || near('funds', 'gone', 40)) return 'depleted';
  return has('tooBig') && (needed !== null || !has('topUp')) ? 'insufficient_for_request' : 'depleted';
}

function isRate({ status }: ErrorParts, { has }: Signs): boolean {
  return has('rate') || status === 429;
}

function findWallet(cause: ErrorCause, { has, near }: Signs): ErrorWallet | null {
  switch (cause) {
    case 'rate_limited':
    case 'other_not_balance':
    case 'payment_challenge':
      return null;
    case 'key_budget_exceeded':
      return 'key';
    case 'org_budget_exceeded':
      return has('group') ? 'group' : 'organisation';
    default:
      if (near('supplier', 'lacks', 80) || near('supplier', 'paymentRequired', 60)) return 'upstream';
      if (near('subscription', 'lacks', 40) || near('subscription', 'exceeds', 40)) return 'subscription';
      return has('organization') ? (has('group') ? 'group' : 'organisation') : 'user';
  }
}
