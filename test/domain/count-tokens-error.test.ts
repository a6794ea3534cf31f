import { describe, expect, it } from 'vitest';
import { readTexts } from '../../bench/estimate/corpora.ts';
import { measureCounter } from '../../bench/estimate/page-counter.ts';
import { FEATURES, openPieces } from '../../lib/domain/token-pieces.ts';
import { CHAIN_PRICES, PLAIN_PRICES, WHOLE_PRICES } from '../../lib/domain/token-prices.ts';

/*
 * What docs/estimates.md says of the page's counter, on texts that it was not fitted to: files of installed packages and
 * generated ones. Bounds are a little wider than what is measured, because packages change.
 */

const rows = measureCounter(readTexts());
const of = (text: string) => rows.find((row) => row.text === text);

describe('the counter without a vocabulary, on texts it was not fitted to', () => {
  it.each(rows.map((row) => [row.text, row] as const))('the range of %s holds the true count', (_text, row) => {
    expect(row.slices).toBeGreaterThan(100);
    expect(row.inside).toBeGreaterThanOrEqual(0.96);
  });

  it('holds it for more than 99 of 100 slices of all', () => {
    expect(of('all')?.inside).toBeGreaterThan(0.99);
  });

  it.each([
    // The target for all together.
    ['all', 0.025, 0.08, 0.01],
    ['prose en', 0.025, 0.08, 0.02],
    ['prose de', 0.025, 0.08, 0.015],
    ['prose fr', 0.025, 0.08, 0.01],
    ['prose es', 0.035, 0.085, 0.035],
    ['prose ru', 0.025, 0.08, 0.015],
    // A few hundred sentences of one package, full of the same terms.
    ['prose ja', 0.04, 0.11, 0.04],
    ['prose ko', 0.045, 0.11, 0.04],
    ['prose zh_CN', 0.05, 0.145, 0.035],
    ['markdown', 0.02, 0.06, 0.01],
    ['code', 0.015, 0.055, 0.01],
    ['types', 0.02, 0.065, 0.02],
    ['json', 0.015, 0.045, 0.01],
    // Names of models and their prices.
    ['json, packed', 0.045, 0.105, 0.05],
    ['base64', 0.02, 0.05, 0.01],
    ['logs', 0.01, 0.02, 0.01],
  ])('%s: median, 95th percentile and bias', (text, median, p95, bias) => {
    const row = of(text);
    expect(row?.median).toBeLessThanOrEqual(median);
    expect(row?.p95).toBeLessThanOrEqual(p95);
    expect(Math.abs(row?.bias ?? 1)).toBeLessThanOrEqual(bias);
  });
});

describe('the work of a count', () => {
  it.each(['a', 'Th', 'ß', '=', '=!', ' ', '\n', '\r\n', '9', '水', 'к', '\u{1f600}', '\ud800', 'aA', '’'])(
    'grows with the text and no faster: %j',
    (unit) => {
      const [one, ten] = [featuresOf(unit.repeat(2000)), featuresOf(unit.repeat(20_000))];
      expect(ten).toBeLessThanOrEqual(one * 10 + 10);
      expect(one).toBeLessThanOrEqual(2000 * unit.length * 8 + 10);
    },
  );

  it('has a price for each feature, and no feature without one', () => {
    const prices = PLAIN_PRICES.length + (CHAIN_PRICES.length + WHOLE_PRICES.length) * 2;
    expect(prices).toBe(FEATURES);
    const features = new Set<number>();
    const everyUnit = Array.from(
      { length: 65_536 },
      (_none, code) => `${String.fromCharCode(code)}a ${String.fromCharCode(code)}`,
    );
    featuresOf(everyUnit.join(''), features);
    expect(Math.max(...features)).toBeLessThan(prices);
    expect(Math.min(...features)).toBe(0);
    expect(PLAIN_PRICES.every(Number.isInteger)).toBe(true);
  });
});

function featuresOf(text: string, seen = new Set<number>()): number {
  let count = 0;
  const pieces = openPieces({
    add: (feature) => {
      count += 1;
      seen.add(feature);
    },
    end: () => {
      count += 1;
    },
  });
  pieces.push(text);
  pieces.cut();
  return count;
}
