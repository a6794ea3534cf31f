import { templateOf } from './catalogue.ts';
import { atUnit, type Money, type Unit } from './money.ts';
import { NANO_DIGITS, roundTo, shifted, strip, usualDecimals } from './shown-digits.ts';
import type { Language, Rounding } from './text.ts';
import { CALL_TOKENS } from './token-limit.ts';

/** How an amount is to be read; see `TextParam` for the meaning of each. */
export interface MoneyFormat {
  readonly decimalsMin?: number;
  readonly decimals?: number;
  readonly rounding?: Rounding;
}

const SYMBOLS: Readonly<Record<Unit, string>> = { USD: '$', CNY: '¥', EUR: '€', GBP: '£', JPY: 'JP¥' };
/** Currencies whose smallest coin is the whole unit. */
const WHOLE_UNITS: readonly Unit[] = ['JPY', 'KRW', 'VND'];

/**
 * An amount for people: `$3.92`, `$0.024`, `$0.0008`, `450 credits` / `450 点`. Two decimals, below ten cents two
 * significant digits; an amount that is not nothing never reads as 0.00.
 */
export function formatMoney(money: Money, language: Language, format: MoneyFormat = {}): string {
  const step = stepAbove(money, format);
  if (step === null) return withUnit(roundedText(money, format), money.unit, language);
  return templateOf('unit.below', language, null).replace(
    '{money}',
    withUnit(roundedText(step, format), step.unit, language),
  );
}

/** The number alone, rounded as {@link formatMoney} does. */
export function formatDigits(money: Money, language: Language, format: MoneyFormat = {}): string {
  return grouped(roundedText(money, format), language);
}

/** Every digit of the amount, with its unit: for "Show the sum". */
export function formatExact(money: Money, language: Language): string {
  const text = strip(shifted(money.nano, NANO_DIGITS), decimalsKept(money, {}));
  return withUnit(text, money.unit, language);
}

/** A price of pico-units (10⁻¹²) per counted unit, in full, for one unit or for a million of them. */
export function formatRate(unit: Unit, picoPerUnit: bigint, per: 1 | 1_000_000, language: Language): string {
  const text = shifted(picoPerUnit, per === 1 ? 12 : 6);
  const isWhole = strip(text, 0).includes('.') === false;
  return withUnit(strip(text, isWhole || !hasCents(unit) ? 0 : 2), unit, language);
}

/** How many decimals an amount is shown with, so that two amounts can be put beside each other. */
export function shownDecimals(money: Money): number {
  const text = roundedText(money, {});
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

/** Whether the unit is a currency by its ISO code; otherwise it is the name of a provider's credit. */
export function isCurrency(unit: Unit): boolean {
  return /^[A-Z]{3}$/.test(unit);
}

/** Thousands: "3,700" in English; Chinese groups from five digits on ("3700", "12,345"). */
export function grouped(digits: string, language: Language): string {
  const [whole = '', fraction] = digits.split('.');
  const digitsMin = language === 'zh' ? 5 : 4;
  const text = whole.replace('-', '').length < digitsMin ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? text : `${text}.${fraction}`;
}

/** The smallest amount that the wanted decimals can show, where this one is something and smaller; null otherwise. */
function stepAbove({ unit, nano }: Money, { decimals }: MoneyFormat): Money | null {
  if (decimals === undefined || nano <= 0n) return null;
  const step = 10n ** BigInt(NANO_DIGITS - decimals);
  return nano < step ? { unit, nano: step } : null;
}

/** Rounds for display only; nothing is computed with the result. */
function roundedText(money: Money, format: MoneyFormat): string {
  const decimals = format.decimals ?? Math.max(usualDecimals(money), format.decimalsMin ?? 0);
  const rounded = roundTo(money.nano, decimals, format.rounding);
  return strip(shifted(rounded, NANO_DIGITS), decimalsKept({ unit: money.unit, nano: rounded }, format));
}

/** How many decimals stay even if they are zeros. "$0.5" reads as a slip; "$0.000" says no more than "$0.00". */
function decimalsKept(money: Money, format: MoneyFormat): number {
  const usual = hasCents(money.unit) ? 2 : 0;
  if (format.decimals !== undefined) return usual === 0 && format.decimals <= 2 ? 0 : format.decimals;
  if (format.decimalsMin === undefined) return usual;
  const isWhole = money.nano % 10n ** BigInt(NANO_DIGITS) === 0n;
  if (money.nano === 0n) return Math.min(usual, format.decimalsMin);
  return format.decimalsMin === 0 && isWhole ? 0 : Math.max(usual, format.decimalsMin);
}

function hasCents(unit: Unit): boolean {
  return isCurrency(unit) && !WHOLE_UNITS.includes(unit);
}

function withUnit(digits: string, unit: Unit, language: Language): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const plain = grouped(digits.replace('-', ''), language);
  const symbol = atUnit(SYMBOLS, unit);
  if (symbol !== undefined) return sign + symbol + plain;
  if (unit === CALL_TOKENS) return templateOf('unit.callTokens', language, null).replace('{digits}', plain);
  if (unit !== 'credits') return `${sign}${plain} ${unit}`;
  return sign + templateOf('unit.credits', language, Number(digits)).replace('{digits}', plain);
}
