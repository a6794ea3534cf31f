import { limitRate } from '../domain/limit-rate.ts';
import type { BridgeMessage, TapMessage } from '../page/protocol.ts';

/**
 * Calls a page can open with us in a minute, with the balances it loads; what is above goes out unreviewed. Each call is
 * up to three requests to the background, which takes 3,000 a minute.
 */
const OPENINGS_PER_MINUTE_MAX = 800;
/** Answers come in many pieces, a few a second each; what is above is not seen, and the cost an estimate. */
const BODIES_PER_MINUTE_MAX = 12_000;
/** Calls whose end is waited for; the oldest is forgotten. */
const CALLS_MAX = 5000;

/** What tells of a call, or of a reading. */
export type Counted = Exclude<TapMessage, { readonly kind: 'waiting' }>;

/** Which messages of a page are listened to. */
export interface MessageLimit {
  /** Asked once for each message. `nowMs` is any clock that never goes back. */
  readonly isWithin: (message: Counted, nowMs: number) => boolean;
  /** An attempt that the bridge itself begins: how it ends is listened to. */
  readonly note: (message: BridgeMessage) => void;
}

/**
 * Counts what a page begins. How a call ends that was let in is always listened to, or it would be unknown what it has
 * cost; each kind of ending once, so that a page gains nothing by repeating it.
 */
export function limitMessages(): MessageLimit {
  const isOpeningAllowed = limitRate<'page'>(OPENINGS_PER_MINUTE_MAX);
  const isBodyAllowed = limitRate<'page'>(BODIES_PER_MINUTE_MAX);
  const calls = new Map<number, Set<Counted['kind']>>();
  const letIn = (call: number): void => {
    if (calls.has(call)) return;
    calls.set(call, new Set());
    const [oldest] = calls.keys();
    if (calls.size > CALLS_MAX && oldest !== undefined) calls.delete(oldest);
  };
  /** Whether this is heard of the call for the first time. */
  const isNews = ({ call, kind }: Extract<Counted, { call: number }>): boolean => {
    const heard = calls.get(call);
    if (!heard || heard.has(kind)) return false;
    heard.add(kind);
    return true;
  };
  return {
    isWithin(message, nowMs) {
      switch (message.kind) {
        case 'reading':
        case 'unread':
          return isOpeningAllowed('page', nowMs);
        case 'body':
          return isBodyAllowed('page', nowMs);
        case 'review':
        case 'passed': {
          // A call that was let in and got no verdict in time.
          if (message.kind === 'passed' && isNews(message)) return true;
          if (!isOpeningAllowed('page', nowMs)) return false;
          letIn(message.call);
          return true;
        }
        case 'sent':
        case 'outcome':
        case 'gone':
          return isNews(message);
      }
    },
    note(message) {
      if (message.kind === 'retry' || message.kind === 'send-rest') letIn(message.next);
    },
  };
}
