import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDraw } from '../../bench/relay-check/world.ts';
import { checkBeside, checkSide, medianOf } from '../../lib/domain/check-side.ts';
import type { CountedSide } from '../../lib/domain/counted.ts';
import { vocabularyOf } from '../../lib/domain/vocabulary.ts';

const O200K = vocabularyOf('gpt-4o').ratio;
const CLAUDE = vocabularyOf('claude-opus-4-1').ratio;

/** Calls of 50 to 2,000 tokens; each count is off by chance, up to a tenth. */
function calls(count: number, bill: (tokens: number, index: number) => number, seed = 1): readonly CountedSide[] {
  const draw = openDraw(seed);
  return Array.from({ length: count }, (_, index) => {
    const tokens = Math.round(50 * 40 ** draw());
    return { billed: Math.round(bill(tokens, index)), counted: Math.round(tokens * (0.9 + 0.2 * draw())) };
  });
}

const honest = (tokens: number): number => tokens;

describe('billed against counted', () => {
  it('is as expected where what was billed is what there was', () => {
    expect(checkSide(calls(40, honest), O200K, 12)).toMatchObject({
      kind: 'usual',
      calls: 40,
      eachMore: null,
      spikes: null,
    });
  });

  it.each([
    ['two fifths more', (tokens: number) => tokens * 1.4, 'more', Math.log(1.4)],
    ['twice as much', (tokens: number) => tokens * 2, 'more', Math.log(2)],
    ['half as much', (tokens: number) => tokens / 2, 'less', Math.log(0.5)],
  ] as const)('%s is beyond counting', (_what, bill, kind, log) => {
    const check = checkSide(calls(40, bill), O200K, 12);
    expect(check).toMatchObject({ kind, spikes: null });
    expect(check.kind !== 'few' && check.middle).toBeCloseTo(log, 1);
  });

  it('a model whose vocabulary nobody knows exactly explains more', () => {
    expect(
      checkSide(
        calls(200, (tokens) => tokens * 1.4),
        CLAUDE,
        12,
      ).kind,
    ).toBe('usual');
    expect(
      checkSide(
        calls(200, (tokens) => tokens * 2.4),
        CLAUDE,
        12,
      ).kind,
    ).toBe('more');
  });

  it('what a vocabulary is unsure of does not shrink with more calls, what chance adds does', () => {
    const at = (count: number, ratio = CLAUDE) =>
      checkSide(
        calls(count, (tokens) => tokens * 1.2),
        ratio,
        0,
      );
    const [few, many] = [at(20), at(20_000)];
    if (few.kind === 'few' || many.kind === 'few') throw new Error('there are enough');
    expect(many.error).toBeLessThan(few.error / 10);
    expect(many.high).toBeGreaterThan(Math.log(1.65 / 1.2));
    expect(many.high).toBeLessThanOrEqual(few.high);
  });

  it('says how many calls it needs, and nothing before', () => {
    expect(checkSide([], O200K, 12)).toEqual({ kind: 'few', calls: 0, needs: 10 });
    expect(
      checkSide(
        calls(9, (tokens) => tokens * 3),
        O200K,
        12,
      ),
    ).toMatchObject({ kind: 'few', calls: 9 });
    const wild = checkSide(
      calls(15, (tokens, index) => tokens * (index % 2 ? 0.6 : 1.7)),
      O200K,
      12,
    );
    expect(wild.kind === 'few' && wild.needs).toBeGreaterThan(15);
  });

  it('texts that are mostly template are left out', () => {
    const greetings = Array.from({ length: 50 }, () => ({ billed: 40, counted: 8 }));
    expect(checkSide(greetings, O200K, 12)).toMatchObject({ kind: 'few', calls: 0 });
  });

  it('the same tokens on top of each call are found, and how many', () => {
    const check = checkSide(
      calls(40, (tokens) => tokens + 400),
      O200K,
      12,
    );
    expect(check.kind).toBe('more');
    const each = check.kind === 'few' ? null : check.eachMore;
    expect(each).toBeGreaterThan(330);
    expect(each).toBeLessThan(470);
  });

  it('a few calls billed far above the others are said, also where the median is as expected', () => {
    const check = checkSide(
      calls(60, (tokens, index) => (index % 7 === 0 ? tokens * 2 : tokens)),
      O200K,
      12,
    );
    expect(check).toMatchObject({ kind: 'usual', spikes: { calls: 9, usual: 5 } });
  });

  it('of honest histories at most two in a hundred are beyond it, whatever chance does', () => {
    const found = Array.from({ length: 300 }, (_, seed) => checkSide(calls(12, honest, seed + 1), O200K, 12));
    expect(found.filter(({ kind }) => kind === 'more' || kind === 'less').length).toBeLessThanOrEqual(6);
  });

  it('any figures give an answer, in whatever order they come', () => {
    const side = fc.record({ billed: fc.nat(1e12), counted: fc.nat(1e9) });
    fc.assert(
      fc.property(fc.array(side, { maxLength: 60 }), fc.integer(), (sides, at) => {
        const check = checkSide(sides, CLAUDE, 12);
        const turned = [...sides.slice(at % 60), ...sides.slice(0, at % 60)];
        expect(checkSide(turned, CLAUDE, 12).kind).toBe(check.kind);
        if (check.kind !== 'few') expect([check.middle, check.low, check.high].every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('more billed never looks like less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 1, max: 4, noNaN: true }), (seed, factor) => {
        const [one, other] = [honest, (tokens: number) => tokens * factor].map((bill) =>
          checkSide(calls(30, bill, seed), O200K, 12),
        );
        if (one?.kind === 'few' || other?.kind === 'few' || !one || !other) return;
        expect(other.middle).toBeGreaterThanOrEqual(one.middle - 0.02);
      }),
    );
  });
});

describe('account beside account', () => {
  const padded = checkSide(
    calls(60, (tokens) => tokens * 1.2 * 1.4, 2),
    CLAUDE,
    12,
  );
  const plain = checkSide(
    calls(60, (tokens) => tokens * 1.2, 3),
    CLAUDE,
    12,
  );

  it('the vocabulary cancels: what counting alone explains shows beside another account', () => {
    expect([padded.kind, plain.kind]).toEqual(['usual', 'usual']);
    expect(checkBeside(padded, [plain], CLAUDE)).toMatchObject({ kind: 'more', others: 1 });
    expect(checkBeside(plain, [padded], CLAUDE)).toMatchObject({ kind: 'less' });
  });

  it('accounts that count alike are alike', () => {
    const other = checkSide(
      calls(60, (tokens) => tokens * 1.2, 4),
      CLAUDE,
      12,
    );
    expect(checkBeside(other, [plain], CLAUDE)).toMatchObject({ kind: 'usual' });
  });

  it('one of several that is off does not make the others look so', () => {
    const others = [5, 6].map((seed) =>
      checkSide(
        calls(60, (tokens) => tokens * 1.2, seed),
        CLAUDE,
        12,
      ),
    );
    expect(checkBeside(plain, [padded, ...others], CLAUDE)?.kind).toBe('usual');
    expect(checkBeside(padded, [plain, ...others], CLAUDE)?.kind).toBe('more');
  });

  it('nothing is said without another account, or with too few calls on a side', () => {
    const few = checkSide(calls(3, honest), CLAUDE, 12);
    expect(checkBeside(padded, [], CLAUDE)).toBeNull();
    expect(checkBeside(padded, [few], CLAUDE)).toBeNull();
    expect(checkBeside(few, [plain], CLAUDE)).toBeNull();
  });
});

describe('what a model counts by', () => {
  it.each([
    ['openai/gpt-4o-mini', 'o200k'],
    ['gpt-4.1', 'o200k'],
    ['o3-mini', 'o200k'],
    ['gpt-4-turbo-2024-04-09', 'cl100k'],
    ['gpt-4', 'cl100k'],
    ['gpt-3.5-turbo', 'cl100k'],
    ['Anthropic/Claude-3-5-Sonnet', 'claude'],
    ['google/gemini-2.0-flash', 'gemini'],
    ['deepseek-chat', 'deepseek'],
    ['Qwen/Qwen3-32B', 'qwen'],
    ['some-model', 'other'],
  ])('%s by %s', (model, family) => {
    expect(vocabularyOf(model).family).toBe(family);
  });

  it('is what the provider says where names do not tell', () => {
    expect(vocabularyOf('some-model', 'o200k')).toMatchObject({ family: 'o200k', ratio: { low: 1, high: 1 } });
  });

  it.each(['gpt-5', 'o3', 'openai/o4-mini', 'gemini-2.5-pro', 'grok-4', 'deepseek-reasoner', 'kimi-k2-thinking'])(
    '%s may think without showing it',
    (model) => expect(vocabularyOf(model).mayHide).toBe(true),
  );

  it.each(['gpt-4o', 'claude-sonnet-4-5', 'gemini-2.0-flash', 'deepseek-chat'])('%s does not', (model) =>
    expect(vocabularyOf(model).mayHide).toBe(false),
  );
});

it('the median is the one in the middle', () => {
  expect([medianOf([]), medianOf([3]), medianOf([4, 1]), medianOf([9, 1, 2])]).toEqual([0, 3, 2.5, 2]);
});
