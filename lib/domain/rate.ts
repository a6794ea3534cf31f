/** How many calls of this minute are used up. */
export interface RateUse {
  readonly used: number;
  readonly limit: number;
}

/** What the head of an answer says about its provider's limit on calls a minute. */
export interface RateReading extends RateUse {
  /** After so long all of them are free again, ms; at most a minute or so. */
  readonly resetMs: number;
}

/** What is known of the limit on an account's calls a minute. */
export interface RateLimit {
  readonly limit: number;
  /** When that was said, or found out by a refusal, epoch ms. */
  readonly at: number;
  /** What the provider itself counted then; null: only a refusal came. */
  readonly stated: Omit<RateReading, 'limit'> | null;
}

const MINUTE_MS = 60_000;
/** A minute, with what it may be off by where it is worked out. */
export const MINUTE_MS_MAX = 75_000;
/** Limits change with what an account has paid: an older one says nothing. */
const LIMIT_MS_MAX = 24 * 60 * MINUTE_MS;
/** A refusal after fewer calls than this came for calls that were made elsewhere. */
const LEARNED_MIN = 3;
/** From this part of the limit on it is worth a word. */
const NEAR_PERCENT = 80;

/**
 * Reads the limit on calls a minute: `x-ratelimit-*-requests`, as OpenAI made it usual (a bucket that fills up again: the
 * time it takes tells the window), or the IETF's `RateLimit` fields in any of their drafts, which name it (`w=60`).
 * Null: it says nothing, or speaks of another time than a minute.
 * @param headers by lower-case name.
 */
export function readRate(headers: Readonly<Record<string, string>>): RateReading | null {
  const of = (name: string): string => headers[name] ?? '';
  const total = wholeOf(/^\d+/, of('x-ratelimit-limit-requests'));
  if (total !== null) {
    const use = usedUp(total, wholeOf(/^\d+/, of('x-ratelimit-remaining-requests')));
    const resetMs = durationMs(of('x-ratelimit-reset-requests'));
    const isMinute = use !== null && use.used > 0 && resetMs !== null && resetMs * total <= MINUTE_MS_MAX * use.used;
    return isMinute ? { ...use, resetMs } : null;
  }
  const state = `${of('ratelimit')};r=${of('ratelimit-remaining')};t=${of('ratelimit-reset')}`;
  const policy = `${of('ratelimit')};${of('ratelimit-policy')};${of('ratelimit-limit')}`;
  const limit = wholeOf(/\b(?:q|limit)=(\d+)/, policy) ?? wholeOf(/(?:^|;)"?(\d+)/, policy);
  const use = limit && usedUp(limit, wholeOf(/\b(?:r|remaining)=(\d+)/, state));
  const seconds = wholeOf(/\b(?:t|reset)=(\d+)/, state);
  if (!use || seconds === null || wholeOf(/\bw=(\d+)/, policy) !== 60) return null;
  return { ...use, resetMs: Math.min(seconds * 1000, MINUTE_MS) };
}

function usedUp(limit: number, left: number | null): RateUse | null {
  return left === null || left > limit ? null : { limit, used: limit - left };
}

function wholeOf(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text);
  const value = Number(found?.[1] ?? found?.[0] ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : null;
}

/** "1s", "6m0s", "2m59.56s", "17ms"; null: none of them. */
export function durationMs(text: string): number | null {
  const [whole, minutes = 0, seconds = 0, ms = 0] = /^(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:(\d+)ms)?$/.exec(text) ?? [];
  const value = Number(minutes) * MINUTE_MS + Number(seconds) * 1000 + Number(ms);
  return whole && Number.isFinite(value) ? value : null;
}

/** What is known after an answer, or a refusal for calling too fast; null: nothing (any more). */
export function learnRate(
  known: RateLimit | null,
  call: {
    readonly reading: RateReading | null;
    readonly isTooFast: boolean;
    /** The account's own calls in the minute before it ended, itself not counted. */
    readonly ownCalls: number;
    readonly at: number;
  },
): RateLimit | null {
  const { reading, isTooFast, ownCalls, at } = call;
  if (reading !== null) {
    const { limit, ...stated } = reading;
    return { limit, at, stated };
  }
  if (isTooFast) return learnTooFast(known, ownCalls, at);
  // More went through than was thought possible.
  return known !== null && ownCalls >= known.limit ? null : known;
}

/**
 * A refusal that states nothing may be about tokens, or calls that were made elsewhere: it takes nothing from a limit that
 * was stated, nor from one up to which calls went through before, as long as those are believed.
 */
function learnTooFast(known: RateLimit | null, ownCalls: number, at: number): RateLimit | null {
  const isBelieved = known !== null && at - known.at <= LIMIT_MS_MAX;
  if (ownCalls < LEARNED_MIN || (isBelieved && (known.stated !== null || ownCalls <= known.limit))) return known;
  return { limit: ownCalls, at, stated: null };
}

/**
 * How much of the limit is used now, where that is worth a word; null: it is not, or not known.
 * @param callsSince the account's own calls since an instant (epoch ms).
 */
export async function nearLimit(
  known: RateLimit | null,
  nowMs: number,
  callsSince: (atMs: number) => Promise<number>,
): Promise<RateUse | null> {
  if (known === null || Math.abs(nowMs - known.at) > LIMIT_MS_MAX) return null;
  const { limit, at, stated } = known;
  const isStated = stated !== null && nowMs >= at && nowMs - at < stated.resetMs;
  const used = isStated ? stated.used + (await callsSince(at + 1)) : await callsSince(nowMs - MINUTE_MS);
  return used * 100 >= limit * NEAR_PERCENT ? { used: Math.min(used, limit), limit } : null;
}
