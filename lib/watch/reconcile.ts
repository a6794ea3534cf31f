import type { Outcome } from '../domain/call.ts';
import { digitStep, larger, smaller, type Unit } from '../domain/money.ts';

/** A balance at an instant, for reconciling: what its readings said. */
export interface BalanceAt {
  /** Epoch ms. */
  readonly at: number;
  /** Nano-units. */
  readonly availableNano: bigint;
  /** Nano-units; null: not said. */
  readonly frozenNano: bigint | null;
}

/** A call of the wallet, as far as reconciling needs it. */
export interface SeenCall {
  readonly callId: string;
  /** What the provider numbers it by; null: it says none. */
  readonly providerRequestId: string | null;
  readonly model: string | null;
  readonly openedAt: number;
  readonly settledAt: number;
  /** Nano-units; null: what it cost nobody knows. */
  readonly cost: { readonly lowNano: bigint; readonly likelyNano: bigint; readonly highNano: bigint } | null;
  readonly outcome: Outcome['kind'];
  /** What the provider set aside for it at the most, nano-units; null: not known. */
  readonly setAsideNano: bigint | null;
}

/** What one wallet is reconciled from. Lists may be in any order. */
export interface ReconcileInput {
  readonly unit: Unit;
  readonly points: readonly BalanceAt[];
  readonly calls: readonly SeenCall[];
  /** Payments that somebody reported with their sum. */
  readonly reported: readonly { readonly at: number; readonly nano: bigint }[];
  /** Within what time of a call's end a reading shows what it cost, ms. */
  readonly lagMs: number;
}

/** Money that came in. */
export interface TopUp {
  /** Between these readings, epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly nano: bigint;
  /** Somebody said how much; else it is what the balance rose by, and what was spent meanwhile. */
  readonly isReported: boolean;
}

/** From one reading to another between which no call ran over: what is gone, and what we saw of it. Nano-units. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly topUps: readonly TopUp[];
  /** What left the balance, top-ups taken into account. */
  readonly goneNano: bigint;
  readonly seenLowNano: bigint;
  readonly seenNano: bigint;
  readonly seenHighNano: bigint;
  /** Gone and not seen; negative: less is gone than we booked. */
  readonly differenceNano: bigint;
  /** What rounding of the readings may make of it. */
  readonly slackNano: bigint;
  readonly calls: readonly SeenCall[];
  readonly unknownCalls: number;
  /** No call was under way at either end: nothing of it belongs to a neighbour. */
  readonly isSettled: boolean;
  /** The difference is within what is not known exactly. */
  readonly isExplained: boolean;
}

/** A report belongs to a rise that came within this, ms. */
const REPORT_MS_MAX = 14 * 86_400_000;

/**
 * Balance drops beside calls, span by span, oldest first. A span ends at readings that no call overlaps, so that what was set
 * aside for a moment, and what is billed late, is in one span and not in two. What was spent unseen while money came in
 * cannot be told from it, unless the sum was reported.
 */
export function reconcile(input: ReconcileInput): readonly Span[] {
  const points = [...input.points].sort((a, b) => a.at - b.at);
  const calls = [...input.calls].sort((a, b) => a.settledAt - b.settledAt);
  const step = points.reduce<bigint | null>((least, { availableNano }) => {
    const own = digitStep(availableNano);
    return least === null ? own : smaller(least, own);
  }, null);
  const left = [...input.reported].sort((a, b) => a.at - b.at);
  const spans: Span[] = [];
  let part: BalanceAt[] = [];
  for (const [index, point] of points.entries()) {
    part.push(point);
    const isLast = index === points.length - 1;
    if (part.length < 2 || !(isLast || isQuiet(point, calls, input.lagMs))) continue;
    spans.push(spanOf(part, { ...input, calls, reported: left }, step ?? 0n));
    part = [point];
  }
  return spans;
}

/** Whether a reading has all of every call that ended, and nothing of another. */
function isQuiet({ at }: BalanceAt, calls: readonly SeenCall[], lagMs: number): boolean {
  return !calls.some(({ openedAt, settledAt }) => openedAt <= at && at < settledAt + lagMs);
}

