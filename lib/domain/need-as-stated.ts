import type { Draft } from './call.ts';
import { digitStep, smaller, timesRatio, toStepAbove } from './money.ts';
import type { Price } from './price.ts';
import { reserveNano } from './reserve.ts';
import { searchLargest } from './search-largest.ts';

/** What would be set aside for a call at a price, nano-units; null: not known. */
export type NeedOf = (draft: Draft, price: Price) => bigint | null;

/** The same, as is likely and so that it is not refused. */
export interface Needs {
  readonly likely: NeedOf;
  readonly highest: NeedOf;
}

/** By how much another counter may differ from the range of ours, percent: words around each message, another vocabulary. */
const OTHER_COUNT_PERCENT = 25;
const OTHER_COUNT_TOKENS = 16;
/** A ratio is taken for one that somebody chose if it is as close to a multiple of a twentieth, thousandths. */
const ROUND_PER_MILLE = 1n;
/** Above this one people choose halves. */
const TWENTIETHS_PER_MILLE_MAX = 1300n;
/** Sums of which the sixth digit is never told are rounded by the place: at least a ten-thousandth, at most a cent. */
const STEP_NANO_MIN = 100_000n;
const STEP_NANO_MAX = 10_000_000n;
/** Places state sums to six digits: so far it may be more. */
const STATED_SLACK_NANO = 500n;

/** What is set aside by the price as it is known: with the input as it is likely, and at its highest count. */
export const needsAsListed: Needs = {
  likely: (draft, price) => reserveNano(draft, price, draft.inputTokens?.likely ?? 0),
  highest: (draft, price) => reserveNano(draft, price, draft.inputTokens?.high ?? 0),
};

/**
 * What a provider sets aside, learned from what it says it does for `draft` as it is: the same rounded up to whole steps; the
 * price as it is known with as much input as leads to that sum; or, where no input could be meant, a multiple of it that
 * somebody chose, or a part more that stays the same whatever the length. Null: the price says nothing of such a call.
 */
export function needsAsStated(draft: Draft, price: Price, statedNano: bigint): Needs | null {
  const likely = needsAsListed.likely(draft, price);
  const highest = needsAsListed.highest(draft, price);
  if (likely === null || highest === null || likely <= 0n || statedNano <= 0n) return null;
  const times = timesAs(statedNano, { likely, highest });
  if (draft.inputTokens === null) return times;
  return (
    inSteps(statedNano, likely, highest) ??
    byCount({ draft, price, statedNano, isRatio: isRound(statedNano, likely), times }) ??
    byTimes(times, { statedNano, likely, highest })
  );
}

function inSteps(statedNano: bigint, likely: bigint, highest: bigint): Needs | null {
  const step = smaller(digitStep(statedNano), STEP_NANO_MAX);
  if (step < STEP_NANO_MIN) return null;
  const isSo = toStepAbove(likely, step) <= statedNano && statedNano <= toStepAbove(highest, step);
  if (!isSo) return null;
  const rounded = (need: NeedOf): NeedOf => change(need, (nano) => toStepAbove(nano, step));
  return { likely: rounded(needsAsListed.likely), highest: rounded(needsAsListed.highest) };
}

function byCount(given: {
  readonly draft: Draft;
  readonly price: Price;
  readonly statedNano: bigint;
  /** It may be a multiple as well. */
  readonly isRatio: boolean;
  readonly times: Needs;
}): Needs | null {
  const { draft, price, statedNano } = given;
  const input = draft.inputTokens;
  if (input === null) return null;
  const by = (tokens: number): bigint => reserveNano(draft, price, tokens) ?? 0n;
  const low = Math.floor((input.low * (100 - OTHER_COUNT_PERCENT)) / 100);
  const high = Math.ceil((input.high * (100 + OTHER_COUNT_PERCENT)) / 100) + OTHER_COUNT_TOKENS;
  const most = statedNano + STATED_SLACK_NANO;
  if (by(low) > most || statedNano > by(high)) return null;
  const tokens = searchLargest(low, high, (count) => by(count) <= most) ?? high;
  // Another model counts about as much more or less.
  const of = (changed: Draft): number =>
    Math.ceil(((changed.inputTokens?.likely ?? 0) * tokens) / Math.max(1, input.likely));
  const counted: NeedOf = (changed, other) => reserveNano(changed, other, of(changed));
  return { likely: given.isRatio ? given.times.likely : counted, highest: counted };
}

/** The more of the sum is the input's, the less a shorter answer saves: the highest count is the careful one. */
function timesAs(statedNano: bigint, own: Readonly<Record<keyof Needs, bigint>>): Needs {
  const times = (end: keyof Needs): NeedOf => {
    const ratio = { of: statedNano + STATED_SLACK_NANO, per: own[end] };
    return change(needsAsListed[end], (nano) => timesRatio(nano, ratio));
  };
  return { likely: times('likely'), highest: times('highest') };
}

function byTimes(
  times: Needs,
  { statedNano, likely, highest }: { readonly statedNano: bigint; readonly likely: bigint; readonly highest: bigint },
): Needs {
  if (isRound(statedNano, likely) || statedNano < likely) return times;
  // More than any ratio comes to where a call is made smaller.
  const plusNano = statedNano + STATED_SLACK_NANO - highest;
  return { likely: times.likely, highest: change(needsAsListed.highest, (nano) => nano + plusNano) };
}

function change(need: NeedOf, by: (nano: bigint) => bigint): NeedOf {
  return (draft, price) => {
    const nano = need(draft, price);
    return nano === null ? null : by(nano);
  };
}

function isRound(statedNano: bigint, ownNano: bigint): boolean {
  const perMille = timesRatio(1000n, { of: statedNano, per: ownNano });
  const step = perMille <= TWENTIETHS_PER_MILLE_MAX ? 50n : 500n;
  const beside = perMille % step;
  return beside <= ROUND_PER_MILLE || beside >= step - ROUND_PER_MILLE;
}
