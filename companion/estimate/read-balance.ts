import { type Money, parseDecimal } from '../../lib/domain/money.ts';

const SIGNS: Readonly<Record<string, string>> = { $: 'USD', '¥': 'CNY', '€': 'EUR', '£': 'GBP' };

/** An amount as people write it: `3.92USD`, `$3.92`, `450 credits`, `3,920.50 CNY`; dollars where nothing is said. Null: none. */
export function readBalance(text: string): Money | null {
  const [, sign, digits = '', name] = /^\s*([$¥€£])?\s*(-?[\d,]*\.?\d+)\s*([A-Za-z]{1,16})?\s*$/.exec(text) ?? [];
  const nano = parseDecimal(digits.replaceAll(',', ''));
  if (nano === null || (sign !== undefined && name !== undefined)) return null;
  const unit = name?.length === 3 ? name.toUpperCase() : name?.toLowerCase();
  return { unit: unit ?? SIGNS[sign ?? '$'] ?? 'USD', nano };
}
