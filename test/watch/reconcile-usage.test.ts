import { describe, expect, it } from 'vitest';
import { renderText } from '../../lib/domain/render-text.ts';
import type { DayUsage } from '../../lib/domain/usage-ask.ts';
import {
  differenceOf,
  explainUsage,
  reconcileUsage,
  type SeenUsage,
  tokensOf,
} from '../../lib/watch/reconcile-usage.ts';

const DAY = '2026-11-20';
const stated = (inputTokens: number, outputTokens: number, more: Partial<DayUsage> = {}): DayUsage => ({
  ...{ day: DAY, model: 'gpt-4o', inputTokens, cachedTokens: 0, outputTokens, calls: 1 },
  ...more,
});
const seen = (inputTokens: number, outputTokens: number, more: Partial<SeenUsage> = {}): SeenUsage => ({
  ...{ day: DAY, model: 'gpt-4o', inputTokens, cachedTokens: 0, outputTokens, calls: 1, unknownCalls: 0 },
  ...more,
});
const say = (theirs: readonly DayUsage[], ours: readonly SeenUsage[], language: 'en' | 'zh' = 'en') =>
  explainUsage(reconcileUsage(theirs, ours), 'OpenAI').map((text) => renderText(text, language));

describe('tokens of a call', () => {
  it('of the input are those it was sent, those a cache spared, and those that were kept', () => {
    const usage = { 'input-tokens': 10, 'cached-input-tokens': 20, 'cache-write-tokens': 5, 'output-tokens': 7 };
    expect(tokensOf(usage)).toEqual({ inputTokens: 35, cachedTokens: 20, outputTokens: 7 });
  });

  it('are none of a call that is billed by something else', () => {
    expect(tokensOf({ images: 2 })).toBeNull();
    expect(tokensOf({ 'input-tokens': 0 })).toEqual({ inputTokens: 0, cachedTokens: 0, outputTokens: 0 });
  });
});

describe('there and here, by day and model', () => {
  it('a short name and the version it stood for are one row', () => {
    const rows = reconcileUsage([stated(100, 10, { model: 'gpt-4o-2024-08-06' })], [seen(60, 6), seen(40, 4)]);
    expect(rows).toMatchObject([
      { day: DAY, model: 'gpt-4o', stated: { inputTokens: 100, calls: 1 }, seen: { inputTokens: 100, calls: 2 } },
    ]);
    expect(rows.map(differenceOf)).toEqual([{ input: 0, output: 0 }]);
  });

  it('keeps the full name where both know it, and days apart', () => {
    const model = 'gpt-4o-2024-08-06';
    const rows = reconcileUsage(
      [stated(1, 1, { model }), stated(2, 2, { model, day: '2026-11-19' })],
      [seen(1, 1, { model })],
    );
    expect(rows.map(({ day, model: name, seen: { calls } }) => [day, name, calls])).toEqual([
      ['2026-11-19', model, 0],
      [DAY, model, 1],
    ]);
  });

  it('what one row does not tell is not known of the sum', () => {
    const [row] = reconcileUsage([stated(1, 1, { calls: null, cachedTokens: null }), stated(1, 1)], []);
    expect(row?.stated).toEqual({ inputTokens: 2, cachedTokens: null, outputTokens: 2, calls: null });
  });
});

describe('what it comes to', () => {
  it('nothing, where there was nothing', () => {
    expect(say([], [])).toEqual(['OpenAI counted no tokens on these days, and none were seen here.']);
  });

  it('the same, to a hundredth', () => {
    const same = ['What OpenAI counted and what was seen here agree.'];
    expect(say([stated(1000, 100)], [seen(1000, 100)])).toEqual(same);
    expect(say([stated(1000, 100)], [seen(990, 100)])).toEqual(same);
    expect(say([stated(1000, 100)], [seen(988, 100)])).not.toEqual(same);
  });

  it('differences that make up for each other are no agreement', () => {
    const theirs = [stated(1000, 0), stated(500, 0, { model: 'o4-mini' })];
    const ours = [seen(500, 0), seen(1000, 0, { model: 'o4-mini' })];
    expect(say(theirs, ours)).toEqual([
      'OpenAI counted as many tokens in all as were seen here, on other days or of other models.',
    ]);
  });

  it('more there, with the day and model that has most of it, and calls that did not pass here', () => {
    expect(say([stated(5000, 500, { calls: 12 }), stated(70, 0, { model: 'o4-mini' })], [seen(1000, 100)])).toEqual([
      'OpenAI counted 4,470 tokens more than were seen here.',
      'The largest part, 4,400, is of gpt-4o on 2026-11-20 (UTC).',
      'It counted 12 calls more: other programs use the organisation.',
    ]);
  });

  it('as many calls and other tokens: they are counted in another way', () => {
    expect(say([stated(5000, 500)], [seen(1000, 100)]).at(-1)).toBe(
      'The calls are as many: their tokens are counted in another way there.',
    );
  });

  it('as many calls in all, and others on each day, are not the same calls', () => {
    const day = '2026-11-19';
    expect(say([stated(5000, 500)], [seen(1000, 100, { day })]).at(-1)).toBe(
      'Other programs use the organisation, or calls went past Tollkeeper.',
    );
  });

  it('less there, and calls of which nobody knows', () => {
    const ours = [seen(1000, 100), seen(0, 0, { unknownCalls: 1 })];
    expect(say([stated(100, 10, { calls: null })], ours)).toEqual([
      'OpenAI counted 990 tokens fewer than were seen here.',
      'The largest part, 990, is of gpt-4o on 2026-11-20 (UTC).',
      'How many tokens 1 call took is not known.',
      'Some is told later, or calls were made with a key of another organisation.',
    ]);
    expect(say([], [seen(0, 0, { unknownCalls: 2 })], 'zh')).toEqual([
      '这几天 OpenAI 没有统计到 token，这里也没有看到。',
      '有 2 次调用用了多少 token 不清楚。',
    ]);
  });
});
