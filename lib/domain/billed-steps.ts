import type { Meter, Usage } from './call.ts';
import { priceQuantities, type RoundingMode } from './money.ts';

/** How units are billed that are not billed one by one. */
export interface BilledStep {
  /** In whole steps of so many, rounded up. */
  readonly each: number;
  /** So many at least where there is one at all. Absent: one step. */
  readonly least?: number;
}

/** By meter. A meter that is absent is billed as it is counted. */
export type BilledSteps = Readonly<Partial<Record<Meter, BilledStep>>>;

/** So many units as they are billed: never less than there are, and nothing of nothing. */
export function unitsBilled(count: number, step: BilledStep | undefined): number {
  if (step === undefined || count <= 0) return count;
  return Math.ceil(Math.max(count, step.least ?? 0) / step.each) * step.each;
}

/** What a call of this usage costs at least, nano-units; null: nothing is said, or it used nothing. `callMin`: pico-units. */
export function leastNano(
  usage: Usage,
  { callMin, rounding }: { readonly callMin?: bigint; readonly rounding: RoundingMode },
): bigint | null {
  if (callMin === undefined || !Object.values(usage).some((count) => count > 0)) return null;
  return priceQuantities([{ count: 1, picoPerUnit: callMin }], rounding);
}
