import type { RefusalReading } from './call.ts';
import type { CallFacts } from './facts.ts';
import { shownDecimals } from './format-money.ts';
import type { Money, Unit } from './money.ts';
import type { Cost } from './record.ts';
import { usualDecimals } from './shown-digits.ts';
import type { Rounding, Text, TextParam } from './text.ts';

/** The figures a card speaks of. Null: not known. `have` and `need` are of one unit, or one of them is null. */
export interface Amounts {
  /** What the account can use now; a refusal's own figure is newer than ours and wins. */
  readonly have: Money | null;
  /** What the provider sets aside for this call; null also where it sets nothing aside. */
  readonly need: Money | null;
  readonly likely: Money | null;
  readonly high: Money | null;
  /** What it cannot exceed; null also where nothing bounds it. */
  readonly most: Money | null;
  /** `need − have`, when that is above 0. */
  readonly short: Money | null;
  readonly frozen: Money | null;
  /** What the user's own running calls hold; null when that is nothing. */
  readonly open: Money | null;
}

/** Reads the figures out of the facts, and out of what a refusal said itself (null before sending). */
export function amountsOf(facts: CallFacts, reading: RefusalReading | null): Amounts {
  const { balance, estimate } = facts;
  const said = reading !== null && reading.unit !== null ? { ...reading, unit: reading.unit } : null;
  const have = moneyOf(said?.availableNano, said?.unit) ?? moneyOf(balance?.usableNano, balance?.unit);
  const reserveNano = estimate?.reserveNano === 0n && estimate.likelyNano > 0n ? null : estimate?.reserveNano;
  const need =
    moneyOf(said?.neededNano, said?.unit) ??
    moneyOf(reserveNano ?? (facts.batch ? estimate?.likelyNano : null), estimate?.unit);
  const open = moneyOf(balance?.openNano, balance?.unit);
  return {
    have,
    need,
    likely: moneyOf(estimate?.likelyNano, estimate?.unit),
    high: moneyOf(estimate?.highNano, estimate?.unit),
    most: moneyOf(estimate?.mostNano, estimate?.unit),
    short: shortfall(need, have),
    frozen: moneyOf(balance?.frozenNano, balance?.unit),
    open: open !== null && open.nano > 0n ? open : null,
  };
}

/** What is missing; null when nothing is, or when the two cannot be compared. */
export function shortfall(need: Money | null, have: Money | null): Money | null {
  if (need === null || have === null || need.unit !== have.unit || need.nano <= have.nano) return null;
  return { unit: need.unit, nano: need.nano - have.nano };
}

/** An amount with its unit, or null when either is not known. */
export function moneyOf(nano: bigint | null | undefined, unit: Unit | undefined): Money | null {
  return nano === null || nano === undefined || unit === undefined ? null : { unit, nano };
}

/** An amount as it stands alone in a sentence. */
export function money(amount: Money): TextParam {
  return { kind: 'money', money: amount };
}

/** A limit or a smallest amount: "$10", "$0.50". */
export function limit(amount: Money): TextParam {
  return { kind: 'money', money: amount, decimalsMin: 0 };
}

/** What somebody has or is left with: never shown as more than it is. `other`: what it is compared with in that line. */
export function owned(amount: Money, other: Money | null = null): TextParam {
  return beside(amount, other, 'down');
}

/** What a call needs or may cost at most: never shown as less. `other`: what it is compared with in that line. */
export function needed(amount: Money, other: Money | null = null): TextParam {
  return beside(amount, other, 'up');
}

/** What is missing, with the digits that `need` and `have` have in the same line; never shown as less. */
export function missing(short: Money, need: Money, have: Money): TextParam {
  return { kind: 'money', money: short, rounding: 'up', ...sharedDecimals(need, have) };
}

/** An amount beside another: both with the same decimals ("$0.053", "$0.050"), more where they would look equal. */
export function beside(amount: Money, other: Money | null, rounding?: Rounding): TextParam {
  return { kind: 'money', money: amount, ...(rounding && { rounding }), ...sharedDecimals(amount, other) };
}

/**
 * The larger of the two decides: beside $0.06 nobody needs the sixth decimal of $0.000058. One more where what is between
 * them needs it: $0.121 and $0.050, for $0.071. Nothing is just "$0.00".
 */
function sharedDecimals(amount: Money, other: Money | null): { readonly decimals?: number } {
  if (other === null || other.unit !== amount.unit || amount.nano === 0n || other.nano === 0n) return {};
  const larger = amount.nano > other.nano ? amount : other;
  let decimals = Math.min(Math.max(2, shownDecimals(amount), shownDecimals(other)), usualDecimals(larger));
  const between = { unit: amount.unit, nano: larger.nano - (larger === amount ? other : amount).nano };
  decimals = Math.max(decimals, Math.min(shownDecimals(between), decimals + 1));
  while (decimals < 9 && roundsAlike(amount, other, decimals)) decimals += 1;
  return { decimals };
}

function roundsAlike(amount: Money, other: Money, decimals: number): boolean {
  if (amount.nano === other.nano) return false;
  const step = 10n ** BigInt(9 - decimals);
  return (amount.nano + step / 2n) / step === (other.nano + step / 2n) / step;
}

/**
 * Whether a refused call was charged; null: cannot be told. A refusal that comes instead of an answer costs nothing; one
 * that ends an answer was charged at least what its record books at the lowest. `cost` null: nothing is booked.
 */
export function chargedOf({ hasAnswerBegun }: RefusalReading, cost: Cost | null): boolean | null {
  if (!hasAnswerBegun) return false;
  return cost !== null && cost.lowNano > 0n ? true : null;
}

/** Whether anything was charged, as the end of a line and standing alone. */
export function chargedTexts(isCharged: boolean | null): { readonly clause: Text; readonly alone: Text } {
  if (isCharged === null) return { clause: { key: 'charged.unknown' }, alone: { key: 'charged.unknown.alone' } };
  return isCharged
    ? { clause: { key: 'charged.partly' }, alone: { key: 'charged.partly.alone' } }
    : { clause: { key: 'charged.no' }, alone: { key: 'charged.no.alone' } };
}

/** The amount rounded up to 1, 2 or 5 times a power of ten, above 0: a limit people can read. */
export function roundLimit(amount: Money): Money {
  let step = 1n;
  while (step * 10n < amount.nano) step *= 10n;
  const nano = [1n, 2n, 5n, 10n].map((factor) => factor * step).find((candidate) => candidate >= amount.nano);
  return { unit: amount.unit, nano: nano ?? amount.nano };
}
