import type { Balance } from './balance.ts';
import type { Unit } from './money.ts';

/**
 * A call that was let through although by our figures less was there than the provider sets aside: it tests a smaller sum
 * than we thought (another output bound, another ratio), or nothing at all (an account it trusts).
 */
export interface Accepted {
  readonly unit: Unit;
  /** What was usable by our figures, nano-units. */
  readonly usableNano: bigint;
  /** What we thought would be set aside, nano-units; more than `usableNano`. */
  readonly reserveNano: bigint;
  /** When the balance was read that this rests on, epoch ms. */
  readonly readAt: number;
}

/** So many are kept of an account and model. */
export const ACCEPTED_MAX = 8;

/** What was learned at one height of the balance holds down to this part of it: trust may end below. */
const LOWER_FACTOR = 4n;

/**
 * So much less than before is tried: each call leaves a little less than the one before it had. To be wrong costs a
 * refusal, which costs nothing; to ask again each time costs trust.
 */
const SLACK_PERCENT = 10n;

/**
 * Whether one of them shows that a call is let through: about as much was there for what is needed, at a balance that was not
 * far higher.
 */
export function isShownToFit(
  accepted: readonly Accepted[],
  unit: Unit,
  neededNano: bigint,
  usableNano: bigint,
): boolean {
  return accepted.some((one) => one.unit === unit && shows(one, neededNano, usableNano));
}

function shows(one: Accepted, neededNano: bigint, usableNano: bigint): boolean {
  if (one.usableNano <= 0n || usableNano <= 0n) return usableNano >= one.usableNano && neededNano <= one.reserveNano;
  const isAsMuch = usableNano * one.reserveNano * 100n >= one.usableNano * neededNano * (100n - SLACK_PERCENT);
  return isAsMuch && usableNano * LOWER_FACTOR >= one.usableNano;
}

/** Without those that a refusal for lack of money has proven wrong. */
export function withoutDisproved(
  accepted: readonly Accepted[],
  refused: Pick<Accepted, 'unit' | 'usableNano' | 'reserveNano'>,
): readonly Accepted[] {
  const { unit, reserveNano, usableNano } = refused;
  return accepted.filter((one) => one.unit !== unit || !shows(one, reserveNano, usableNano));
}

/**
 * Without those that rest on a reading after which money arrived: they may have been let through because of it.
 * @param before the balance as it was known up to the new reading.
 * @param nowNano what the new reading says is available, nano-units; null: nothing.
 */
export function withoutOvertaken(
  accepted: readonly Accepted[],
  before: Pick<Balance, 'unit' | 'at' | 'usableNano'>,
  nowNano: bigint | null,
): readonly Accepted[] {
  const hasRisen = nowNano === null || before.usableNano === null || nowNano > before.usableNano;
  return hasRisen ? accepted.filter((one) => one.unit !== before.unit || one.readAt !== before.at) : accepted;
}
