import type { Balance } from './balance.ts';
import type { Draft } from './call.ts';
import type { Estimate } from './estimate.ts';
import type { Unit } from './money.ts';

/** What a provider would set aside for a call by the price list, in its two parts. */
export interface Needed {
  readonly unit: Unit;
  /** For what is sent, at its lowest count, nano-units. */
  readonly inputNano: bigint;
  /** For the answer at its longest, or for the units of a batch, nano-units. */
  readonly outputNano: bigint;
  /** The client gave no bound: the length is the provider's default, as far as we know it. */
  readonly isDefault: boolean;
}

/**
 * A call that was let through although by our figures less was there than the provider sets aside: it tests a smaller sum
 * than we thought (another output bound, another ratio), or nothing at all (an account it trusts).
 */
export interface Accepted extends Needed {
  /** What was usable by our figures, nano-units. */
  readonly usableNano: bigint;
  /** When the balance was read that this rests on, epoch ms. */
  readonly readAt: number;
  /** Money arrived before the next reading, perhaps before this call: alone it shows nothing. Absent: no. */
  readonly isDoubtful?: boolean;
}

/** So many are kept of an account and model. */
export const ACCEPTED_MAX = 8;

/** What was learned at one height of the balance holds down to this part of it: trust may end below. */
const LOWER_FACTOR = 4n;
/** So many doubtful ones are as good as one that is sure: money does not arrive unseen twice at the right moment. */
const DOUBTFUL_MIN = 2;

/** What a call needs by the price list; null where that is not known. */
export function neededFor(draft: Draft, estimate: Estimate): Needed | null {
  const { unit, reserveLowNano } = estimate;
  if (reserveLowNano === null) return null;
  const ofOutput = estimate.parts.find((part) => part.role === 'reserve' && part.meter === 'output-tokens')?.nano;
  const outputNano = ofOutput ?? reserveLowNano;
  const inputNano = reserveLowNano > outputNano ? reserveLowNano - outputNano : 0n;
  return { unit, inputNano, outputNano, isDefault: draft.units === null && draft.outputTokensMax === null };
}

/**
 * Whether what went through shows that a call with these needs is let through: its output is taken at no more than could
 * be covered then, at a balance that was not far higher.
 */
export function isShownToFit(accepted: readonly Accepted[], needed: Needed, usableNano: bigint): boolean {
  const shown = accepted.filter((one) => shows(one, needed, usableNano));
  return shown.some((one) => one.isDoubtful !== true) || shown.length >= DOUBTFUL_MIN;
}

/**
 * So much less than before is tried: each call leaves a little less than the one before it had. To be wrong costs a
 * refusal, which costs nothing; to ask again each time costs trust.
 */
const SLACK_PERCENT = 10n;

function shows(one: Accepted, needed: Needed, usableNano: bigint): boolean {
  // Where no bound was given, the provider's own may be smaller: that says nothing about a bound that is given.
  if (one.unit !== needed.unit || (one.isDefault && !needed.isDefault)) return false;
  if (one.usableNano <= 0n || usableNano <= 0n) return usableNano >= one.usableNano && isSmaller(needed, one);
  if (usableNano * LOWER_FACTOR < one.usableNano) return false;
  const with100 = usableNano * (100n + SLACK_PERCENT);
  const covered = one.usableNano - one.inputNano;
  if (covered < 0n || one.outputNano === 0n) {
    return with100 * sumOf(one) >= one.usableNano * sumOf(needed) * 100n;
  }
  return with100 * one.outputNano >= (needed.inputNano * one.outputNano + covered * needed.outputNano) * 100n;
}

function isSmaller(needed: Needed, one: Needed): boolean {
  return sumOf(needed) <= sumOf(one);
}

function sumOf({ inputNano, outputNano }: Needed): bigint {
  return inputNano + outputNano;
}

/** Without those that a refusal for lack of money has proven wrong. */
export function withoutDisproved(
  accepted: readonly Accepted[],
  refused: Needed & Pick<Accepted, 'usableNano'>,
): readonly Accepted[] {
  return accepted.filter((one) => !shows(one, refused, refused.usableNano));
}

/**
 * Whether there may be money that nobody here has seen coming: more than our books say, or nobody can tell. Enough to doubt what was
 * learned, not to say that a recharge has come (`isRise`). `nowNano` null: the new reading does not say.
 */
export function mayHaveArrived(before: Pick<Balance, 'usableNano'>, nowNano: bigint | null): boolean {
  return nowNano === null || before.usableNano === null || nowNano > before.usableNano;
}

/**
 * What is left of them after a new reading: those that rest on a reading after which money arrived are doubtful, for they
 * may have been let through because of it.
 * @param before the balance as it was known up to the new reading.
 * @param nowNano what the new reading says is available, nano-units; null: nothing.
 */
export function doubtOvertaken(
  accepted: readonly Accepted[],
  before: Pick<Balance, 'unit' | 'at' | 'usableNano'>,
  nowNano: bigint | null,
): readonly Accepted[] {
  if (!mayHaveArrived(before, nowNano)) return accepted;
  return accepted.map((one) =>
    one.unit === before.unit && one.readAt === before.at ? { ...one, isDoubtful: true } : one,
  );
}
