import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTokensLeft, tokensShort } from '../../lib/domain/tokens-left.ts';

const head = (limit: string, remaining: string, reset: string) => ({
  'x-ratelimit-limit-tokens': limit,
  'x-ratelimit-remaining-tokens': remaining,
  'x-ratelimit-reset-tokens': reset,
});

describe('tokens of this minute', () => {
  it('are read as OpenAI and Groq say them', () => {
    // https://platform.openai.com/docs/guides/rate-limits and https://console.groq.com/docs/rate-limits, 2026-11-22.
    expect(readTokensLeft(head('150000', '149984', '6ms'))).toEqual({ limit: 150_000, used: 16, resetMs: 6 });
    expect(readTokensLeft(head('18000', '17997', '7.66ms'))).toBeNull();
    expect(readTokensLeft(head('6000', '3000', '30s'))).toEqual({ limit: 6000, used: 3000, resetMs: 30_000 });
  });

  it.each([
    ['nothing is said', {}],
    ['all are free', head('6000', '6000', '0s')],
    ['it is of a day', head('6000', '3000', '720m0s')],
    ['more are left than there are', head('6000', '7000', '1s')],
    ['it is no number', head('many', '3', '1s')],
  ])('are not known where %s', (_name, headers) => {
    expect(readTokensLeft(headers)).toBeNull();
  });

  const known = { limit: 30_000, used: 20_500, resetMs: 41_000, tokensAt: 1000 };

  it('do not do for a call that needs more than are left, and come back evenly', () => {
    expect(tokensShort(known, 12_000, 1000)).toEqual({ needed: 12_000, left: 9500 });
    expect(tokensShort(known, 9500, 1000)).toBeNull();
    expect(tokensShort(known, 12_000, 7000)).toBeNull();
    expect(tokensShort(known, 40_000, 1000 + 41_000)).toBeNull();
    expect(tokensShort(null, 12_000, 1000)).toBeNull();
  });

  it('are never fewer later on, nor below nothing', () => {
    fc.assert(
      fc.property(fc.nat(41_000), fc.nat(41_000), (a, b) => {
        const [sooner, later] = [Math.min(a, b), Math.max(a, b)].map((ms) => tokensShort(known, 10 ** 9, 1000 + ms));
        if (!sooner || !later) return;
        expect(later.left).toBeGreaterThanOrEqual(sooner.left);
        expect(sooner.left).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
