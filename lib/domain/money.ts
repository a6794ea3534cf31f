/**
 * Money is whole nano-units (10⁻⁹) of a currency or of a provider's credit, always in `bigint`: a $350 balance in VND
 * or 10⁹ tokens at $75 per million pass 2⁵³. This is the only file that multiplies a price or rounds.
 */

/** A currency code (`USD`, `CNY`) or the name of a provider's own credit (`credits`). Compared exactly. */
export type Unit = string;

/** What is said of a unit; undefined: nothing. Providers name their credits, and an object has words of its own. */
export function atUnit<T>(by: Readonly<Record<Unit, T>> | undefined, unit: Unit): T | undefined {
  return by !== undefined && Object.hasOwn(by, unit) ? by[unit] : undefined;
}

/** An amount. Negative amounts exist (debts, refunds). Unknown amounts are `null`, never `0`. */
export interface Money {
  readonly unit: Unit;
  /** Whole nano-units of `unit`. */
  readonly nano: bigint;
}

/** Where a sum of pico-units loses its last three digits: providers differ, so it is part of the price. */
export type RoundingMode = 'up' | 'half-up' | 'down';

/** One billed quantity: `count` units at `picoPerUnit` pico-units (10⁻¹²) each. */
export interface BilledQuantity {
  readonly count: number | bigint;
  readonly picoPerUnit: bigint;
}

const PICO_PER_NANO = 1000n;
const NANO_DIGITS = 9;

/**
 * The cost of several quantities in nano-units, rounded once, after the sum.
 * @throws RangeError when a count is not a whole number of at least 0: a float here means a bug upstream.
 */
export function priceQuantities(quantities: readonly BilledQuantity[], rounding: RoundingMode): bigint {
  return roundToNano(sumPico(quantities), rounding);
}

/** A decimal without loss: `digits × 10^-scale`. Ratios have no unit; amounts are never kept in this form. */
export interface Decimal {
  readonly digits: bigint;
  /** Digits behind the point, at least 0. */
  readonly scale: number;
}

/** Factors with more digits behind the point than this are not read: no list of prices needs them. */
const SCALE_MAX = 40;

/** The exact product of decimals of at least 0 as people and JSON write them; null where one of them is none. */
export function multiplyDecimals(factors: readonly string[]): Decimal | null {
  let product: Decimal = { digits: 1n, scale: 0 };
  for (const factor of factors) {
    const decimal = readDecimal(factor);
    if (decimal === null) return null;
    product = { digits: product.digits * decimal.digits, scale: product.scale + decimal.scale };
  }
  return product;
}

function readDecimal(text: string): Decimal | null {
  const match = /^(\d{1,30})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,2}))?$/i.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > SCALE_MAX) return null;
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

/** A decimal in whole parts of a `parts`-th, rounded half up. */
export function inParts({ digits, scale }: Decimal, parts: bigint): bigint {
  return divideHalfUp(digits * parts, 10n ** BigInt(scale));
}

/** A price for so many, as pico-units for one, rounded half up; null where it is no decimal. */
export function picoForOne(price: string, per: number): bigint | null {
  const decimal = readDecimal(price);
  if (decimal === null || !Number.isSafeInteger(per) || per < 1) return null;
  return divideHalfUp(decimal.digits * 10n ** 12n, 10n ** BigInt(decimal.scale) * BigInt(per));
}

/** How many parts a unit must have so that each of these decimals is a whole number of them. */
export function partsFor(decimals: readonly Decimal[]): bigint {
  return 10n ** BigInt(decimals.reduce((most, { scale }) => Math.max(most, scale), 0));
}

/** A provider that bills in whole points of its own: `perUnitNano` nano-points (10⁻⁹) are worth one unit of money. */
export interface Points {
  readonly perUnitNano: bigint;
}

const NANO_SQUARED = 10n ** 18n;

/** Whole points (or a debt of them) in nano-units, rounded half away from zero. */
export function pointsToNano(points: bigint, { perUnitNano }: Points): bigint {
  const nano = divideHalfUp((points < 0n ? -points : points) * NANO_SQUARED, perUnitNano);
  return points < 0n ? -nano : nano;
}

