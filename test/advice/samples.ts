import { openPricer, type Pricer } from '../../lib/advice/price-book.ts';
import type { Draft, Usage } from '../../lib/domain/call.ts';
import { pricedBy, priceUsage } from '../../lib/domain/price.ts';
import type { PriceBook } from '../../lib/domain/price-book.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { UNREAD_DRAFT } from '../../lib/engine/reopen-call.ts';

/** 1 November 2026, 00:00 UTC: a Sunday. */
export const NOVEMBER = Date.UTC(2026, 10, 1);
export const HOUR = 3_600_000;

export const NO_BOOK: PriceBook = { sites: {}, own: {}, accounts: {}, keyGroups: {} };
export const pricer: Pricer = openPricer(NO_BOOK);

/** What a call was made with, for one booked at the price that held. */
export interface Made extends Partial<Omit<CallRecord, 'usage' | 'draft'>> {
  readonly usage: Usage | null;
  readonly draft?: Partial<Draft>;
}

/** A settled call, booked by its provider's list unless it says what it cost. */
export function made(number: number, { usage, draft: sizes, ...change }: Made): CallRecord {
  const callId = `c${String(number).padStart(7, '0')}`;
  const openedAt = change.openedAt ?? NOVEMBER + number * 1000;
  const model = change.model === undefined ? 'gpt-5.5' : change.model;
  const draft: Draft = { ...UNREAD_DRAFT, model, ...sizes };
  const record: CallRecord = {
    ...{ callId, requestId: callId, provider: 'openai', surface: 'openai/chat', account: null, fingerprint: null },
    ...{ origin: 'tool:nightly/prod', draft, estimateLikelyNano: null, outcome: 'answer' as const },
    ...{ cost: null, certainty: 'billed' as const, refusalCause: null, isReviewed: true },
    ...{ openedAt, settledAt: openedAt + 1000, day: new Date(openedAt).toISOString().slice(0, 10) },
    ...{ ...change, model, usage },
  };
  if (change.cost !== undefined || usage === null) return record;
  const price = pricer.priceOf(record, {});
  const nano = price && priceUsage(usage, price);
  if (price === null || nano === null) return record;
  return { ...record, pricedBy: pricedBy(price), cost: usd(nano, price.unit) };
}

/** A cost without a range. */
export function usd(nano: bigint, unit = 'USD'): NonNullable<CallRecord['cost']> {
  return { unit, lowNano: nano, likelyNano: nano, highNano: nano };
}
