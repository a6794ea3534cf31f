import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { Count, Draft, Outcome, RefusalReading, Usage } from '../../lib/domain/call.ts';
import type { ReviewRequest } from '../../lib/engine/review-call.ts';
import type { Settlement } from '../../lib/engine/settlement.ts';
import { chatDraft, ONE, refusalOf } from '../domain/samples.ts';
import { CONSOLE, type LedgerHost } from './ledger-host.ts';

/** A chat at the sandbox: toll-large, $10 and $30 per million, 1,200 in, at most 4,096 out: sets aside $0.13488. */
export const chat: Draft = chatDraft({ model: 'toll-large' });
/** What the provider sets aside for {@link chat}, nano-dollars. */
export const CHAT_RESERVE = 134_880_000n;
/** 25 records at 18 credits: 450 credits. */
export const batch: Draft = chatDraft({
  wire: 'metered',
  model: null,
  inputTokens: null,
  outputTokensMax: null,
  units: { meter: 'records', count: 25 },
  revisable: ['batch'],
});

/** A call that a person started. */
export function request(callId: string, draft: Draft = chat, change: Partial<ReviewRequest> = {}): ReviewRequest {
  return {
    callId,
    requestId: callId,
    documentId: 'document-1',
    provider: 'sandbox',
    surface: draft.units ? 'sandbox/enrich' : 'sandbox/chat',
    draft,
    fingerprint: null,
    origin: CONSOLE,
    isUserStarted: true,
    canRead: false,
    waiting: [],
    ...change,
  };
}

/** The end of that call. */
export function settlement(callId: string, outcome: Outcome, draft: Draft | null = chat): Settlement {
  const { isUserStarted: _user, waiting: _waiting, canRead: _read, ...rest } = request(callId, draft ?? chat);
  return { ...rest, draft, outcome };
}

/** An answer that used so many tokens, as the provider says. */
export function answered(
  input: number,
  output: number,
  change: { readonly cost?: string; readonly costUnit?: string } = {},
): Outcome {
  const usage: Usage = { 'input-tokens': input, 'output-tokens': output };
  return { kind: 'answer', usage, cost: null, output: null, ...change };
}

/** An answer whose size only we counted. */
export function counted(tokens: number, kind: 'answer' | 'cut' = 'answer'): Outcome {
  const output: Count = { low: tokens, likely: tokens, high: tokens };
  return { kind, usage: null, cost: null, output };
}

/** An end that nobody saw. */
export const lost: Outcome = { kind: 'cut', usage: null, cost: null, output: null };

export function refused(change: Partial<RefusalReading> = {}): Outcome {
  return { kind: 'refusal', refusal: refusalOf(change) };
}

/** A balance read from the console at this moment. */
export function readingOf(host: LedgerHost, availableNano: bigint | null, unit = 'USD'): BalanceReading {
  return { unit, availableNano, frozenNano: 0n, at: host.now, source: 'console' };
}

/** $7.18. */
export const PLENTY = 7n * ONE + 180_000_000n;

/** A key without a limit of its own. */
export const anyKey = { name: 'dev-1', billing: 'per-token', limitNano: null, usedNano: null, unit: 'USD' } as const;
/** 10⁶ tokens out: sets aside $30.012, more than anybody has here. */
export const big: Draft = { ...chat, outputTokensMax: 1_000_000 };
