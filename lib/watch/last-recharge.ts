import { larger, timesNano } from '../domain/money.ts';

/** What an account said it has, at an instant. */
export interface BalanceAt {
  /** Epoch ms. */
  readonly at: number;
  /** Nano-units; null: not known. */
  readonly nano: bigint | null;
}

/** What is set aside and comes back raises a balance, too: a recharge is at least this part of the largest rise. */
const PART_OF_LARGEST = 2n;

/**
 * What the last recharge brought, nano-units: the newest rise between two readings that is not small beside the largest one; null:
 * none was seen. What was spent between the two readings is missing in it. `points`: the oldest first.
 */
export function lastRecharge(points: readonly BalanceAt[]): bigint | null {
  const known = points.flatMap(({ nano }) => (nano === null ? [] : [nano]));
  const rises = known.slice(1).map((nano, before) => nano - (known[before] ?? nano));
  const largest = rises.reduce(larger, 0n);
  if (largest <= 0n) return null;
  return rises.findLast((rise) => timesNano(rise, PART_OF_LARGEST) >= largest) ?? null;
}
