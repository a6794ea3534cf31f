import { neededFor } from '../domain/accepted.ts';
import type { Draft, Outcome } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { isRefused } from '../domain/decide-cause.ts';
import { kindRatios } from '../domain/kind-ratios.ts';
import type { BilledSample } from '../domain/learn-price.ts';
import { type CountHabit, learnCount } from '../domain/learn-vocabulary.ts';
import { leavesReading } from '../domain/leaves-reading.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { RateReading } from '../domain/rate.ts';
import type { CallRecord } from '../domain/record.ts';
import type { TokensLeft } from '../domain/tokens-left.ts';
import type { Provider } from '../providers/provider.ts';
import { learnOutput, type SeenOutput } from './forecast-output.ts';
import type { CallContext, Learned } from './ports.ts';
import { countsOf, sizeInput } from './size-input.ts';

/** A record about to be written, and what it was made from. */
export interface Booked {
  readonly record: CallRecord;
  readonly outcome: Outcome;
  readonly rate: RateReading | null;
  readonly tokensLeft: TokensLeft | null;
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
    lengths: learnLengths(booked),
    spentSinceNano: leavesLastReading(booked),
    blursReading: blursReading(booked),
    // A shortage that nobody announced says as much for our cards as one that was announced.
    wasFalseAsk: open.wasAsked ? isAccepted : isShortage(booked) ? false : null,
    card: open.wasAsked ? (open.card ?? open.callId) : null,
    ...learnReserve(booked, isAccepted),
    rate: booked.rate,
    tokensLeft: booked.tokensLeft,
    billed: booked.billed,
    counting: learnCounting(booked),
    billing: record.refusalCause === 'billing-mismatch' ? 'refused' : isAccepted ? 'accepted' : null,
  };
}

/** What the bill says of how the model counts: only of a body that was seen whole, with nothing in it that we cannot count. */
function learnCounting({ record, provider, context }: Booked): CountHabit | null {
  const { draft, counted } = record;
  if (!draft?.kinds || !draft.inputTokens || draft.each !== undefined || typeof counted?.input !== 'object')
    return null;
  const prior = kindRatios(draft.model ?? '', provider?.vocabulary ?? null);
  const written = draft.kinds.reduce((sum, tokens) => sum + tokens, 0);
  const around = draft.inputTokens.likely - written;
  const known = context.counting ?? null;
  const learned = learnCount(known, { kinds: draft.kinds, around, billed: counted.input.billed }, prior);
  return learned === known ? null : learned;
}

function learnLengths(booked: Booked): Learned['lengths'] {
  const { record, outcome, open, context } = booked;
  const draft = record.draft ?? open.draft;
  const seen = outputOf(draft, record, outcome);
  if (seen === null) return [];
  // As it was sized when it was forecast: the one is learned for the other.
  const inputTokens =
    open.estimate?.basis?.input.likely ?? sizeInput(draft, countsOf(booked.provider, context)).inputTokens?.likely;
  if (inputTokens === undefined) return [];
  return learnOutput(context.lengths ?? [], { draft, origin: record.origin }, { ...seen, inputTokens });
}

/**
 * One answer's length. Null: not known, there can be none, or it is of several requests of which nobody knows the parts. Of
 * several answers to one request it is the mean; it is cut where one of them was.
 */
function outputOf(draft: Draft, { usage }: CallRecord, outcome: Outcome): Omit<SeenOutput, 'inputTokens'> | null {
  if (outcome.kind !== 'answer' || outcome.each !== undefined || draft.each !== undefined) return null;
  const output = usage?.['output-tokens'];
  const { answers, outputTokensMax: most } = draft;
  if (output === undefined || most === 0) return null;
  const thoughts = Math.min(output, outcome.beside?.thought ?? 0);
  return {
    outputTokens: Math.ceil(output / answers),
    thoughtTokens: Math.ceil(thoughts / answers),
    isCut: outcome.isBounded === true || (most !== null && output >= most * answers),
  };
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

/** What this call takes from the last reading of its wallet. */
export function leavesLastReading({ record, context }: Pick<Booked, 'record' | 'context'>): bigint {
  const entry = context.account?.balances.find(({ reading }) => reading.unit === record.cost?.unit);
  return leavesReading(record, entry?.reading.at ?? null);
}
