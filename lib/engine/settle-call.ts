import type { BalanceReading } from '../domain/balance.ts';
import type { Draft, Outcome, RefusalReading } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { costOf } from '../domain/cost-of.ts';
import { decideRefusal } from '../domain/decide-cause.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import type { CallFacts } from '../domain/facts.ts';
import { OPEN_CALL_MS_MAX, type OpenCall } from '../domain/open-call.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import { isOnHost, parseOrigin } from '../domain/surface.ts';
import type { Provider } from '../providers/provider.ts';
import { findPrice, findProvider } from '../providers/registry.ts';
import { gatherFacts } from './call-facts.ts';
import type { AccountContext, CallContext, Learned, SettleLedger, SettlePorts } from './ports.ts';

/** What came back for one attempt. Carries the draft again, so that a lost open-call row costs nothing. */
export interface Settlement {
  readonly callId: string;
  readonly requestId: string;
  readonly documentId: string;
  readonly provider: string;
  readonly surface: string;
  readonly origin: string;
  readonly fingerprint: string | null;
  /** Null when the request could not be read. */
  readonly draft: Draft | null;
  readonly outcome: Outcome;
}

/** `facts` and `cause` are there for refusals: what the card is made of. */
export interface Settled {
  /** Null: nothing was sent, so nothing is booked. */
  readonly record: CallRecord | null;
  readonly facts: CallFacts | null;
  readonly cause: CardCause | null;
}

/**
 * The only writer of the ledger. Settling the same `callId` again books nothing and returns the first record.
 * Every path ends here: answer, refusal, error, cut stream, closed tab, expired row.
 */
export async function settleCall(settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  const now = ports.now();
  return ports.transact(async (ledger) => {
    const known = await ledger.findRecord(settlement.callId);
    if (known) {
      // A review that was overtaken may have left its row behind.
      await ledger.closeOpenCall(settlement.callId);
      return { record: known, facts: null, cause: known.refusalCause };
    }
    if (settlement.outcome.kind === 'unsent') {
      await ledger.closeOpenCall(settlement.callId);
      return { record: null, facts: null, cause: null };
    }
    const open = (await ledger.findOpenCall(settlement.callId)) ?? openLate(settlement, now);
    return book(settlement, open, { ledger, now, day: ports.dayOf(open.openedAt) });
  });
}

/** The row that review would have written: the worker or its storage was lost in between. */
function openLate(settlement: Settlement, now: number): OpenCall {
  const draft = settlement.draft ?? UNREAD_DRAFT;
  return {
    ...settlement,
    draft,
    account: null,
    estimate: null,
    isReviewed: false,
    wasAsked: false,
    isSent: true,
    openedAt: now,
    expiresAt: now + OPEN_CALL_MS_MAX,
  };
}

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

async function book(
  settlement: Settlement,
  open: OpenCall,
  desk: { readonly ledger: SettleLedger; readonly now: number; readonly day: string },
): Promise<Settled> {
  const provider = findProvider(settlement.provider);
  const draft = settlement.draft ?? open.draft;
  const context = await desk.ledger.readContext({ ...settlement, model: draft.model });
  const cost = provider === null ? null : priceOutcome(provider, draft, settlement.outcome);
  const refusal = readRefusalCause(settlement, provider, context, desk.now, draft);
  const record: CallRecord = {
    callId: settlement.callId,
    requestId: settlement.requestId,
    provider: settlement.provider,
    surface: settlement.surface,
    account: open.account ?? context.account?.id ?? null,
    fingerprint: settlement.fingerprint,
    origin: settlement.origin,
    model: draft.model,
    draft: settlement.draft,
    estimateLikelyNano: estimateOf(open, provider, draft, context),
    outcome: settlement.outcome.kind,
    usage: 'usage' in settlement.outcome ? settlement.outcome.usage : null,
    cost: cost?.cost ?? null,
    certainty: cost?.certainty ?? 'unknown',
    refusalCause: refusal?.cause ?? null,
    isReviewed: open.isReviewed,
    openedAt: open.openedAt,
    settledAt: desk.now,
    day: desk.day,
  };
  await desk.ledger.append(record, learn({ record, outcome: settlement.outcome, open, provider, context }));
  if (settlement.outcome.kind === 'refusal' && provider !== null && isOwnPage(provider, settlement.origin)) {
    await keepStatedBalance(settlement.outcome.refusal, record, desk);
  }
  return { record, facts: refusal?.facts ?? null, cause: refusal?.cause ?? null };
}

/** What was forecast for what really left, as it was said then; a request revised since is measured by its own. */
function estimateOf(open: OpenCall, provider: Provider | null, draft: Draft, context: CallContext): bigint | null {
  if (!open.isReviewed || provider === null) return null;
  if (open.estimate !== null && isSameSize(open.draft, draft)) return open.estimate.likelyNano;
  const price = findPrice(provider, draft);
  return (price && estimateCall(draft, price, context.outputs)?.likelyNano) ?? null;
}

