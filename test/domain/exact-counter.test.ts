import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openExactCounter, rememberCounts } from '../../lib/domain/exact-counter.ts';
import { openOurs } from '../tokenizer/encodings.ts';

const { count } = openOurs('o200k_base');

it('counts a text in pieces as the whole, and each text by itself', () => {
  const texts = fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), { maxLength: 4 });
  fc.assert(
    fc.property(texts, (all) => {
      const counter = openExactCounter(count);
      for (const pieces of all) {
        for (const piece of pieces) counter.push(piece);
        counter.cut();
      }
      const tokens = all.reduce((sum, pieces) => sum + count(pieces.join('')), 0);
      expect(counter.total()).toEqual({ low: tokens, likely: tokens, high: tokens });
      expect(counter.total().likely).toBe(tokens);
    }),
  );
});

it('counts nothing as nothing', () => {
  const counter = openExactCounter(count);
  counter.push('');
  counter.cut();
  expect(counter.total()).toEqual({ low: 0, likely: 0, high: 0 });
});

it('counts a long text that comes again once', () => {
  const counted: string[] = [];
  const remember = rememberCounts((text) => counted.push(text));
  const long = 'x'.repeat(2000);
  expect([remember(long), remember(long), remember('a'), remember('a'), remember(`${long}y`)]).toEqual([1, 1, 2, 3, 4]);
  expect(counted).toEqual([long, 'a', 'a', `${long}y`]);
});
