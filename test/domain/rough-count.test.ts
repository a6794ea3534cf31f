import { countTokens as countExactly } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { countTokens } from '../../lib/domain/count-tokens.ts';
import { NO_TOKENS } from '../../lib/domain/counts.ts';
import { openRoughCounter } from '../../lib/domain/rough-count.ts';
import { TOKEN_SAMPLES } from './token-samples.ts';

const LONG = Object.entries(TOKEN_SAMPLES).filter(([, text]) => text.length >= 100);

function countRoughly(text: string) {
  const counter = openRoughCounter();
  counter.push(text);
  return counter.total();
}

describe('a count by characters alone', () => {
  it.each(LONG)('its range holds the true count of %s', (_name, text) => {
    const exact = countExactly(text, { disallowedSpecial: new Set() });
    const { low, likely, high } = countRoughly(text);
    expect(low).toBeLessThanOrEqual(exact);
    expect(high).toBeGreaterThanOrEqual(exact);
    expect([low, likely, high]).toEqual([low, likely, high].toSorted((a, b) => a - b));
  });

  it('says by its range that it is no real count: wider than that, and half or more to a side', () => {
    for (const [name, text] of LONG) {
      const rough = countRoughly(text);
      const real = countTokens(text);
      expect(rough.high - rough.low, name).toBeGreaterThan(2 * (real.high - real.low));
      expect(rough.low, name).toBeLessThanOrEqual(Math.ceil(rough.likely / 2));
    }
  });

  it('is nothing of nothing, at least one of anything, and the same however it comes', () => {
    expect(countRoughly('')).toEqual(NO_TOKENS);
    for (const text of ['a', ' ', '水', '\ud800', '\0']) expect(countRoughly(text).low).toBeGreaterThanOrEqual(1);
    const counter = openRoughCounter();
    for (const unit of 'some text 水') counter.push(unit);
    expect(counter.total()).toEqual(countRoughly('some text 水'));
    // What it does not tell apart is not said: nothing is learned from it of how a model counts.
    expect(counter.kinds).toBeUndefined();
  });
});
