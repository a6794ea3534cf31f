import type { BalanceAt, SeenCall, Span } from './reconcile.ts';

/** Money that was set aside and seems never to have come back: evidence for the provider's support. No content in it. */
export interface Leak {
  /** Between these readings, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** What is missing, nano-units. */
  readonly missingNano: bigint;
  /** Calls that ended without an answer in between; those whose sums make up what is missing where `isMatch`. */
  readonly calls: readonly SeenCall[];
  /** What was set aside for these calls is what is missing, to within rounding. */
  readonly isMatch: boolean;
}

/** What was answered took what it cost, and for what was never sent nothing was set aside. */
const WITHOUT_LEAK: readonly SeenCall['outcome'][] = ['answer', 'unsent'];
/** More calls than this are listed and not tried in all combinations. */
const TRIED_MAX = 12;
/** So many calls are listed of one leak. */
const LISTED_MAX = 50;

/** Spans in which more is gone than was seen, and calls ended without an answer for which money had been set aside. */
export function findLeaks(spans: readonly Span[]): readonly Leak[] {
  return spans.flatMap((span): readonly Leak[] => {
    const { from, to, isExplained, isSettled, differenceNano: missingNano, slackNano } = span;
    if (isExplained || !isSettled || missingNano <= slackNano) return [];
    const suspects = span.calls.filter(
      ({ outcome, setAsideNano }) => !WITHOUT_LEAK.includes(outcome) && (setAsideNano ?? 0n) > 0n,
    );
    if (suspects.length === 0) return [];
    const match = findSum(suspects, missingNano, slackNano);
    return [{ from, to, missingNano, calls: (match ?? suspects).slice(0, LISTED_MAX), isMatch: match !== null }];
  });
}

/** The fewest calls that had so much set aside; null: none make it up. */
function findSum(calls: readonly SeenCall[], nano: bigint, slackNano: bigint): readonly SeenCall[] | null {
  if (calls.length > TRIED_MAX) return isSum(calls, nano, slackNano) ? calls : null;
  let best: readonly SeenCall[] | null = null;
  for (let choice = 1; choice < 2 ** calls.length; choice++) {
    const chosen = calls.filter((_, index) => (choice >> index) % 2 === 1);
    if (isSum(chosen, nano, slackNano) && (best === null || chosen.length < best.length)) best = chosen;
  }
  return best;
}

function isSum(calls: readonly SeenCall[], nano: bigint, slackNano: bigint): boolean {
  const off = calls.reduce((sum, { setAsideNano }) => sum + (setAsideNano ?? 0n), -nano);
  return off <= slackNano && off >= -slackNano;
}

/** Money that a provider shows as frozen while no call of ours was under way. */
export interface Frozen {
  /** Since when and until when it was seen so, epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly nano: bigint;
}

/** Frozen for less than this it may come back by itself, ms. */
const FROZEN_MS_MIN = 3_600_000;

/** Readings in a row that show the same sum as frozen, for an hour or more, and no call over all that time. */
export function findFrozen(points: readonly BalanceAt[], calls: readonly SeenCall[]): readonly Frozen[] {
  const runs: Frozen[] = [];
  let isBroken = true;
  for (const { at, frozenNano } of [...points].sort((a, b) => a.at - b.at)) {
    const isBusy = calls.some((call) => call.openedAt <= at && at < call.settledAt);
    const last = runs.at(-1);
    if (frozenNano === null || frozenNano <= 0n || isBusy) isBroken = true;
    else if (last === undefined || isBroken || last.nano !== frozenNano) {
      runs.push({ from: at, to: at, nano: frozenNano });
      isBroken = false;
    } else runs[runs.length - 1] = { ...last, to: at };
  }
  return runs.filter(({ from, to }) => to - from >= FROZEN_MS_MIN);
}