function isSameSize(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function priceOutcome(
  provider: Provider,
  draft: Draft,
  outcome: Outcome,
): { readonly cost: Cost | null; readonly certainty: CallRecord['certainty'] } {
  const price = findPrice(provider, draft);
  if (price === null) return { cost: null, certainty: 'unknown' };
  return costOf(outcome, draft, price, provider.areErrorsFree);
}

function readRefusalCause(
  settlement: Settlement,
  provider: Provider | null,
  context: CallContext,
  now: number,
  draft: Draft,
): { readonly cause: CardCause; readonly facts: CallFacts } | null {
  if (settlement.outcome.kind !== 'refusal' || provider === null) return null;
  const { refusal } = settlement.outcome;
  const told = withStatedBalance(context, refusal, now);
  const facts = gatherFacts({ provider, draft, context: told, origin: settlement.origin, now });
  return { cause: decideRefusal(refusal, facts), facts };
}

/** What the refusal itself says is left is newer than any reading. */
function withStatedBalance(context: CallContext, refusal: RefusalReading, now: number): CallContext {
  const stated = readStatedBalance(refusal, now);
  if (stated === null) return context;
  const account = context.account ?? UNKNOWN_ACCOUNT;
  const others = account.balances.filter((entry) => entry.reading.unit !== stated.unit);
  const known = account.balances.find((entry) => entry.reading.unit === stated.unit);
  const reading = { ...stated, frozenNano: known?.reading.frozenNano ?? null };
  return { ...context, account: { ...account, balances: [...others, { reading, spentSinceNano: 0n, openNano: 0n }] } };
}

const UNKNOWN_ACCOUNT: AccountContext = {
  id: '',
  isAssumed: true,
  consoleOrigin: null,
  balances: [],
  key: null,
  keyReadAt: null,
  costs: [],
  ownLimits: {},
  falseAsks: 0,
};

function readStatedBalance(refusal: RefusalReading, now: number): BalanceReading | null {
  if (refusal.availableNano === null || refusal.unit === null || refusal.says !== 'money') return null;
  return { unit: refusal.unit, availableNano: refusal.availableNano, frozenNano: null, at: now, source: 'refusal' };
}

/** A stranger's page could make a refusal up: what it states serves its own card, and no other call. */
function isOwnPage(provider: Provider, origin: string): boolean {
  const page = parseOrigin(origin);
  return page !== null && isOnHost(provider.console, page);
}

async function keepStatedBalance(
  refusal: RefusalReading,
  record: CallRecord,
  desk: { readonly ledger: SettleLedger; readonly now: number },
): Promise<void> {
  const stated = readStatedBalance(refusal, desk.now);
  if (stated !== null && record.account !== null) await desk.ledger.putReading(record.account, stated);
}

interface Booked {
  readonly record: CallRecord;
  readonly outcome: Outcome;
  readonly open: OpenCall;
  readonly provider: Provider | null;
  readonly context: CallContext;
}

function learn(booked: Booked): Learned {
  const { record, outcome, open } = booked;
  const isAnswer = record.outcome === 'answer';
  const output = record.usage?.['output-tokens'];
  const isAccepted = wasAccepted(outcome);
  return {
    outputTokens: isAnswer && output !== undefined ? Math.ceil(output / (record.draft?.answers ?? 1)) : null,
    spentSinceNano: leavesReading(booked),
    wasFalseAsk: open.wasAsked ? isAccepted : null,
  };
}

/** Whether the provider let it through; null: nobody saw. A tab closed before the first byte proves nothing. */
function wasAccepted(outcome: Outcome): boolean | null {
  if (outcome.kind === 'answer') return true;
  if (outcome.kind === 'refusal') return outcome.refusal.hasAnswerBegun;
  const isSeen = outcome.kind === 'cut' && (outcome.usage ?? outcome.cost ?? outcome.output) !== null;
  return isSeen ? true : null;
}

/**
 * What this call takes from the last reading. A reading that was taken while the call ran, at a provider whose figure
 * already lacks what is set aside, gets the difference back.
 */
function leavesReading({ record, outcome, open, provider, context }: Booked): bigint {
  if (record.cost === null) return 0n;
  // A refusal sets nothing aside, so there is nothing that could come back.
  if (outcome.kind === 'refusal' && !outcome.refusal.hasAnswerBegun) return 0n;
  const entry = context.account?.balances.find(({ reading }) => reading.unit === record.cost?.unit);
  const isContained = provider?.isReserveInReading === true && entry !== undefined && entry.reading.at >= open.openedAt;
  return isContained ? record.cost.likelyNano - (open.estimate?.reserveNano ?? 0n) : record.cost.likelyNano;
}