/** Counted units at a rate in parts of a point. */
export interface PointQuantity {
  readonly count: number | bigint;
  readonly partsPerUnit: bigint;
}

/** The points of several quantities, whole ones, rounded once after the sum: half up, or cut off. */
export function pointsOf(
  quantities: readonly PointQuantity[],
  parts: bigint,
  rounding: Exclude<RoundingMode, 'up'>,
): bigint {
  let sum = 0n;
  for (const { count, partsPerUnit } of quantities) sum += wholeCount(count) * partsPerUnit;
  return rounding === 'down' ? sum / parts : divideHalfUp(sum, parts);
}

/** So many parts of a point as an exact decimal; `parts` must be a power of ten, which {@link partsFor} makes. */
export function partsToDecimal(count: bigint, parts: bigint): string {
  const scale = parts.toString().length - 1;
  const digits = count.toString().padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${digits.slice(0, digits.length - scale)}${fraction && `.${fraction}`}`;
}

/** A price of a point-billed meter in pico-units of money, rounded: for reading, not for adding up. */
export function pointRateToPico(partsPerUnit: bigint, parts: bigint, { perUnitNano }: Points): bigint {
  return divideHalfUp(partsPerUnit * PICO_PER_NANO * NANO_SQUARED, parts * perUnitNano);
}

/** `of / per`: what a rate is multiplied with. Both above 0. */
export interface Ratio {
  readonly of: bigint;
  readonly per: bigint;
}

/** A rate of at least 0 times a ratio, to the nearest whole pico-unit (or part of a point), half up. */
export function timesRatio(rate: bigint, { of, per }: Ratio): bigint {
  return divideHalfUp(rate * of, per);
}

/** The roundest whole number of at least 0 from `low` to `high`: prices are round. `low` at most `high`. */
export function roundestBetween(low: bigint, high: bigint): bigint {
  if (low <= 0n) return 0n;
  let round = low;
  for (let step = 10n; step <= high; step *= 10n) {
    const next = ((low + step - 1n) / step) * step;
    if (next > high) break;
    round = next;
  }
  return round;
}

/** A rate of at least 0 with so many of its first digits, rounded to the side. */
export function firstDigits(rate: bigint, digits: number, side: 'down' | 'up'): bigint {
  const step = 10n ** BigInt(Math.max(0, rate.toString().length - digits));
  return ((rate + (side === 'up' ? step - 1n : 0n)) / step) * step;
}

/** So many times an amount. */
export function timesNano(nano: bigint, times: bigint): bigint {
  return nano * times;
}

/** `amountNano` of one unit in another of which `rateNano` (nano) make one, rounded half away from zero; null: no rate. */
export function convertNano(amountNano: bigint, rateNano: bigint): bigint | null {
  if (rateNano <= 0n) return null;
  const nano = divideHalfUp((amountNano < 0n ? -amountNano : amountNano) * 10n ** 9n, rateNano);
  return amountNano < 0n ? -nano : nano;
}

/**
 * The rate the other way round: where `rateNano` nano-units of one make one unit of another, so many of the other make one of
 * the first. Rounded down, so that what is converted by it ({@link convertNano}) is never too little; null: no rate.
 */
export function inverseRate(rateNano: bigint): bigint | null {
  if (rateNano <= 0n) return null;
  const inverse = 10n ** 18n / rateNano;
  return inverse === 0n ? null : inverse;
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}

function sumPico(quantities: readonly BilledQuantity[]): bigint {
  let pico = 0n;
  for (const quantity of quantities) pico += wholeCount(quantity.count) * quantity.picoPerUnit;
  return pico;
}

function wholeCount(count: number | bigint): bigint {
  if (typeof count === 'bigint' ? count < 0n : !Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`[money] a count must be a whole number of at least 0, got ${count}`);
  }
  return BigInt(count);
}

function roundToNano(pico: bigint, rounding: RoundingMode): bigint {
  const quotient = pico / PICO_PER_NANO;
  const rest = pico % PICO_PER_NANO;
  if (rest === 0n || rounding === 'down') return quotient;
  return rounding === 'up' || rest * 2n >= PICO_PER_NANO ? quotient + 1n : quotient;
}

/**
 * Reads a decimal as providers write it (`"7.18"`, `-0.5`, `7.1e-3`) into nano-units; digits beyond the ninth are cut
 * off towards zero. `null` for anything that is not a finite decimal, or absurdly long (over 40 characters).
 */
export function parseDecimal(value: unknown): bigint | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,2}))?$/i.exec(String(value).trim().slice(0, 41));
  if (!match || String(value).trim().length > 40) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const shift = NANO_DIGITS - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const magnitude = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -magnitude : magnitude;
}

/** Half of the last digit that a decimal shows, nano-units: so far rounding may have taken it. 0 below a nano-unit. */
export function halfOfLastDigit(decimal: string): bigint {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e([+-]?\d{1,2}))?$/i.exec(decimal.trim()) ?? [];
  const shift = NANO_DIGITS - fraction.length + Number(exponent);
  return shift <= 0 ? 0n : 10n ** BigInt(shift) / 2n;
}

/** What the last digit is worth that an amount shows, nano-units: `3.92` → a hundredth. A whole one at the most, as for 0. */
export function digitStep(nano: bigint): bigint {
  let step = 1n;
  while (step < 10n ** BigInt(NANO_DIGITS) && nano % (step * 10n) === 0n) step *= 10n;
  return step;
}

/** The smallest multiple of `stepNano` (above 0) that is at least `nano`. */
export function toStepAbove(nano: bigint, stepNano: bigint): bigint {
  return ((nano + stepNano - 1n) / stepNano) * stepNano;
}

/** A share of an amount in hundredths, rounded down: `percentOf(392n, 25)`. */
export function percentOf(nano: bigint, percent: number): bigint {
  return (nano * BigInt(Math.round(percent * 100))) / 10_000n;
}

/** Whole percent that an amount is of another of its unit, rounded down; of nothing, anything is 100 percent. */
export function percentIn(amount: bigint, whole: bigint): number {
  if (whole <= 0n) return amount > 0n ? 100 : 0;
  return Number((amount * 100n) / whole);
}

/** By how many percent `toNano` is away from `fromNano`, whole and without a sign; null when there is nothing to compare. */
export function percentChange(fromNano: bigint, toNano: bigint): number | null {
  if (fromNano <= 0n) return null;
  const distance = toNano > fromNano ? toNano - fromNano : fromNano - toNano;
  return Number((distance * 100n + fromNano / 2n) / fromNano);
}

/** So many equal parts of a sum; what does not divide is in the first one. */
export function equalParts(nano: bigint, count: number): readonly bigint[] {
  const each = nano / BigInt(count);
  return Array.from({ length: count }, (_, at) => (at === 0 ? nano - each * BigInt(count - 1) : each));
}

/** How many times `eachNano` goes into `nano`, whole times only, at least 0; null when each costs nothing. */
export function timesIn(nano: bigint, eachNano: bigint): bigint | null {
  if (eachNano <= 0n) return null;
  return nano <= 0n ? 0n : nano / eachNano;
}

/** The smaller and the larger of two amounts of one unit. */
export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** See {@link smaller}. */
export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** Nano-units as an exact decimal without trailing zeros: `7180000000n` → `"7.18"`. */
export function toDecimal(nano: bigint): string {
  const sign = nano < 0n ? '-' : '';
  const digits = (nano < 0n ? -nano : nano).toString().padStart(NANO_DIGITS + 1, '0');
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -NANO_DIGITS)}${fraction ? `.${fraction}` : ''}`;
}

/** An amount as a float, for statistics and forecasts only: nothing that is booked, held or compared with a limit comes from one. */
export function toFloat(amount: bigint): number {
  return Number(amount);
}

/** What statistics say an amount is, to the nearest nano-unit. `amount` is finite. */
export function fromFloat(amount: number): bigint {
  return BigInt(Math.round(amount));
}
