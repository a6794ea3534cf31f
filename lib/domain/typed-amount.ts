import { parseDecimal } from './money.ts';

/** Groups of three as our own amounts have them: 1,000 and 12,345,678.50. */
const GROUPED = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,9})?$/;
/** With one comma that cannot be that, it is a decimal comma. */
const PLAIN = /^\d{1,15}(?:[.,]\d{1,9})?$/;

/**
 * An amount of money or credits as people type it, in nano-units; null: it is none of at least 0, or has more than fifteen digits before
 * the point or nine behind it. `1,000` is a thousand, as everything here is written; `5,5` is five and a half.
 */
export function readTypedAmount(typed: string): bigint | null {
  const text = typed.trim();
  if (GROUPED.test(text)) {
    const digits = text.replaceAll(',', '');
    return PLAIN.test(digits) ? parseDecimal(digits) : null;
  }
  return PLAIN.test(text) ? parseDecimal(text.replace(',', '.')) : null;
}
