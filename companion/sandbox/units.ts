/** One whole unit (a dollar, a credit) in nano-units. */
export const nanoPerUnit = 1_000_000_000n;

/**
 * Writes nano-units as an exact decimal, never with an exponent.
 * `placesMin` decimals are always written; further ones (up to nine) only where they are not zero.
 */
export function formatNano(nano: bigint, placesMin: number): string {
  const sign = nano < 0n ? '-' : '';
  const size = nano < 0n ? -nano : nano;
  const decimals = (size % nanoPerUnit).toString().padStart(9, '0');
  const kept = decimals.slice(0, placesMin) + decimals.slice(placesMin).replace(/0+$/, '');
  return `${sign}${size / nanoPerUnit}${kept === '' ? '' : `.${kept}`}`;
}

/**
 * Reads a decimal ("7.18", "-3", 0.05) into nano-units.
 * `null`: not a decimal, more than nine decimals, or absurdly long.
 */
export function readNano(value: unknown): bigint | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return null;
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = '0', decimals = ''] = match;
  const size = BigInt(whole) * nanoPerUnit + BigInt(decimals.padEnd(9, '0'));
  return sign === '-' ? -size : size;
}

/** Six decimals, rounded half away from zero: how Go's `%.6f` prints a quota in relay messages. */
export function formatSixPlaces(nano: bigint): string {
  const size = nano < 0n ? -nano : nano;
  const micro = (size + 500n) / 1000n;
  const sign = nano < 0n && micro > 0n ? '-' : '';
  return `${sign}${micro / 1_000_000n}.${(micro % 1_000_000n).toString().padStart(6, '0')}`;
}
