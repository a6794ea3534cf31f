import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTokens } from '../../lib/domain/count-tokens.ts';
import { NO_TOKENS } from '../../lib/domain/counts.ts';
import { kindsOf, openRecount } from '../../lib/domain/recount.ts';
import { TOKEN_SAMPLES } from './token-samples.ts';

const LONG = Object.values(TOKEN_SAMPLES).join('\n').repeat(20);

/** A place in a text, how much of it goes, and what comes there. */
const edits = fc.array(
  fc.tuple(fc.nat(60_000), fc.nat(5000), fc.oneof(fc.string({ maxLength: 8 }), fc.constant(LONG.slice(0, 9000)))),
  {
    maxLength: 12,
  },
);

it('after any edits the count is that of the whole text, but for the places where it may only be cut anywhere', () => {
  const recount = openRecount();
  fc.assert(
    fc.property(edits, (all) => {
      let text = LONG;
      for (const [at, gone, come] of all) {
        text = text.slice(0, at) + come + text.slice(at + gone);
        const whole = countTokens(text);
        const parts = recount.count(text);
        expect(Math.abs(parts.likely - whole.likely)).toBeLessThanOrEqual(1 + whole.likely / 2000);
        const [ofParts, ofWhole] = [recount.kinds(), kindsOf(text)].map((kinds) =>
          kinds.reduce((sum, one) => sum + one, 0),
        );
        expect(Math.abs((ofParts ?? 0) - (ofWhole ?? 0))).toBeLessThanOrEqual(1 + whole.likely / 2000);
      }
    }),
    { numRuns: 30 },
  );
});

it('prose that has blanks is cut where nothing is lost: the count is the same', () => {
  const prose = `${TOKEN_SAMPLES.english} `.repeat(200);
  expect(openRecount().count(prose)).toEqual(countTokens(prose));
  expect(openRecount().count(LONG).likely).toBeCloseTo(countTokens(LONG).likely, -1);
});

it('a key that is pressed in a megabyte has a few thousand characters counted, whatever they are', () => {
  let work = 0;
  const recount = openRecount((text) => {
    work += text.length;
    return kindsOf(text);
  });
  for (const unit of [LONG, '水', 'a', ' ', '\n', '😀', '9']) {
    let text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    recount.count(text);
    for (const at of [0, 1, 500_000, text.length - 1, text.length]) {
      work = 0;
      text = `${text.slice(0, at)}x${text.slice(at)}`;
      recount.count(text);
      expect(work, `${unit.slice(0, 5)} at ${at}`).toBeLessThan(10_000);
      work = 0;
      text = text.slice(0, at) + text.slice(at + 1);
      recount.count(text);
      expect(work, `${unit.slice(0, 5)} without ${at}`).toBeLessThan(10_000);
      work = 0;
      recount.count(text);
      expect(work, 'the same text').toBe(0);
    }
  }
});

it('a text that grows at its end is not counted from its beginning', () => {
  let work = 0;
  const recount = openRecount((text) => {
    work += text.length;
    return kindsOf(text);
  });
  for (let length = 0; length <= 100_000; length += 100) recount.count(LONG.slice(0, length));
  expect(work).toBeLessThan(1000 * 8000);
});

it('nothing is nothing, and what was let go is counted anew', () => {
  const recount = openRecount();
  expect(recount.count('')).toEqual(NO_TOKENS);
  expect(recount.count('x')).toEqual(countTokens('x'));
  recount.forget();
  expect(recount.kinds().every((tokens) => tokens === 0)).toBe(true);
  expect(recount.count(LONG).likely).toBeCloseTo(countTokens(LONG).likely, -1);
  expect(recount.count('')).toEqual(NO_TOKENS);
});
