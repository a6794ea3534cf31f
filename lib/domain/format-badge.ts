import { atUnit, type Money, type Unit } from './money.ts';

const NANO = 1_000_000_000n;
const SYMBOLS: Readonly<Record<Unit, string>> = { USD: '$', CNY: '¥', EUR: '€', GBP: '£' };
const STEPS: readonly (readonly [bigint, string])[] = [
  [1_000_000_000_000n, 'T'],
  [1_000_000_000n, 'B'],
  [1_000_000n, 'M'],
  [1_000n, 'k'],
  [1n, ''],
];

/**
 * A balance in at most four characters: `$3.9`, `392`, `1.2k`, `5¢`. Always rounded down, so that the badge never
 * promises more than is there; a debt is `-$3`, and what fits no step is `∞` (a debt: `!`).
 */
export function formatBadge(money: Money): string {
  const isDebt = money.nano < 0n;
  const magnitude = isDebt ? -money.nano : money.nano;
  const symbol = atUnit(SYMBOLS, money.unit) ?? '';
  const room = 4 - symbol.length - (isDebt ? 1 : 0);
  const sign = isDebt ? '-' : '';
  if (magnitude > 0n && magnitude < NANO / 10n) return sign + small(magnitude, money.unit);
  const text = fit(magnitude, room) ?? fit(magnitude, room + symbol.length);
  if (text === null) return isDebt ? '!' : '∞';
  return sign + (text.length <= room ? symbol : '') + text;
}

/** Less than a tenth of the unit: whole cents where there are cents, else "less than a tenth". */
function small(magnitude: bigint, unit: Unit): string {
  if (unit !== 'USD' && unit !== 'EUR') return '<.1';
  const cents = magnitude / (NANO / 100n);
  return cents === 0n ? '<1¢' : `${cents}¢`;
}

/** The longest rendering, rounded down, of at most `room` characters; null when there is none. */
function fit(magnitude: bigint, room: number): string | null {
  for (const [factor, letter] of STEPS) {
    const tenths = (magnitude * 10n) / (factor * NANO);
    if (tenths < 10n && factor > 1n) continue;
    const withTenths = `${tenths / 10n}.${tenths % 10n}${letter}`;
    if (withTenths.length <= room && tenths % 10n !== 0n) return withTenths;
    const whole = `${tenths / 10n}${letter}`;
    return whole.length <= room && (tenths >= 10n || tenths === 0n) ? whole : null;
  }
  return null;
}
