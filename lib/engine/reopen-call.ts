import type { Draft, Outcome } from '../domain/call.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import { leavesReading } from '../domain/leaves-reading.ts';
import { OPEN_CALL_MS_MAX, type OpenCall } from '../domain/open-call.ts';
import { priceAt } from '../domain/price-at.ts';
import type { CallRecord } from '../domain/record.ts';
import { findPrices } from '../prices/find-prices.ts';
import { findProvider } from '../providers/registry.ts';
import { priceQueryOf } from './call-facts.ts';
import { type Booked, hasFigures } from './learn-from-call.ts';
import type { CallContext } from './ports.ts';
import type { Settlement } from './settlement.ts';
import { countsOf, sizeInput } from './size-input.ts';

/** A call whose body could not be read: its wire and sizes are unknown, and so is its cost. */
export const UNREAD_DRAFT: Draft = {
  wire: 'openai-chat',
  model: null,
  inputTokens: null,
  outputTokensMax: null,
  answers: 1,
  units: null,
  isStream: false,
  revisable: [],
};

/** An end nobody saw: what came back is not known, what was asked for is. */
export const LOST: Outcome = { kind: 'cut', usage: null, cost: null, output: null };

/** How long after it a booking that nobody saw the end of may still be replaced by what really came, ms. */
export const OVERTAKEN_MS_MAX = 15 * 60_000;

/** The row that review would have written: the worker or its storage was lost in between. */
export function openLate(settlement: Settlement, now: number): OpenCall {
  const draft = settlement.draft ?? UNREAD_DRAFT;
  return {
    ...settlement,
    draft,
    account: settlement.account ?? null,
    estimate: null,
    isReviewed: false,
    wasAsked: false,
    isSent: true,
    openedAt: now,
    expiresAt: now + OPEN_CALL_MS_MAX,
  };
}

/**
 * Whether a record says only that nobody saw the end, and now somebody did: a tab that closes may be noticed before its
 * last message is read. Such a record has no sum that an adjustment could correct, so the settlement takes its place
 * (MONEY, "late settlement").
 * @param now null: however long ago that was, because what the call began still runs.
 */
export function isOvertaken(known: CallRecord, outcome: Outcome, now: number | null): boolean {
  const isRecent = now === null || Math.abs(now - known.settledAt) <= OVERTAKEN_MS_MAX;
  return isLost(known) && tellsMore(outcome) && isRecent;
}

/** Whether a record says only that nobody saw the end. */
export function isLost({ outcome, usage, certainty }: CallRecord): boolean {
  return outcome === 'cut' && usage === null && certainty === 'unknown';
}

function tellsMore(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'answer':
    case 'refusal':
      return true;
    case 'cut':
      return hasFigures(outcome);
    case 'error':
      return outcome.status !== null;
    case 'unsent':
      return false;
  }
}

/** The row that was closed when `known` was booked. What was set aside follows from the draft alone. */
export function reopen(known: CallRecord, settlement: Settlement, context: CallContext): OpenCall {
  const draft = known.draft ?? settlement.draft ?? UNREAD_DRAFT;
  const provider = findProvider(settlement.provider, context.site?.facts ?? null);
  const prices = provider ? findPrices(provider, draft, priceQueryOf(context, settlement.fingerprint)) : [];
  const price = prices.find(({ unit }) => unit === known.cost?.unit) ?? prices[0];
  const times = { startedAt: known.openedAt, endedAt: known.settledAt };
  const estimate = price
    ? estimateCall(sizeInput(draft, countsOf(provider, context)), priceAt(price, times), null)
    : null;
  const forecast = known.estimateLikelyNano;
  return {
    ...openLate({ ...settlement, draft }, known.openedAt),
    account: known.account,
    ...(known.paidBy !== undefined && { paidBy: known.paidBy }),
    estimate: estimate && forecast !== null ? { ...estimate, likelyNano: forecast, ...known.forecast } : estimate,
    isReviewed: known.isReviewed,
  };
}

/** What the overtaken record took from the reading that is there now; a later reading began anew. Nano-units. */
export function leftReading(known: CallRecord, booked: Booked): bigint {
  const unit = known.cost?.unit;
  const entry = booked.context.account?.balances.find(({ reading }) => reading.unit === unit);
  if (known.account === null || entry === undefined || entry.reading.at > known.settledAt) return 0n;
  return leavesReading(known, entry.reading.at);
}
