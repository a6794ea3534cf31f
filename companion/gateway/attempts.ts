import { hash } from 'node:crypto';
import type { CallEnd, CallOf, ReviewedBody } from './review-port.ts';

/** Which attempts belong to one request: clients that repeat by themselves give no number that all of them share. */
export interface Attempts {
  /** The request that this attempt is of: an earlier one's, where it repeats that; else its own. */
  readonly requestIdOf: (call: CallOf, body: ReviewedBody, now: number) => string;
  /** An attempt has ended. */
  readonly ended: (end: Pick<CallEnd, 'call' | 'how' | 'status'>, now: number) => void;
}

/** A repetition comes within this time of the end before it, ms: the packages wait 8 s at most, or as a provider says. */
export const REPEATED_WITHIN_MS = 90_000;
/** Attempts remembered; the oldest are forgotten. */
export const ATTEMPTS_MAX = 2_000;

interface Attempt {
  readonly callId: string;
  readonly requestId: string;
  /** Null: the client does not count. */
  readonly retry: number | null;
  /** Epoch ms; null: it runs. */
  endedAt: number | null;
}

/**
 * Remembers the last attempts by a hash, in memory only. One is repeated by the same client with the same bytes, after it
 * ended without an answer; where the client counts (`x-stainless-retry-count`), by the next number. What names its own
 * request (`tollkeeper-request-id`) is believed.
 */
export function openAttempts(): Attempts {
  const byHash = new Map<string, Attempt>();
  const hashes = new Map<string, string>();

  function remember(of: string, attempt: Attempt): void {
    const before = byHash.get(of);
    if (before !== undefined) hashes.delete(before.callId);
    byHash.delete(of);
    byHash.set(of, attempt);
    hashes.set(attempt.callId, of);
    const [oldest] = byHash;
    if (byHash.size <= ATTEMPTS_MAX || oldest === undefined) return;
    byHash.delete(oldest[0]);
    hashes.delete(oldest[1].callId);
  }

  return {
    requestIdOf(call, body, now) {
      const { callId, requestId, retry } = call;
      if (requestId !== callId || body.kind !== 'text') return requestId;
      const of = hashOf(call, body.text);
      const before = byHash.get(of);
      const found = before !== undefined && isRepeated(before, retry, now) ? before.requestId : requestId;
      remember(of, { callId, requestId: found, retry, endedAt: null });
      return found;
    },
    ended(end, now) {
      const { callId } = end.call;
      const of = hashes.get(callId);
      const attempt = of === undefined ? undefined : byHash.get(of);
      if (of === undefined || attempt === undefined) return;
      attempt.endedAt = now;
      if (mayBeRepeated(end)) return;
      byHash.delete(of);
      hashes.delete(callId);
    },
  };
}

/** What clients repeat by themselves: what did not come, came too slowly for them, or may be another answer next time. */
function mayBeRepeated({ call, how, status }: Pick<CallEnd, 'call' | 'how' | 'status'>): boolean {
  if (how === 'unsent') return false;
  if (how === 'cut-by-client') return call.retry !== null;
  return status === null || status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Two that run at once are two. A client that gave up waiting says so by its count. */
function isRepeated(before: Attempt, retry: number | null, now: number): boolean {
  if (retry !== null || before.retry !== null) {
    const isNext = retry !== null && before.retry !== null && retry === before.retry + 1;
    return isNext && (before.endedAt === null || now - before.endedAt <= REPEATED_WITHIN_MS);
  }
  return before.endedAt !== null && now - before.endedAt <= REPEATED_WITHIN_MS;
}

function hashOf({ tool, label, key, account, provider, method, path }: CallOf, text: string): string {
  const client = JSON.stringify([tool, label, key, account, provider, method, path]);
  return hash('sha256', `${client}\n${text}`, 'base64');
}
