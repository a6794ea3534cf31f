import { describe, expect, it } from 'vitest';
import type { EstimateBasis } from '../../lib/domain/estimate.ts';
import { explainBasis } from '../../lib/domain/explain-basis.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { ONE } from './samples.ts';

const BASIS: EstimateBasis = {
  input: { low: 1204, likely: 1204, high: 1204 },
  isExact: true,
  output: { low: 310, likely: 720, high: 1900 },
  outputMax: 4096,
  calls: 46,
  of: 'model',
};
const say = (
  change: Partial<EstimateBasis> = {},
  mostNano: bigint | undefined = undefined,
  language = 'en' as 'en' | 'zh',
) =>
  explainBasis({ unit: 'USD', basis: { ...BASIS, ...change }, ...(mostNano !== undefined && { mostNano }) }).map(
    (text) => renderText(text, language),
  );

describe('what an estimate rests on', () => {
  it('is its counts and the calls they are from', () => {
    expect(say()).toEqual([
      '1,204 tokens in (exact), 310–1,900 out (your last 46 calls to this model).',
      'Four in five answers end within that.',
    ]);
    expect(say({}, undefined, 'zh')).toEqual([
      '输入 1204 tokens（精确），输出 310–1900（依据你对该模型的最近 46 次调用）。',
      '五次回答中约四次落在其中。',
    ]);
  });

  it.each([
    [
      'counted within a range, told by its farther end',
      { low: 1000, likely: 1200, high: 1236 },
      undefined,
      'counted, ±17 %',
    ],
    ['counted to the token', { low: 1204, likely: 1204, high: 1204 }, undefined, 'counted'],
    [
      'exact of its texts, beside what nobody can count',
      { low: 1204, likely: 1204, high: 1264 },
      true,
      'counted, ±5 %',
    ],
    ['of nothing', { low: 0, likely: 0, high: 0 }, undefined, 'counted'],
    ['of hardly anything', { low: 0, likely: 0, high: 9 }, undefined, 'counted, from 0 to 9'],
    ['far off, by both ends', { low: 1, likely: 8, high: 15 }, true, 'counted, from 1 to 15'],
    ['by a percentage that people can read', { low: 75, likely: 100, high: 125 }, undefined, 'counted, ±25 %'],
  ] as const)('says how the input is known: %s', (_what, input, isExact, how) => {
    const { isExact: _exact, ...others } = BASIS;
    const basis = { ...others, input, ...(isExact && { isExact }) };
    const [line = { key: 'basis.chance' } as const] = explainBasis({ unit: 'USD', basis });
    expect(renderText(line, 'en')).toContain(`tokens in (${how})`);
  });

  it('speaks of one token as of one', () => {
    const one = { low: 1, likely: 1, high: 1 };
    const none = { low: 0, likely: 0, high: 0 };
    for (const output of [BASIS.output, none]) {
      const [line = { key: 'basis.chance' } as const] = explainBasis({
        unit: 'USD',
        basis: { ...BASIS, input: one, output },
      });
      expect(renderText(line, 'en')).toMatch(/^1 token in /);
    }
  });

  it.each([
    [{ of: 'provider', calls: 46 }, 'your last 46 calls to other models here'],
    [{ of: 'model', calls: 1 }, 'your last 1 call to this model'],
    [{ of: 'alike', calls: 46 }, 'your last 46 calls to this model that asked for the same'],
    [{ of: 'here', calls: 46 }, 'your last 46 calls to this model from this page'],
    [{ of: null, calls: 0 }, 'what is usual: too few calls of yours yet'],
  ] as const)('says of what the output is known: %j', (change, why) => {
    expect(say(change)[0]).toContain(`310–1,900 out (${why})`);
  });

  it('says how many are thoughts, and what cannot be exceeded', () => {
    expect(say({ thought: { low: 100, likely: 400, high: 900 } }, ONE / 8n).slice(2)).toEqual([
      'Of these, 100–900 are thoughts that you pay for, about 400.',
      'At most $0.125: the answer may have 4,096 tokens.',
    ]);
    expect(say({ thought: { low: 1, likely: 1, high: 1 }, outputMax: null }, ONE)).toHaveLength(2);
  });

  it('is the input alone where there is no answer, and nothing where no tokens are priced', () => {
    const none = { low: 0, likely: 0, high: 0 };
    expect(say({ output: none, outputMax: 0, calls: 0, of: null }, ONE)).toEqual(['1,204 tokens in (exact).']);
    expect(explainBasis({ unit: 'credits' })).toEqual([]);
  });
});
