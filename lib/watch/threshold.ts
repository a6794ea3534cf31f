import { percentOf, toDecimal, type Unit } from '../domain/money.ts';
import type { Threshold } from '../domain/threshold.ts';

/** What holds where nobody set a threshold of an account: a fifth of a usual day, and three days. */
export const ACCOUNT_THRESHOLDS: readonly Threshold[] = [
  { kind: 'of-day', percent: 20 },
  { kind: 'runway', days: 3 },
];
/** The same of a budget: a fifth of its limit. */
export const BUDGET_THRESHOLDS: readonly Threshold[] = [{ kind: 'of-limit', percent: 20 }];

/** What tells thresholds of one subject apart: `of-day-20`, `amount-5-USD`. */
export function nameThreshold(threshold: Threshold): string {
  switch (threshold.kind) {
    case 'amount':
      return `amount-${writeAmount(threshold.below, threshold.unit)}-${threshold.unit}`;
    case 'runway':
      return `runway-${threshold.days}`;
    default:
      return `${threshold.kind}-${threshold.percent}`;
  }
}

/** An amount as a decimal; tokens and calls are counted whole. */
export function writeAmount(amount: bigint, unit: Unit): string {
  return isCounted(unit) ? String(amount) : toDecimal(amount);
}

/** Whether a unit is none of money. */
export function isCounted(unit: Unit): unit is 'tokens' | 'calls' {
  return unit === 'tokens' || unit === 'calls';
}

/** What shares are taken of, in one unit; null: not known. */
export interface Wholes {
  readonly unit: Unit;
  readonly rechargeNano: bigint | null;
  readonly usualDayNano: bigint | null;
  readonly limit: bigint | null;
}

/** Below what a threshold is crossed, in the unit's smallest parts; null: nothing to go by, or it is of another unit. */
export function lineOf(threshold: Threshold, { unit, rechargeNano, usualDayNano, limit }: Wholes): bigint | null {
  const share = (whole: bigint | null, percent: number): bigint | null =>
    whole === null || whole <= 0n ? null : percentOf(whole, percent);
  switch (threshold.kind) {
    case 'amount':
      return threshold.unit === unit ? threshold.below : null;
    case 'of-recharge':
      return share(rechargeNano, threshold.percent);
    case 'of-day':
      return share(usualDayNano, threshold.percent);
    case 'of-limit':
      return share(limit, threshold.percent);
    case 'runway':
      return null;
  }
}

/** How far above the line something must rise before it can fall below it again, %: the line moves a little, too. */
const RISE_PERCENT = 125;

/** Whether what is left is below a line, given whether it was: it is so until it rises well above it. */
export function isBelow(left: bigint, line: bigint, wasBelow: boolean): boolean {
  return left < line || (wasBelow && left < percentOf(line, RISE_PERCENT));
}
