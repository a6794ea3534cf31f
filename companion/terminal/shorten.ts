import { parseDecimal } from '../../lib/domain/money.ts';
import { shownDigits } from '../../lib/domain/shown-digits.ts';
import type { Rounding } from '../../lib/domain/text.ts';

/** As pages show it: two digits behind the point, or the first two that are not 0. Whole amounts stay whole. */
export function shorten(decimal: string, rounding?: Rounding): string {
  const nano = decimal.includes('.') ? parseDecimal(decimal) : null;
  return nano === null ? decimal : shownDigits(nano, rounding);
}

/** An amount as people write it: `$4.99`, `12.50 CNY`, `20 calls`. `rounding`: of what is left down, of what is missing up. */
export function showAmount(decimal: string, unit: string, rounding?: Rounding): string {
  const short = shorten(decimal, rounding);
  if (unit !== 'USD') return `${short} ${unit}`;
  return short.startsWith('-') ? `-$${short.slice(1)}` : `$${short}`;
}
