import { isShownToFit } from './accepted.ts';
import { type Balance, isReadingSure } from './balance.ts';
import type { Meter, RefusalReading } from './call.ts';
import type { CardCause } from './card.ts';
import type { CallFacts } from './facts.ts';

/**
 * Why a held call would be refused; null when no shortage is sure. Sure means: the price and what is set aside are
 * known, the lowest count of the input already passes what is usable, and no other wallet could pay.
 */
export function decideShortage(facts: CallFacts): CardCause | null {
  const { estimate, balance } = facts;
  const keyLeft = keyLeftNano(facts);
  // Whatever the balance; it needs no more than to have been read once.
  if (isBillingMismatch(facts)) return 'billing-mismatch';
  if (estimate === null) return null;
  const needed = facts.reserveAllNano ?? estimate.reserveLowNano;
  if (needed === null) return null;
  const shortKey = keyLeft !== null && isRefused(needed, keyLeft, estimate.likelyNano);
  // Another wallet may pay as well.
  if (facts.others?.length) return null;
  if (balance?.usableNano == null) return shortKey ? 'key-limit' : null;
  const isShort = isRefused(needed, balance.usableNano, estimate.likelyNano);
  // What went through before says more than the rule we know.
  const isKnownToFit = isShort && isShownByOthers(facts, balance.usableNano);
  if (isShort && !isKnownToFit) return shortOfMoney(needed, balance, facts);
  return shortKey ? 'key-limit' : null;
}

/**
 * Whether calls that went through before show that this one will, whatever the rule we know says. Calls that wait together
 * are more than any one of them that went through.
 */
export function isShownByOthers(
  { accepted = [], needed = null, callsWaiting }: CallFacts,
  usableNano: bigint,
): boolean {
  return callsWaiting === 1 && needed !== null && isShownToFit(accepted, needed, usableNano);
}

/**
 * What a refusal means. The body only says "money"; what is available, frozen, open and needed, and how the key pays,
 * decide which kind. `unsure` when the context cannot tell.
 */
export function decideRefusal(reading: RefusalReading, facts: CallFacts): CardCause {
  if (reading.says !== 'money') return reading.says;
  const stated = statedAmounts(reading, facts);
  const needed = stated.neededNano ?? facts.estimate?.reserveNano ?? null;
  // What the refusal itself says is missing is the reason, however the key pays.
  if (!isStatedShort(stated.availableNano, needed) && isBillingMismatch(facts)) return 'billing-mismatch';
  // What was read long ago, or while a call ran, may not be so any more: it decides nothing.
  const keyLeft = facts.isKeyOld ? null : keyLeftNano(facts);
  const balance = sureBalance(facts);
  const usable = stated.availableNano ?? balance?.usableNano ?? null;
  const isShort = usable !== null && needed !== null && isRefused(needed, usable, facts.estimate?.likelyNano ?? needed);
  if (isShort && balance !== null) return shortOfMoney(needed, { ...balance, usableNano: usable }, facts);
  if (usable !== null && usable <= 0n) return 'depleted';
  if (usable !== null && needed !== null && usable < needed) return 'not-enough';
  if (keyLeft !== null && needed !== null && keyLeft < needed) return 'key-limit';
  return refusedAgoMs(facts) === null ? 'unsure' : 'billing-mismatch';
}

/** The balance, where its reading is sure; null: it was never read, or what it was says nothing of what it is. */
export function sureBalance({ balance, now }: Pick<CallFacts, 'balance' | 'now'>): Balance | null {
  return balance !== null && isReadingSure(balance, now) ? balance : null;
}

function isStatedShort(availableNano: bigint | null, neededNano: bigint | null): boolean {
  if (availableNano === null) return false;
  return availableNano <= 0n || (neededNano !== null && availableNano < neededNano);
}