function spanOf(
  part: readonly BalanceAt[],
  input: ReconcileInput & { readonly reported: { at: number; nano: bigint }[] },
  slackNano: bigint,
): Span {
  const [first, last] = [part[0], part.at(-1)];
  if (first === undefined || last === undefined) throw new Error('[watch] a span has two ends');
  const calls = input.calls.filter(({ settledAt }) => settledAt > first.at && settledAt <= last.at);
  const topUps = findTopUps(part, { ...input, calls }, slackNano);
  const paidNano = topUps.reduce((sum, { nano }) => sum + nano, 0n);
  const goneNano = first.availableNano - last.availableNano + paidNano;
  const known = calls.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const seen = {
    seenLowNano: known.reduce((sum, { lowNano }) => sum + lowNano, 0n),
    seenNano: known.reduce((sum, { likelyNano }) => sum + likelyNano, 0n),
    seenHighNano: known.reduce((sum, { highNano }) => sum + highNano, 0n),
  };
  const isExplained = goneNano >= seen.seenLowNano - slackNano && goneNano <= seen.seenHighNano + slackNano;
  return {
    ...{ from: first.at, to: last.at, topUps, goneNano, ...seen, slackNano, calls, isExplained },
    differenceNano: goneNano - seen.seenNano,
    unknownCalls: calls.length - known.length,
    isSettled: isQuiet(first, input.calls, input.lagMs) && isQuiet(last, input.calls, input.lagMs),
  };
}

/** A rise is money that came, unless calls that ended meanwhile may have given back what was set aside for them. */
function findTopUps(
  part: readonly BalanceAt[],
  { calls, reported }: ReconcileInput & { readonly reported: { at: number; nano: bigint }[] },
  slackNano: bigint,
): readonly TopUp[] {
  return part.slice(1).flatMap((to, index): readonly TopUp[] => {
    const from = part[index];
    if (from === undefined) return [];
    const during = calls.filter(({ settledAt }) => settledAt > from.at && settledAt <= to.at);
    const spentNano = during.reduce((sum, { cost }) => sum + (cost?.likelyNano ?? 0n), 0n);
    const givenBackNano = during
      .filter(({ openedAt }) => openedAt <= from.at)
      .reduce((sum, { setAsideNano, cost }) => sum + (setAsideNano ?? cost?.highNano ?? 0n), 0n);
    const roseNano = to.availableNano - from.availableNano;
    if (roseNano <= givenBackNano + slackNano) return [];
    const which = reported.findIndex(({ at }) => at <= to.at && to.at - at < REPORT_MS_MAX);
    const [report] = which < 0 ? [] : reported.splice(which, 1);
    return [{ from: from.at, to: to.at, nano: report?.nano ?? roseNano + spentNano, isReported: report !== undefined }];
  });
}

/** One day of a wallet, nano-units. */
export interface ReconciledDay {
  /** `YYYY-MM-DD`, by where the span ends. */
  readonly day: string;
  readonly goneNano: bigint;
  readonly seenNano: bigint;
  readonly differenceNano: bigint;
  readonly topUpNano: bigint;
  readonly unknownCalls: number;
  /** All of it is within what is not known exactly. */
  readonly isExplained: boolean;
  /** Every span of it lies between readings at which nothing was under way. */
  readonly isSettled: boolean;
}

/** Spans by the day on which they end, oldest first. `dayOf`: the day of an instant. */
export function byDay(spans: readonly Span[], dayOf: (at: number) => string): readonly ReconciledDay[] {
  const days = new Map<string, ReconciledDay>();
  for (const span of spans) {
    const day = dayOf(span.to);
    const known = days.get(day);
    const paidNano = span.topUps.reduce((sum, { nano }) => sum + nano, 0n);
    days.set(day, {
      day,
      goneNano: (known?.goneNano ?? 0n) + span.goneNano,
      seenNano: (known?.seenNano ?? 0n) + span.seenNano,
      differenceNano: (known?.differenceNano ?? 0n) + span.differenceNano,
      topUpNano: (known?.topUpNano ?? 0n) + paidNano,
      unknownCalls: (known?.unknownCalls ?? 0) + span.unknownCalls,
      isExplained: (known?.isExplained ?? true) && span.isExplained,
      isSettled: (known?.isSettled ?? true) && span.isSettled,
    });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Differences below both are not worth a word: a twentieth of what is gone, and half a unit. */
const TELL_SHARE = 20n;
const TELL_NANO_MIN = 500_000_000n;

/** Whether a difference is worth telling somebody unasked. */
export function isWorthTelling({
  differenceNano,
  goneNano,
  seenNano,
  isExplained,
  isSettled,
}: Pick<ReconciledDay, 'differenceNano' | 'goneNano' | 'seenNano' | 'isExplained' | 'isSettled'>): boolean {
  const size = differenceNano < 0n ? -differenceNano : differenceNano;
  const whole = larger(larger(goneNano, seenNano), 0n);
  return isSettled && !isExplained && size >= TELL_NANO_MIN && size >= whole / TELL_SHARE;
}
