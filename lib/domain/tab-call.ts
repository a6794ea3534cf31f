import type { Estimate } from './estimate.ts';
import type { CallRecord } from './record.ts';

/** How far a call is: a card asks about it, it runs, it never left, or it is over. */
export type TabCallState = 'asked' | 'running' | 'unsent' | 'over';

/** What was said of a call before it left. Nano-units of `unit`; `reserveNano` null: not known. */
export type TabEstimate = Pick<Estimate, 'unit' | 'lowNano' | 'likelyNano' | 'highNano' | 'reserveNano'>;

/** A call of one tab, as far as it is: counts and sums, never content or a key. */
export interface TabCall {
  readonly callId: string;
  readonly provider: string;
  /** For people. */
  readonly providerName: string;
  readonly surface: string;
  /** Of the page that made it. */
  readonly origin: string;
  /** Null: it names none. */
  readonly model: string | null;
  /** Epoch ms. */
  readonly openedAt: number;
  readonly state: TabCallState;
  /** Whether a verdict was given before it left. */
  readonly isReviewed: boolean;
  /** Of a private window: the ledger knows nothing of it. */
  readonly isPrivate: boolean;
  /** Null: nothing was said, or it is not priced. */
  readonly estimate: TabEstimate | null;
  /** What it came to; null as long as it is not over. */
  readonly record: CallRecord | null;
}

const ORDER: Readonly<Record<TabCallState, number>> = { asked: 0, running: 1, unsent: 2, over: 3 };

/**
 * What is known of a call after news of it: news that come late take nothing back, and what was set aside stays known, which no
 * record says.
 */
export function mergeTabCall(known: TabCall | undefined, news: TabCall): TabCall {
  if (known === undefined) return news;
  if (ORDER[news.state] < ORDER[known.state]) return { ...known, estimate: known.estimate ?? news.estimate };
  const isSaidBefore = news.state === 'over' || news.estimate === null;
  return { ...news, estimate: isSaidBefore ? (known.estimate ?? news.estimate) : news.estimate };
}

/** A call that is over, from its record alone. */
export function tabCallOf(record: CallRecord, about: Pick<TabCall, 'providerName' | 'isPrivate'>): TabCall {
  const { callId, provider, surface, origin, model, openedAt, isReviewed } = record;
  const estimate = estimateOf(record);
  return { callId, provider, surface, origin, model, openedAt, isReviewed, ...about, state: 'over', estimate, record };
}

/** A record does not keep what was set aside. */
function estimateOf({ estimateLikelyNano, forecast, cost, pricedBy }: CallRecord): TabEstimate | null {
  const unit = cost?.unit ?? pricedBy?.unit;
  if (estimateLikelyNano === null || unit === undefined) return null;
  const { lowNano = estimateLikelyNano, highNano = estimateLikelyNano } = forecast ?? {};
  return { unit, lowNano, likelyNano: estimateLikelyNano, highNano, reserveNano: null };
}