/**
 * Whether a provider says no: what it sets aside is not there, or nothing is left at all for a call that costs something
 * (where nothing is set aside that is the only reason; the wallet may then go below zero).
 */
export function isRefused(neededNano: bigint, usableNano: bigint, likelyNano: bigint): boolean {
  return neededNano > usableNano || (usableNano <= 0n && likelyNano > 0n);
}

/** What the body states, as far as it can be compared: amounts in another unit than the call's say nothing here. */
function statedAmounts(
  reading: RefusalReading,
  facts: CallFacts,
): Pick<RefusalReading, 'availableNano' | 'neededNano'> {
  const unit = facts.estimate?.unit ?? facts.balance?.unit ?? reading.unit;
  return unit === reading.unit ? reading : { availableNano: null, neededNano: null };
}

/** Which kind of shortage: what is missing may be there, but frozen or set aside by the user's own running calls. */
function shortOfMoney(needed: bigint, balance: Balance, facts: CallFacts): CardCause {
  const usable = balance.usableNano ?? 0n;
  if (balance.frozenNano !== null && balance.frozenNano > 0n && usable + balance.frozenNano >= needed) return 'frozen';
  if (balance.openNano > 0n && usable + balance.openNano >= needed) return 'in-flight';
  if (facts.batch !== null) return usable < facts.batch.eachNano ? 'depleted' : 'batch';
  return usable <= 0n ? 'depleted' : 'not-enough';
}

/** So long it is believed what one refusal said about a key's billing, ms: a plan is renewed, a key is changed. */
const REFUSED_MS_MAX = 24 * 3_600_000;

/**
 * How long ago this key was refused for the way it pays for this model, ms; null: it was not, or too long ago. That says what
 * another refusal may mean; to hold a call it is not sure enough.
 */
export function refusedAgoMs({ key, model, now }: Pick<CallFacts, 'key' | 'model' | 'now'>): number | null {
  const last = key?.refused?.find((one) => one.model === model);
  if (last === undefined) return null;
  const agoMs = Math.max(0, now - last.at);
  return agoMs <= REFUSED_MS_MAX ? agoMs : null;
}

/** Whether the key pays another way than the model is billed, as its console's list says. */
export function isBillingMismatch({ key, estimate }: Pick<CallFacts, 'key' | 'estimate'>): boolean {
  if (key === null) return false;
  const isBilledBy = (meter: Meter): boolean => estimate?.parts.some((part) => part.meter === meter) === true;
  return (
    (key.billing === 'per-request' && isBilledBy('input-tokens')) ||
    (key.billing === 'per-token' && isBilledBy('requests'))
  );
}

/** Causes that no recharge of the account changes: it is never offered for them, and none that arrives ends them. */
const RECHARGE_IS_VAIN: readonly CardCause[] = [
  'billing-mismatch',
  'key-limit',
  'org-limit',
  'supplier-empty',
  'rate-limit',
  'too-long',
];

/** Whether more money in the account could be the way on. */
export function canRechargeHelp(cause: CardCause): boolean {
  return !RECHARGE_IS_VAIN.includes(cause);
}

/** Causes that are no provider's reason to refuse for money: what comes of such a call says nothing of what is believed of it. */
const NOT_OF_MONEY: readonly CardCause[] = ['own-limit', 'budget', 'token-limit', 'too-long', 'repeat'];

/** Whether a card before sending says that the provider would refuse for lack of money. */
export function isAboutMoney(cause: CardCause): boolean {
  return !NOT_OF_MONEY.includes(cause);
}

/** What is left of the key's own limit, nano-units; null: it has none, or in another unit. */
export function keyLeftNano(facts: Pick<CallFacts, 'key' | 'estimate'>): bigint | null {
  const { key, estimate } = facts;
  if (key === null || key.limitNano === null || key.usedNano === null || key.unit !== estimate?.unit) return null;
  return key.limitNano > key.usedNano ? key.limitNano - key.usedNano : 0n;
}
