import { describe, expect, it } from 'vitest';
import { compareList, type Drift, driftText, HOST_TIMES_MAX, judgeDrifts, type TheirModel } from '../../build/drift.ts';
import type { Price } from '../../lib/domain/price.ts';
import { chatPrice, NOW } from '../domain/samples.ts';

/** $10 in, $1 cached, $30 out for a million; half of it until 2026-11-21. */
const OURS = chatPrice({
  rates: { 'input-tokens': 5_000_000n, 'cached-input-tokens': 500_000n, 'output-tokens': 15_000_000n },
  dated: [
    {
      from: '2026-11-21',
      rates: { 'input-tokens': 10_000_000n, 'cached-input-tokens': 1_000_000n, 'output-tokens': 30_000_000n },
    },
  ],
});
const SAME: TheirModel = { id: 'big', input: 10, output: 30, cacheRead: 1 };
const compare = (theirs: readonly TheirModel[], price: Price | null = OURS, at = NOW) =>
  compareList('makers', theirs, { find: (model) => (model === 'big' ? price : null), at });

describe('what two lists have in common', () => {
  it('is counted, and nothing is told where they say the same', () => {
    expect(compare([SAME, { id: 'theirs-only', input: 1, output: 1 }])).toEqual({
      list: 'makers',
      shared: 1,
      missing: 1,
      drifts: [],
    });
  });

  it('is compared as of the day of their list', () => {
    expect(compare([SAME], OURS, Date.parse('2026-11-20T23:59:59Z')).drifts.map(({ ratio }) => ratio)).toEqual([
      2, 2, 2,
    ]);
  });

  it.each([
    [{ ...SAME, input: 10.049 }, 0],
    [{ ...SAME, input: 10.051 }, 1],
    [{ ...SAME, input: 9.951 }, 0],
    [{ ...SAME, input: 9.949 }, 1],
    // What a list does not say, or says as nothing, says nothing.
    [{ id: 'big', output: 30 }, 0],
    [{ ...SAME, cacheRead: 0 }, 0],
    [{ ...SAME, cacheWrite: 12.5 }, 0],
  ])('%j differs in %i rates', (their, count) => {
    expect(compare([their]).drifts).toHaveLength(count);
  });

  it('does not compare other currencies, nor take what we have as free for the same', () => {
    expect(compare([SAME], chatPrice({ unit: 'CNY' }))).toMatchObject({ shared: 0, drifts: [] });
    const free = chatPrice({ rates: { 'input-tokens': 0n, 'output-tokens': 30_000_000n } });
    expect(compare([SAME], free).drifts.map(({ ratio }) => ratio)).toEqual([Number.POSITIVE_INFINITY]);
  });
});

describe('a difference', () => {
  const drift = (list: string, ratio: number, meter: Drift['meter'] = 'input-tokens'): Drift => {
    return { list, model: 'big', meter, ours: 1, theirs: ratio, ratio };
  };
  const kinds = { makers: 'maker', hosts: 'host' } as const;

  it('at a maker is wrong until somebody explains it', () => {
    const why = 'they are older';
    expect(judgeDrifts([drift('makers', 1.01)], [], kinds).wrong).toHaveLength(1);
    const explained = judgeDrifts([drift('makers', 1.01)], [{ list: 'makers', model: 'big', why }], kinds);
    expect(explained).toMatchObject({ wrong: [], told: [{ why }], stale: [] });
  });

  it('is explained for its own meter only, where the explanation names one', () => {
    const one = { list: 'makers', model: 'big', meter: 'output-tokens', why: 'pictures' } as const;
    const { wrong, told } = judgeDrifts([drift('makers', 2), drift('makers', 2, 'output-tokens')], [one], kinds);
    expect(wrong.map(({ meter }) => meter)).toEqual(['input-tokens']);
    expect(told.map(({ meter }) => meter)).toEqual(['output-tokens']);
  });

  it.each([
    [HOST_TIMES_MAX - 0.01, 0],
    [HOST_TIMES_MAX, 1],
    [1 / HOST_TIMES_MAX + 0.001, 0],
    [1 / HOST_TIMES_MAX, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('at a host of others’ models is told up to a bound: × %d', (ratio, wrong) => {
    expect(judgeDrifts([drift('hosts', ratio)], [], kinds).wrong).toHaveLength(wrong);
  });

  it('of a list nobody knows is a maker’s', () => {
    expect(judgeDrifts([drift('new', 1.1)], [], kinds).wrong).toHaveLength(1);
  });

  it('that is gone leaves a stale explanation', () => {
    const gone = { list: 'makers', model: 'other', why: 'old' };
    expect(judgeDrifts([], [gone], kinds).stale).toEqual([gone]);
  });

  it('is a line with model, meter, both rates and how far apart they are', () => {
    expect(driftText(drift('makers', 2), 'because').replaceAll(/ +/g, ' ')).toBe(
      'makers/big input-tokens 1 2 × 2.000 because',
    );
  });
});
