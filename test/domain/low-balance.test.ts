import { describe, expect, it } from 'vitest';
import { explainLow } from '../../lib/domain/explain-low.ts';
import { findLowLine, isLowNow } from '../../lib/domain/low-balance.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { NOW, ONE } from './samples.ts';

const usd = (...nanos: readonly bigint[]) => nanos.map((nano) => ({ unit: 'USD', nano }));
const USUAL = usd(ONE, ONE, 2n * ONE, 3n * ONE, 90n * ONE);

describe('below what a balance is low', () => {
  it.each([
    ['ten calls as the one in the middle', USUAL, undefined, 20n * ONE],
    ['nothing, before there are five calls', USUAL.slice(1), undefined, null],
    ['nothing, where calls were free', usd(0n, 0n, 0n, 0n, 0n), undefined, null],
    ['the amount that was chosen', USUAL, { USD: 7n }, 7n],
    ['one that was chosen before any call', [], { USD: 7n }, 7n],
    ['not one that was chosen in another unit', USUAL, { CNY: 7n }, 20n * ONE],
  ])('%s', (_name, costs, chosen, below) => {
    expect(findLowLine('USD', costs, chosen).belowNano).toBe(below);
  });
});

describe('a balance that falls', () => {
  const line = { belowNano: 100n, typicalNano: 10n };
  it.each([
    ['is low below the line', false, 99n, true],
    ['is not at the line', false, 100n, false],
    ['stays low just above it', true, 101n, true],
    ['stays low up to a quarter above it', true, 124n, true],
    ['is not from there on', true, 125n, false],
    ['is low as a debt', false, -1n, true],
  ])('%s', (_name, wasLow, nano, isLow) => {
    expect(isLowNow(wasLow, nano, line)).toBe(isLow);
  });

  it.each([true, false])('is what it was (%s) while nothing is known', (wasLow) => {
    expect(isLowNow(wasLow, null, line)).toBe(wasLow);
    expect(isLowNow(wasLow, 5n, { belowNano: null, typicalNano: null })).toBe(wasLow);
  });
});

describe('the notice', () => {
  const low =
    (nano: bigint, typicalNano: bigint | null, readAt = NOW) =>
    (language: Language) => {
      const balance = { account: 'Laozhang', unit: 'USD', nano, readAt, line: { belowNano: ONE, typicalNano } };
      const { title, lines } = explainLow(balance, NOW);
      return [title, ...lines].map((line) => renderText(line, language)).join(' ');
    };

  it('says what is there, for how much it does, and the way on', () => {
    const say = low(394_999_999n, 42_000_000n);
    expect(say('en')).toBe(
      'Balance at Laozhang is low: $0.39. Enough for about 9 more calls like yours. Click to see where it went.',
    );
    expect(say('zh')).toBe('Laozhang 余额不多了：$0.39。 按你平时的用量，约够 9 次。 点击查看钱花在哪了。');
  });

  it('says how old the figure is when it is old', () => {
    expect(low(ONE / 2n, null, NOW - 3 * 3_600_000)('en')).toBe(
      'Balance at Laozhang is low: $0.50. That is below the $1 you chose. Read 3 h ago. Click to see where it went.',
    );
  });

  it('speaks of one call, of none, and of nothing left', () => {
    expect(low(50_000_000n, 42_000_000n)('en')).toContain('about 1 more call like yours');
    expect(low(5_000_000n, 42_000_000n)('en')).toContain('A call like yours usually costs more than that.');
    expect(low(0n, 42_000_000n)('en')).toContain('is low: $0.00. Calls may be refused from now on.');
  });
});
