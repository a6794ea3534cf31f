import { type Adjustment, bookedUnknown, type Hold } from './amounts.ts';
import { addAdjustment, type BatchState, type BookedCall, bookHold } from './batch-state.ts';
import { BACK, isCorrection, sumOfCorrections } from './corrections.ts';
import type { AdjustLimits } from './operations.ts';

/** The id of the adjustment that a settlement after the sweep makes: there is one. */
export const LATE = 'late-settlement';
/** The id of the adjustment that takes back what a call of unknown cost was booked at, for what corrections say instead. */
const TAKEN_BACK = 'unknown-taken-back';

/** Books an adjustment within its limits, which hold for all that are asked at once. @returns whether it was booked. */
export function adjust(
  adjustment: Adjustment,
  limits: AdjustLimits,
  held: Hold | undefined,
  state: BatchState,
): boolean {
  const { callId, id, cost } = adjustment;
  const { leastNano, isUnknown = false } = limits;
  const told = state.booked.get(callId)?.adjustments ?? [];
  if (told.some((one) => one.id === id)) return false;
  const sum = sumOfCorrections(told.filter(isCorrection), cost.unit) + cost.nano;
  if (leastNano !== undefined && sum < leastNano) return false;
  if (isUnknown && !takeBackUnknown(adjustment, held, state)) return false;
  const booked = state.booked.get(callId);
  return booked !== undefined && addAdjustment(state, booked, adjustment);
}

/** Takes back what the call was booked at, once. @returns false: what it came to is known. */
function takeBackUnknown({ callId, cost }: Adjustment, held: Hold | undefined, state: BatchState): boolean {
  // Nobody saw its end: the rest of its time would change nothing.
  if (held !== undefined) bookHold(state, held, bookedUnknown(held, state.now));
  const booked = state.booked.get(callId);
  if (booked === undefined || booked.booking.certainty === 'known' || has(booked, LATE)) return false;
  if (has(booked, TAKEN_BACK)) return true;
  const { cost: was, calls } = booked.booking;
  const back = was === null ? { unit: cost.unit, nano: 0n } : { unit: was.unit, nano: -was.nano };
  const taken = { callId, id: TAKEN_BACK, kind: 'late-usage', cost: back, tokens: 0n, calls: 1n - calls } as const;
  return addAdjustment(state, booked, taken);
}

/** Whether corrections say what a call of unknown cost came to. */
export function isCorrected(booked: BookedCall): boolean {
  return has(booked, TAKEN_BACK);
}

/** What was put in the place of an unknown cost goes where that is told after all; what a provider gave back stays. */
export function takeBackCorrections(booked: BookedCall, state: BatchState): void {
  const stand = booked.adjustments.filter(({ kind }) => kind === 'repricing' || kind === 'reconciliation');
  for (const { id, cost, ...rest } of stand) {
    const back = { ...rest, id: `${id}${BACK}`, cost: { unit: cost.unit, nano: -cost.nano }, tokens: -rest.tokens };
    addAdjustment(state, booked, { ...back, calls: -rest.calls });
  }
}

function has({ adjustments }: BookedCall, id: string): boolean {
  return adjustments.some((one) => one.id === id);
}
