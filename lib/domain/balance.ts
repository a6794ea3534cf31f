import { percentOf, type Unit } from './money.ts';

/**
 * Where a reading comes from; console, header and API readings (asked with a key) are the provider's own words, `manual` the
 * user's.
 */
export type BalanceSource = 'console' | 'header' | 'refusal' | 'manual' | 'api';

/** What a part of a balance is: paid in, given, vouchers, what may be owed, what a plan or a pack brings. */
export const PART_KINDS = ['cash', 'granted', 'voucher', 'credit-line', 'plan', 'extra'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** A part of a balance. */
export interface BalancePart {
  readonly kind: PartKind;
  /** Nano-units of the balance's unit. Negative is a debt. */
  readonly nano: bigint;
  /** It is not in what a call may use by the reading: a credit line is no money. Absent: it is. */
  readonly isApart?: true;
}

/**
 * How sure a figure is by what its source is: `high` the provider's own documented word; `medium` its own word, which is late or
 * leaves something out; `low` nobody who should know has written it down.
 */
export type Confidence = 'high' | 'medium' | 'low';

/** What an account said it holds at one instant. `available` may be unknown, and is then null, never 0. */
export interface BalanceReading {
  readonly unit: Unit;
  /** What a call may use, nano-units; null unknown. Negative is a debt. */
  readonly availableNano: bigint | null;
  /** What is there but cannot be used (frozen, under review), nano-units; null unknown, 0 none. */
  readonly frozenNano: bigint | null;
  /** When it was read, epoch ms. */
  readonly at: number;
  readonly source: BalanceSource;
  /**
   * A call that ran while it was read has ended since: whether the provider had billed it by then nobody can tell, so the
   * figure is likely, and sure again only when it is read anew. Also where nobody says whose it is. Absent: neither.
   */
  readonly isBlurred?: boolean;
  /** Other money may pay as well, which is told elsewhere: how much is left in all nobody can tell. Absent: it is all. */
  readonly isPart?: boolean;
  /** What it consists of, as far as the source told it apart. Absent: it did not. */
  readonly parts?: readonly BalancePart[];
  /** There is no limit, so nothing says what is there. Absent: nobody says so. */
  readonly isUnlimited?: true;
  /** When what is left expires or is counted anew, epoch ms. Absent: the source does not say. */
  readonly endsAt?: number;
  /** Absent: nobody judged it. */
  readonly confidence?: Confidence;
}

/** The balance now: the last reading, less what was spent since, less what open calls have set aside. */
export interface Balance extends BalanceReading {
  /** Settled spend after the reading, nano-units. */
  readonly spentSinceNano: bigint;
  /** Set aside by calls in flight that the reading does not contain, nano-units. */
  readonly openNano: bigint;
  /** `availableNano − spentSinceNano − openNano`; null when the reading is unknown. */
  readonly usableNano: bigint | null;
  /** The account it was read of: another than the one that pays where both are one wallet. Absent: nobody's. */
  readonly account?: string;
}

/** How old a reading may be and still be sure enough to stop somebody, ms (CARDS.md, "When we may interrupt"). */
export const BALANCE_FRESH_MS_MAX = 5 * 60_000;

/** What was usable by a reading that is sure, and whose that was: what arrives is told by two of them. */
export interface UsableNow {
  /** The account whose console showed it. */
  readonly account: string;
  readonly unit: Unit;
  readonly nano: bigint;
}

/** What is usable by a reading of somebody's that is sure; null: not known. */
export function usableNow(balance: Balance | null, nowMs: number): UsableNow | null {
  if (balance?.account === undefined || balance.usableNano === null || !isReadingSure(balance, nowMs)) return null;
  return { account: balance.account, unit: balance.unit, nano: balance.usableNano };
}

/** Whether both are of one account and unit, so that the difference is what happened to it. */
export function isSameWallet(one: UsableNow, other: UsableNow): boolean {
  return one.account === other.account && one.unit === other.unit;
}

/** Combines a reading with what happened since. */
export function balanceNow(reading: BalanceReading, spentSinceNano: bigint, openNano: bigint): Balance {
  const usableNano = reading.availableNano === null ? null : reading.availableNano - spentSinceNano - openNano;
  return { ...reading, spentSinceNano, openNano, usableNano };
}

/** What comes back of a call's pre-deduction is no recharge: a rise is at least half a unit, and so many percent of the balance. */
const RISE_NANO_MIN = 500_000_000n;
const RISE_PERCENT_MIN = 2;

/**
 * Whether money came between two readings, nano-units as each of them said; null: it said nothing, which is no rise. What was spent
 * by our books plays no part: a provider may be late with it, and the same figure again is not more money.
 */
export function isRise(beforeNano: bigint | null, nowNano: bigint | null): boolean {
  if (beforeNano === null || nowNano === null) return false;
  const grown = nowNano - beforeNano;
  return grown >= RISE_NANO_MIN && grown >= percentOf(beforeNano > 0n ? beforeNano : 0n, RISE_PERCENT_MIN);
}

/** Whether a balance is sure enough to stop somebody: read not long ago, and not blurred. */
export function isReadingSure(reading: BalanceReading, nowMs: number): boolean {
  return !isStale(reading, nowMs) && reading.isBlurred !== true;
}

/** Whether a reading is too old to hold a call for. A reading from the future (a clock set back) counts as stale. */
export function isStale(reading: BalanceReading, nowMs: number): boolean {
  return nowMs - reading.at > BALANCE_FRESH_MS_MAX || reading.at - nowMs > BALANCE_FRESH_MS_MAX;
}
