import { durationMs, MINUTE_MS_MAX, type RateUse } from './rate.ts';

/** What the head of an answer says of a model's tokens a minute. */
export interface TokensLeft extends RateUse {
  /** After so long all of them are free again, ms. */
  readonly resetMs: number;
}

/** The same, as it was said. */
export interface TokensKnown extends TokensLeft {
  /** Epoch ms. */
  readonly tokensAt: number;
}

/**
 * Reads `x-ratelimit-*-tokens`, as OpenAI made them usual: a bucket that fills up evenly. Null: nothing is said, all are free,
 * or it is another time than a minute.
 * @param headers by lower-case name.
 */
export function readTokensLeft(headers: Readonly<Record<string, string>>): TokensLeft | null {
  const of = (what: string): string => headers[`x-ratelimit-${what}-tokens`] ?? '';
  const [limit, left] = [wholeOf(of('limit')), wholeOf(of('remaining'))];
  const resetMs = durationMs(of('reset'));
  if (limit === null || left === null || resetMs === null || left >= limit) return null;
  const used = limit - left;
  return resetMs > 0 && resetMs * limit <= MINUTE_MS_MAX * used ? { limit, used, resetMs } : null;
}

/** A call that needs more tokens than are left of this minute. */
export interface TokensShort {
  readonly needed: number;
  readonly left: number;
}

/**
 * Whether a call of so many tokens would be too many for this minute; null: it would not, or nothing is known. What was used
 * comes back evenly until all of it is free; calls since then are not known to have been counted.
 */
export function tokensShort(known: TokensKnown | null, needed: number, nowMs: number): TokensShort | null {
  if (known === null) return null;
  const passedMs = nowMs - known.tokensAt;
  if (passedMs < 0 || passedMs >= known.resetMs) return null;
  const left = known.limit - Math.ceil((known.used * (known.resetMs - passedMs)) / known.resetMs);
  return needed > left ? { needed, left: Math.max(0, left) } : null;
}

function wholeOf(text: string): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}
