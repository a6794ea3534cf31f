import { describe, expect, it } from 'vitest';
import { learnRate, nearLimit, type RateLimit, readRate } from '../../lib/domain/rate.ts';

const trio = (limit: string, remaining: string, reset: string) => ({
  'x-ratelimit-limit-requests': limit,
  'x-ratelimit-remaining-requests': remaining,
  'x-ratelimit-reset-requests': reset,
});

describe('the head of an answer', () => {
  // https://platform.openai.com/docs/guides/rate-limits: a bucket, which is full again after the reset.
  it.each([
    ['a second a call', trio('60', '2', '58s'), { limit: 60, used: 58, resetMs: 58_000 }],
    ['milliseconds', trio('5000', '4999', '12ms'), { limit: 5000, used: 1, resetMs: 12 }],
    ['fractions', trio('500', '400', '11.98s'), { limit: 500, used: 100, resetMs: 11_980 }],
    ['none left', trio('60', '0', '12s'), { limit: 60, used: 60, resetMs: 12_000 }],
    // Groq counts calls of a day in the same fields.
    ['a day', trio('14400', '14370', '2m59.56s'), null],
    ['a day of few', trio('200', '100', '12h0m0s'), null],
    ['nothing used', trio('60', '60', '0s'), null],
    ['no number', trio('many', '2', '58s'), null],
    ['more left than there is', trio('60', '61', '1s'), null],
  ])('tells the limit on calls a minute: %s', (_name, headers, reading) => {
    expect(readRate(headers)).toEqual(reading);
  });

  it.each([
    // draft-ietf-httpapi-ratelimit-headers, -10, -07, and -03 with its policy in the limit.
    ['newest', { ratelimit: '"default";r=2;t=30', 'ratelimit-policy': '"default";q=60;w=60' }],
    ['one field', { ratelimit: 'limit=60, remaining=2, reset=30', 'ratelimit-policy': '60;w=60' }],
    ['three fields', { 'ratelimit-limit': '60, 60;w=60', 'ratelimit-remaining': '2', 'ratelimit-reset': '30' }],
  ])('tells it in the words of the IETF: %s', (_name, headers) => {
    expect(readRate(headers)).toEqual({ limit: 60, used: 58, resetMs: 30_000 });
  });

  it.each([
    ['an hour', { ratelimit: '"default";r=2;t=30', 'ratelimit-policy': '"default";q=60;w=3600' }],
    ['no time', { 'ratelimit-limit': '60', 'ratelimit-remaining': '2', 'ratelimit-reset': '30' }],
    ['nothing', {}],
  ])('says nothing about a minute: %s', (_name, headers) => {
    expect(readRate(headers)).toBeNull();
  });
});

describe('a limit', () => {
  const at = 1_000_000_000;
  const call = { reading: null, isTooFast: false, ownCalls: 0, at };

  it('is learned from a refusal by our own count of that minute, if that is more than a few', () => {
    const learned: RateLimit = { limit: 20, at, stated: null };
    expect(learnRate(null, { ...call, isTooFast: true, ownCalls: 20 })).toEqual(learned);
    expect(learnRate(null, { ...call, isTooFast: true, ownCalls: 2 })).toBeNull();
    expect(learnRate(learned, { ...call, isTooFast: true, ownCalls: 0 })).toBe(learned);
  });

  it('that was stated, or that more calls kept to before, is not lowered by a refusal that states none', () => {
    const tooFast = { ...call, isTooFast: true, ownCalls: 3 };
    for (const stated of [{ used: 2, resetMs: 1000 }, null]) {
      const known: RateLimit = { limit: 60, at, stated };
      expect(learnRate(known, { ...tooFast, at: at + 1000 })).toBe(known);
      expect(learnRate(known, { ...tooFast, at: at + 86_400_001 })).toEqual({
        ...{ limit: 3, at: at + 86_400_001 },
        stated: null,
      });
    }
    expect(learnRate({ limit: 20, at, stated: null }, { ...tooFast, ownCalls: 30 })).toMatchObject({ limit: 30 });
  });

  it('is forgotten once more calls than that went through', () => {
    const learned: RateLimit = { limit: 20, at, stated: null };
    expect(learnRate(learned, { ...call, ownCalls: 19 })).toBe(learned);
    expect(learnRate(learned, { ...call, ownCalls: 20 })).toBeNull();
  });

  it('that the provider states counts before our own', () => {
    const reading = { limit: 60, used: 58, resetMs: 30_000 };
    expect(learnRate({ limit: 20, at, stated: null }, { ...call, reading })).toEqual({
      ...{ limit: 60, at },
      stated: { used: 58, resetMs: 30_000 },
    });
  });

  it('is worth a word from four fifths on', async () => {
    const known: RateLimit = { limit: 60, at, stated: null };
    const say = (count: number, now = at) => nearLimit(known, now, async () => count);
    expect(await say(47)).toBeNull();
    expect(await say(48)).toEqual({ used: 48, limit: 60 });
    expect(await say(75)).toEqual({ used: 60, limit: 60 });
    expect(await say(58, at + 86_400_001)).toBeNull();
    expect(await nearLimit(null, at, async () => 58)).toBeNull();
  });

  it('that was stated is counted on by our own calls since, until it begins anew', async () => {
    const known: RateLimit = { limit: 60, at, stated: { used: 57, resetMs: 30_000 } };
    const asked: number[] = [];
    const say = (now: number) =>
      nearLimit(known, now, async (since) => {
        asked.push(since);
        return 1;
      });
    expect(await say(at + 1000)).toEqual({ used: 58, limit: 60 });
    expect(await say(at + 30_000)).toBeNull();
    expect(asked).toEqual([at + 1, at - 30_000]);
  });
});
