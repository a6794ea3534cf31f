/** An exact decimal: `units / 10^scale`. The relays settle with such a type; a float sum is off by one now and then. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The number as it is written: 0.1 is a tenth, not the float next to it. */
export function decimal(value: number | bigint | string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new Error(`${value} is no decimal`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const units = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** a × b × … */
export function times(...factors: readonly Decimal[]): Decimal {
  return factors.reduce((a, b) => ({ units: a.units * b.units, scale: a.scale + b.scale }), decimal(1));
}

/** a + b + … */
export function plus(...terms: readonly Decimal[]): Decimal {
  const scale = Math.max(0, ...terms.map((term) => term.scale));
  return { units: terms.reduce((sum, term) => sum + atScale(term, scale), 0n), scale };
}

/** a − b. */
export function minus(a: Decimal, b: Decimal): Decimal {
  return plus(a, { units: -b.units, scale: b.scale });
}

/** Below zero, zero or above: −1, 0 or 1. */
export function signOf({ units }: Decimal): -1 | 0 | 1 {
  if (units === 0n) return 0;
  return units < 0n ? -1 : 1;
}

/** The nearest whole number, halves away from zero. */
export function roundHalfAway({ units, scale }: Decimal): bigint {
  const unit = 10n ** BigInt(scale);
  const magnitude = units < 0n ? -units : units;
  const rounded = (magnitude * 2n + unit) / (unit * 2n);
  return units < 0n ? -rounded : rounded;
}

/** With so many places, cut off beyond them: "1.005". */
export function toFixed({ units, scale }: Decimal, places: number): string {
  const kept = atScale({ units, scale }, Math.max(scale, places)) / 10n ** BigInt(Math.max(scale - places, 0));
  const digits = (kept < 0n ? -kept : kept).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return kept < 0n ? `-${text}` : text;
}

function atScale({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}
