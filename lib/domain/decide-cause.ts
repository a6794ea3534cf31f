import { isShownToFit } from './accepted.ts';
import type { Balance } from './balance.ts';
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
  // Whatever the balance; it needs no more than to have been read, or seen, once.
  if (isBillingMismatch(facts)) return 'billing-mismatch';
  if (estimate === null) return null;
  const needed = facts.reserveAllNano ?? estimate.reserveLowNano;
  if (needed === null) return null;
  const shortKey = keyLeft !== null && needed > keyLeft;
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
  if (isBillingMismatch(facts)) return 'billing-mismatch';
  const stated = statedAmounts(reading, facts);
  const needed = stated.neededNano ?? facts.estimate?.reserveNano ?? null;
  const keyLeft = keyLeftNano(facts);
  const usable = stated.availableNano ?? facts.balance?.usableNano ?? null;
  const isShort = usable !== null && needed !== null && isRefused(needed, usable, facts.estimate?.likelyNano ?? needed);
  if (isShort && facts.balance !== null) {
    return shortOfMoney(needed, { ...facts.balance, usableNano: usable }, facts);
  }
  if (usable !== null && usable <= 0n) return 'depleted';
  if (usable !== null && needed !== null && usable < needed) return 'not-enough';
  if (keyLeft !== null && needed !== null && keyLeft < needed) return 'key-limit';
  return 'unsure';
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

/** Whether the key pays another way than the model is billed, by the console's key list or by a refusal before. */
export function isBillingMismatch({ key, model, estimate }: Pick<CallFacts, 'key' | 'model' | 'estimate'>): boolean {
  if (key === null) return false;
  if (model !== null && key.refusedModels?.includes(model)) return true;
  const isBilledBy = (meter: Meter): boolean => estimate?.parts.some((part) => part.meter === meter) === true;
  return (
    (key.billing === 'per-request' && isBilledBy('input-tokens')) ||
    (key.billing === 'per-token' && isBilledBy('requests'))
  );
}

/** Causes that no recharge of the account changes: it is never offered for them, and none that arrives ends them. */
const RECHARGE_IS_VAIN: readonly CardCause[] = ['billing-mismatch', 'key-limit', 'supplier-empty', 'rate-limit'];

/** Whether more money in the account could be the way on. */
export function canRechargeHelp(cause: CardCause): boolean {
  return !RECHARGE_IS_VAIN.includes(cause);
}

/** What is left of the key's own limit, nano-units; null: it has none, or in another unit. */
export function keyLeftNano(facts: Pick<CallFacts, 'key' | 'estimate'>): bigint | null {
  const { key, estimate } = facts;
  if (key === null || key.limitNano === null || key.usedNano === null || key.unit !== estimate?.unit) return null;
  return key.limitNano > key.usedNano ? key.limitNano - key.usedNano : 0n;
}
