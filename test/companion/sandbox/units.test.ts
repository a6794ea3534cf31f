import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNano, formatSixPlaces, readNano } from '../../../companion/sandbox/units.ts';

describe('decimals', () => {
  test.each([
    [7_180_000_000n, 9, '7.180000000'],
    [-3_210_000n, 9, '-0.003210000'],
    [392_000_000_000n, 0, '392'],
    [9_980_000_000n, 2, '9.98'],
    [10_000_000_000n, 2, '10.00'],
    [1n, 2, '0.000000001'],
    [0n, 0, '0'],
  ])('%s nano with %s places is %s', (nano, places, text) => {
    expect(formatNano(nano, places)).toBe(text);
  });

  test('what is written is read back, whatever the places', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.nat(9), (nano, places) => {
        expect(readNano(formatNano(nano, places))).toBe(nano);
      }),
    );
  });

  test.each(['', 'x', '1.', '.5', '1e3', '0.1234567891', '--1', null, Number.NaN, Number.POSITIVE_INFINITY, {}])(
    '%j is no decimal',
    (value) => expect(readNano(value)).toBeNull(),
  );

  test.each([
    [50_000_000n, '0.050000'],
    [-2_000n, '-0.000002'],
    [2_459_499n, '0.002459'],
    [2_459_500n, '0.002460'],
    [-499n, '0.000000'],
  ])('%s nano is printed as %s by a relay', (nano, text) => {
    expect(formatSixPlaces(nano)).toBe(text);
  });
});
