import type { Rounding } from './text.ts';

/*
 * Digits of amounts for people, the same in pages and in the terminal. To the nearest, so that what was spent neither seems more nor less
 * than it was and parts add up as well as they can; what somebody has is never shown as more, what is missing never as less (`Rounding`).
 * Nothing is computed with the result.
 */

/** Digits behind the point of amounts. */
export const NANO_DIGITS = 9;

/** An amount without a unit: two decimals, below ten cents two significant digits. */
export function shownDigits(nano: bigint, rounding?: Rounding): string {
  return strip(shifted(roundTo(nano, usualDecimals({ nano }), rounding), NANO_DIGITS), 2);
}

/** Nano-units, rounded to so many decimals; to the nearest unless said. */
export function roundTo(nano: bigint, decimals: number, rounding?: Rounding): bigint {
  const magnitude = nano < 0n ? -nano : nano;
  const step = 10n ** BigInt(NANO_DIGITS - decimals);
  const rounded = ((magnitude + added(step, rounding, nano < 0n)) / step) * step;
  return nano < 0n ? -rounded : rounded;
}

/** What is added before the rest is cut off. A debt rounded down is a larger debt. */
function added(step: bigint, rounding: Rounding | undefined, isNegative: boolean): bigint {
  if (rounding === undefined) return step / 2n;
  return (rounding === 'up') === isNegative ? 0n : step - 1n;
}

/** How many decimals two significant digits of an amount take: at least 2, zeros at the end included. */
export function usualDecimals({ nano }: { readonly nano: bigint }): number {
  return Math.min(NANO_DIGITS, Math.max(2, leadingZeros(nano < 0n ? -nano : nano) + 2));
}

/** Zeros between the point and the first other digit; 0 for amounts of at least a tenth, and for nothing. */
function leadingZeros(magnitude: bigint): number {
  return magnitude === 0n ? 0 : Math.max(0, NANO_DIGITS - magnitude.toString().length);
}

/** A whole number with the point moved `digits` to the left. */
export function shifted(value: bigint, digits: number): string {
  const sign = value < 0n ? '-' : '';
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Drops zeros at the end, down to `decimalsMin` decimals. */
export function strip(text: string, decimalsMin: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.slice(0, decimalsMin).padEnd(decimalsMin, '0') + fraction.slice(decimalsMin).replace(/0+$/, '');
  return kept === '' ? whole : `${whole}.${kept}`;
}
