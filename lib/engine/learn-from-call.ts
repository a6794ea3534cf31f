import type { Outcome } from '../domain/call.ts';
import { heldNanoOf } from '../domain/estimate.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Provider } from '../providers/provider.ts';
import type { CallContext, Learned } from './ports.ts';

/** A record about to be written, and what it was made from. */
export interface Booked {
  readonly record: CallRecord;
  readonly outcome: Outcome;
  readonly open: OpenCall;
  readonly provider: Provider | null;
  readonly context: CallContext;
  /** Whether the cost is known to leave the wallet of its unit. */
  readonly isPayerSure: boolean;
}

/** What one settled call teaches. */
export function learnFromCall(booked: Booked): Learned {
  const { record, outcome, open } = booked;
  const isAnswer = record.outcome === 'answer';
  const output = record.usage?.['output-tokens'];
  const isAccepted = wasAccepted(outcome);
  return {
    outputTokens: isAnswer && output !== undefined ? Math.ceil(output / (record.draft?.answers ?? 1)) : null,
    spentSinceNano: leavesReading(booked),
    blursReading: blursReading(booked),
    wasFalseAsk: open.wasAsked ? isAccepted : null,
  };
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
  return entry !== undefined && entry.reading.at >= open.openedAt;
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
