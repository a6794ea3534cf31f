import { describe, expect, it } from 'vitest';
import { explainPoints, type PointPart } from '../../lib/domain/explain-points.ts';
import { partsToDecimal } from '../../lib/domain/money.ts';
import type { PointPrice } from '../../lib/domain/price.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { ONE } from './samples.ts';

/** 0.15 and 0.6 points a token, 500,000 points to the dollar. */
const POINTS: PointPrice = {
  perUnitNano: 500_000n * ONE,
  parts: 100n,
  rates: { 'input-tokens': 15n, 'output-tokens': 60n },
  pointsMin: 1n,
};
const question = (count: number): PointPart => ({ meter: 'input-tokens', count, partsPerUnit: 15n });
const answer = (count: number): PointPart => ({ meter: 'output-tokens', count, partsPerUnit: 60n });

function say(
  parts: readonly PointPart[],
  nano: bigint,
  change: Partial<PointPrice> = {},
  language: 'en' | 'zh' = 'en',
) {
  const sum = explainPoints(parts, { unit: 'USD', points: { ...POINTS, ...change } }, nano);
  return sum && [...sum.lines, sum.worth].map((text) => renderText(text, language));
}

describe('a sum that is made in points', () => {
  it('is every part, their sum, its rounding and what that is worth', () => {
    expect(say([question(8), answer(3)], 6000n)).toEqual([
      'Question: 8 × 0.15 = 1.2 points',
      'Answer: 3 × 0.6 = 1.8 points',
      'Together: 1.2 + 1.8 = 3 points',
      '3 points, 500,000 to $1 = $0.000006',
    ]);
    expect(say([question(8), answer(2)], 4000n)?.slice(2)).toEqual([
      'Together: 1.2 + 1.2 = 2.4 points',
      'Rounded to whole points: 2',
      '2 points, 500,000 to $1 = $0.000004',
    ]);
    expect(say([question(8), answer(2)], 4000n, {}, 'zh')).toEqual([
      '提问：8 × 0.15 = 1.2 点',
      '回答：2 × 0.6 = 1.2 点',
      '合计：1.2 + 1.2 = 2.4 点',
      '取整：2 点',
      '2 点，500,000 点 = $1，即 $0.000004',
    ]);
  });

  it('names the least charge as a line of its own', () => {
    expect(say([question(3)], 2000n)).toEqual([
      'Question: 3 × 0.15 = 0.45 points',
      'Rounded to whole points: 0',
      'The least that is charged, in points: 1',
      '1 point, 500,000 to $1 = $0.000002',
    ]);
  });

  it('may be cut off instead, as a sum that is set aside is', () => {
    expect(say([question(1), answer(6)], 6000n)?.slice(-2)).toEqual([
      'Rounded to whole points: 3',
      '3 points, 500,000 to $1 = $0.000006',
    ]);
  });

  it('is none where it does not lead to the amount, or nothing was counted', () => {
    expect(say([question(8), answer(3)], 8000n)).toBeNull();
    expect(say([question(0)], 2000n)).toBeNull();
  });
});

describe('a decimal of parts', () => {
  it.each([
    [0n, 100n, '0'],
    [45n, 100n, '0.45'],
    [100n, 100n, '1'],
    [7n, 1n, '7'],
    [123_456n, 1000n, '123.456'],
    [10n, 1000n, '0.01'],
  ])('%s of %s is %s', (count, parts, decimal) => {
    expect(partsToDecimal(count, parts)).toBe(decimal);
  });
});
