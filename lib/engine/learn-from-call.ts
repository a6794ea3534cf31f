import { neededFor } from '../domain/accepted.ts';
import type { Outcome } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { isRefused } from '../domain/decide-cause.ts';
import { heldNanoOf } from '../domain/estimate.ts';
import type { BilledSample } from '../domain/learn-price.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { RateReading } from '../domain/rate.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Provider } from '../providers/provider.ts';
import type { CallContext, Learned } from './ports.ts';

/** A record about to be written, and what it was made from. */
export interface Booked {
  readonly record: CallRecord;
  readonly outcome: Outcome;
  readonly rate: RateReading | null;
  readonly billed: BilledSample | null;
  readonly open: OpenCall;
  readonly provider: Provider | null;
  readonly context: CallContext;
  /** Whether the cost is known to leave the wallet of its unit. */
  readonly isPayerSure: boolean;
}

/** What one settled call teaches. */
export function learnFromCall(booked: Booked): Learned {
  const { record, outcome, open } = booked;
  const isAccepted = wasAccepted(outcome);
  return {
    outputTokens: outputOf(booked),
    spentSinceNano: leavesReading(booked),
    blursReading: blursReading(booked),
    // A shortage that nobody announced says as much for our cards as one that was announced.
    wasFalseAsk: open.wasAsked ? isAccepted : isShortage(booked) ? false : null,
    card: open.wasAsked ? (open.card ?? open.callId) : null,
    ...learnReserve(booked, isAccepted),
    rate: booked.rate,
    billed: booked.billed,
    billing: record.refusalCause === 'billing-mismatch' ? 'refused' : isAccepted ? 'accepted' : null,
  };
}

/** Output tokens of one answer. Null: not known, or they are of several requests of which nobody knows the parts. */
function outputOf({ record: { draft, usage }, outcome }: Booked): number | null {
  if (outcome.kind !== 'answer' || outcome.each !== undefined || draft?.each !== undefined) return null;
  const output = usage?.['output-tokens'];
  return output === undefined ? null : Math.ceil(output / (draft?.answers ?? 1));
}

/** Causes that are about the sum that is set aside. */
const OF_MONEY: readonly (CardCause | null)[] = ['depleted', 'not-enough', 'batch'];

/** What the outcome says about the sum that the provider tests, where it was sent by a balance that was sure. */
function learnReserve({ open, record }: Booked, isAccepted: boolean | null): Pick<Learned, 'accepted' | 'refusedAt'> {
  const { estimate, had } = open;
  if (estimate?.reserveLowNano == null || !had) return { accepted: null, refusedAt: null };
  const { usableNano, readAt } = had;
  const needed = neededFor(open.draft, estimate);
  if (needed === null) return { accepted: null, refusedAt: null };
  const isSurprise = isAccepted === true && isRefused(estimate.reserveLowNano, usableNano, estimate.likelyNano);
  return {
    accepted: isSurprise ? { ...needed, usableNano, readAt } : null,
    refusedAt: OF_MONEY.includes(record.refusalCause) ? { ...needed, usableNano } : null,
  };
}

function isShortage({ open, record }: Booked): boolean {
  // With nothing left anybody says no: that is no proof of what is set aside.
  return open.had != null && open.had.usableNano > 0n && OF_MONEY.includes(record.refusalCause);
}

/** Whether the provider let it through; null: nobody saw. A tab closed before the first byte proves nothing. */
function wasAccepted(outcome: Outcome): boolean | null {
  if (outcome.kind === 'answer') return true;
  if (outcome.kind === 'refusal') return outcome.refusal.hasAnswerBegun;
  return outcome.kind === 'cut' && hasFigures(outcome) ? true : null;
}

/** Whether anything of a cut answer was seen. */
export function hasFigures(outcome: Extract<Outcome, { kind: 'answer' | 'cut' }>): boolean {
  return (outcome.usage ?? outcome.cost ?? outcome.output) !== null;
}

/** Whether the last reading was taken while this call ran, and it cost something. */
function blursReading({ record, outcome, open, context }: Booked): boolean {
  if (record.cost?.highNano === 0n || (outcome.kind === 'refusal' && !outcome.refusal.hasAnswerBegun)) return false;
  const unit = record.cost?.unit ?? open.estimate?.unit;
  const entry = context.account?.balances.find(({ reading }) => reading.unit === unit);
  return entry !== undefined && entry.reading.at > open.openedAt;
}

/**
 * What this call takes from the last reading, as is likely. A reading that was taken while the call ran, at a provider whose figure
 * already lacks what is set aside, gets the difference back, though the provider may have given it back before.
 */
export function leavesReading({ record, outcome, open, provider, context, isPayerSure }: Booked): bigint {
  if (record.cost === null || !isPayerSure) return 0n;
  // A refusal sets nothing aside, so there is nothing that could come back.
  if (outcome.kind === 'refusal' && !outcome.refusal.hasAnswerBegun) return 0n;
  const entry = context.account?.balances.find(({ reading }) => reading.unit === record.cost?.unit);
  const isContained = provider?.isReserveInReading === true && entry !== undefined && entry.reading.at >= open.openedAt;
  return isContained ? record.cost.likelyNano - heldNanoOf(open.estimate) : record.cost.likelyNano;
}
