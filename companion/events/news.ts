import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { WireId } from '../../lib/domain/call.ts';
import type { OpenCall } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { CallEnd } from '../gateway/review-port.ts';
import { hideSecrets } from './hide-secrets.ts';

/** A call that is over, as far as anybody may hear of it: no key, no address, nothing of what was asked or answered. */
export interface EndedCall {
  readonly callId: string;
  readonly requestId: string;
  readonly provider: string;
  /** The surface's id; null: nobody described where it went. */
  readonly surface: string | null;
  readonly wire: WireId | null;
  /** What stands in its record: `tool:<name>/<label>`, or a page's origin. */
  readonly origin: string;
  readonly model: string | null;
  readonly isStream: boolean;
  /** What its answer was bounded to, tokens; null: nothing said so. */
  readonly outputMax: number | null;
  /** Null: the gateway did not see it end (it was lost, ended later at its provider, or is of a browser). */
  readonly how: CallEnd['how'] | null;
  /** Of the provider's answer; null: none came. */
  readonly status: number | null;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly firstByteAt: number | null;
  readonly endedAt: number;
  /** What the gateway's own work took before the answer's head left, ms; null: not known. */
  readonly oursMs: number | null;
  /** The client's W3C `traceparent`; null: none. */
  readonly traceparent: string | null;
  /** Why we did not let it go; null: we did. */
  readonly refusal: OwnRefusal | null;
  /** What was reviewed of a call that we did not let go; null: nothing was, or we let it go. */
  readonly asked: Pick<OpenCall, 'account' | 'draft' | 'estimate'> | null;
  /** Null: nothing was booked. */
  readonly record: CallRecord | null;
  /** The record whose place it took, because nobody had seen the end before; null: none. */
  readonly replaced: CallRecord | null;
}

/** What a client calls its request, as it may be told: mostly it says nothing, and the call's own id is it. */
export function requestOf({ callId, requestId }: Pick<EndedCall, 'callId' | 'requestId'>): string {
  return requestId === callId ? callId : hideSecrets(requestId);
}

/** A refusal of ours. */
export interface OwnRefusal {
  /** The problem's type, such as `budget-exceeded`. */
  readonly type: string;
  /** What it broke, such as `budget:daily`. */
  readonly policies: readonly string[];
}

/** What has happened; only ever what is over, or how something stands. */
export type News =
  | { readonly kind: 'call-ended'; readonly call: EndedCall }
  /** As programs read it (`describeBudget`). */
  | { readonly kind: 'budget-changed'; readonly id: string; readonly budget: object }
  | { readonly kind: 'budget-removed'; readonly id: string }
  | { readonly kind: 'balance-changed'; readonly account: string; readonly reading: BalanceReading };

/** Where news is told and heard: the one place that logs, metrics, traces and streams hang on. */
export interface NewsDesk {
  /** Returns at once; whoever listens hears of it in a later turn of the event loop, when answers have left. */
  readonly tell: (news: News) => void;
  /** @returns how to stop listening. */
  readonly listen: (hear: (news: News) => void) => () => void;
  /** Resolves when everything that was told has been heard. */
  readonly drained: () => Promise<void>;
}

/**
 * Opens a desk. One listener that fails keeps the others from nothing.
 * @param onTrouble told of a listener that threw
 */
export function openNewsDesk(onTrouble: (what: string, error: unknown) => void): NewsDesk {
  const listeners = new Set<(news: News) => void>();
  let waiting: News[] = [];
  const drain = (): void => {
    const told = waiting;
    waiting = [];
    for (const news of told) for (const hear of listeners) hearSafely(hear, news, onTrouble);
  };
  return {
    tell(news) {
      if (listeners.size > 0 && waiting.push(news) === 1) setImmediate(drain);
    },
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    // What was told planned its turn before this one.
    drained: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

function hearSafely(hear: (news: News) => void, news: News, onTrouble: (what: string, error: unknown) => void): void {
  try {
    hear(news);
  } catch (error) {
    onTrouble(`news of the kind ${news.kind} could not be passed on`, error);
  }
}
