import type { Draft, Outcome } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { costOf, costStated, statedNano } from '../domain/cost-of.ts';
import { readCounted } from '../domain/counted.ts';
import { decideRefusal } from '../domain/decide-cause.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import type { CallFacts } from '../domain/facts.ts';
import type { OpenCall } from '../domain/open-call.ts';
import { type Price, pricedBy } from '../domain/price.ts';
import type { RateReading } from '../domain/rate.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import { asServed, usageBilledOf, withOwnCost } from './believed-outcome.ts';
import { findPriceAndPayer, gatherFacts } from './call-facts.ts';
import { mayTell, partsOfJob, waitForJob, withoutUndone } from './job-of-call.ts';
import { type Booked, learnFromCall } from './learn-from-call.ts';
import type { CallContext, SettleLedger, SettlePorts } from './ports.ts';
import { isLost, isOvertaken, LOST, leftReading, openLate, reopen } from './reopen-call.ts';
import { sampleBill } from './sample-bill.ts';
import { isForAccount, keepStatedBalance, withStatedBalance } from './stated-balance.ts';

/** What came back for one attempt. Carries the draft again, so that a lost open-call row costs nothing. */
export interface Settlement {
  readonly callId: string;
  readonly requestId: string;
  readonly documentId: string;
  readonly provider: string;
  readonly surface: string;
  readonly origin: string;
  readonly fingerprint: string | null;
  readonly masked?: string | null;
  /** The account of who is signed in, where that is what pays; null or absent: not known. */
  readonly account?: string | null;
  /** Null when the request could not be read. */
  readonly draft: Draft | null;
  readonly outcome: Outcome;
  /** What the provider numbers it by, where the head of its answer says so; null or absent: it does not. */
  readonly providerRequestId?: string | null;
  /** What the provider says about its limit on calls a minute; null or absent: nothing. */
  readonly rate?: RateReading | null;
}

/** `facts` and `cause` are there for refusals: what the card is made of. */
export interface Settled {
  /** Null: nothing was sent, so nothing is booked. */
  readonly record: CallRecord | null;
  readonly facts: CallFacts | null;
  readonly cause: CardCause | null;
}

/**
 * The only writer of the ledger. Settling the same `callId` again books nothing and returns the first record, unless
 * that was one whose end nobody had seen (see {@link isOvertaken}). Every path ends here: answer, refusal, error, cut
 * stream, closed tab, expired row.
 */
export function settleCall(settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  return ports.transact((ledger) => settleIn(ledger, settlement, ports));
}

/**
 * Settles calls whose end nobody saw in one transaction: all of them are booked, or none. What was sent is booked as
 * cut, what was held leaves nothing.
 */
export function settleLost(rows: readonly OpenCall[], ports: SettlePorts): Promise<void> {
  return ports.transact(async (ledger) => {
    const remembering = rememberContexts(ledger);
    // One after the other: they add to the same sums.
    for (const row of rows) {
      await settleIn(remembering, { ...row, outcome: row.isSent ? LOST : { kind: 'unsent' } }, ports);
    }
  });
}

/** Lost calls teach nothing and need no balance: what is known around the first of them serves the others too. */
function rememberContexts(ledger: SettleLedger): SettleLedger {
  const known = new Map<string, Promise<CallContext>>();
  return {
    ...ledger,
    readContext: (query) => {
      const key = JSON.stringify([query.provider, query.fingerprint, query.masked, query.account, query.model]);
      const context = known.get(key) ?? ledger.readContext(query);
      known.set(key, context);
      return context;
    },
  };
}

async function settleIn(ledger: SettleLedger, settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  const now = ports.now();
  if (findSurfaceById(settlement.surface)?.isFollowUp) return settleJob(ledger, settlement, ports);
  const [known, row] = await Promise.all([
    ledger.findRecord(settlement.callId),
    ledger.findOpenCall(settlement.callId),
  ]);
  // A review that was overtaken may have left its row behind.
  if (row && (known || settlement.outcome.kind === 'unsent')) await ledger.closeOpenCall(settlement.callId);
  if (known && isOvertaken(known, settlement.outcome, row?.job ? null : now)) {
    return settleOvertaken(ledger, settlement, { known, row, now });
  }
  if (known) return { record: known, facts: null, cause: known.refusalCause };
  if (settlement.outcome.kind === 'unsent') return { record: null, facts: null, cause: null };
  const open = row ?? openLate(settlement, now);
  const waiting = waitForJob(open, settlement, now);
  if (waiting !== null) {
    await ledger.putOpenCall(waiting);
    return NOTHING_BOOKED;
  }
  return book(settlement, open, { ledger, now, day: ports.dayOf(open.openedAt), lost: null });
}

/** What really came takes the place of a record that said only that nobody saw it, at once or when the work it began ends. */
async function settleOvertaken(
  ledger: SettleLedger,
  settlement: Settlement,
  { known, row, now }: { readonly known: CallRecord; readonly row: OpenCall | null; readonly now: number },
): Promise<Settled> {
  const draft = settlement.draft ?? known.draft;
  const account = known.account ?? settlement.account ?? null;
  const context = await ledger.readContext({ ...settlement, account, model: draft?.model ?? null });
  const open = reopen(known, settlement, context);
  const waiting = waitForJob(open, settlement, now);
  if (waiting === null) return book(settlement, open, { ledger, now, day: known.day, lost: known });
  await ledger.putOpenCall(row?.job ? row : waiting);
  return { record: known, facts: null, cause: null };
}

const NOTHING_BOOKED: Settled = { record: null, facts: null, cause: null };

/** Books what became of work that an earlier call began: once, because its row is closed with the first record. */
async function settleJob(ledger: SettleLedger, settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  const { provider, origin, outcome } = settlement;
  if (outcome.kind !== 'answer' || !outcome.job?.isOver) return NOTHING_BOOKED;
  const { job } = outcome;
  const open = await ledger.findJob(provider, job.id);
  if (open === null || !mayTell(origin, open)) return NOTHING_BOOKED;
  const parts = partsOfJob(open, job, outcome);
  if (parts === null) {
    await ledger.putOpenCall(withoutUndone(open, job));
    return NOTHING_BOOKED;
  }
  const known = await ledger.findRecord(open.callId);
  const day = known?.day ?? ports.dayOf(open.openedAt);
  let first: Settled | null = null;
  for (const part of parts) {
    const lost = known?.callId === part.open.callId && isLost(known) ? known : null;
    const settled = await book(part.settlement, part.open, { ledger, now: ports.now(), day, lost });
    first ??= settled;
  }
  return first ?? NOTHING_BOOKED;
}

async function book(
  settlement: Settlement,
  open: OpenCall,
  desk: {
    readonly ledger: SettleLedger;
    readonly now: number;
    readonly day: string;
    /** The record whose place this one takes; null: none. */
    readonly lost: CallRecord | null;
  },
): Promise<Settled> {
  const draft = settlement.draft ?? open.draft;
  const account = open.account ?? settlement.account ?? null;
  const context = await desk.ledger.readContext({ ...settlement, account, model: draft.model });
  const provider = findProvider(settlement.provider, context.site?.facts ?? null);
  const times = { startedAt: open.openedAt, endedAt: desk.now };
  const served = asServed(draft, settlement.outcome);
  const priced =
    provider &&
    findPriceAndPayer({
      ...settlement,
      provider,
      draft: served,
      context,
      times,
      unit: open.estimate?.unit,
    });
  const outcome = withOwnCost(settlement.outcome, provider, priced?.units ?? []);
  const cost = priced && priceOutcome(priced, draft, outcome, provider);
  if (desk.lost && !canReplace(desk.lost, cost?.cost ?? null)) {
    await desk.ledger.closeOpenCall(settlement.callId);
    return { record: desk.lost, facts: null, cause: null };
  }
  const refusal = readRefusalCause(settlement, provider, context, desk.now, draft);
  const record: CallRecord = {
    callId: settlement.callId,
    requestId: settlement.requestId,
    providerRequestId: requestIdOf(settlement),
    provider: settlement.provider,
    surface: settlement.surface,
    account: open.account ?? context.account?.id ?? null,
    ...paidByOf(open, context),
    fingerprint: settlement.fingerprint,
    masked: settlement.masked ?? null,
    origin: settlement.origin,
    model: draft.model,
    draft: settlement.draft,
    estimateLikelyNano: estimateOf(open, priced?.price ?? null, draft, context),
    outcome: settlement.outcome.kind,
    usage: usageBilledOf(settlement.outcome),
    ...readCounted(settlement.draft, settlement.outcome),
    cost: cost?.cost ?? null,
    certainty: cost?.certainty ?? 'unknown',
    pricedBy: priced?.price ? pricedBy(priced.price) : null,
    refusalCause: refusal?.cause ?? null,
    isReviewed: open.isReviewed,
    openedAt: open.openedAt,
    settledAt: desk.now,
    day: desk.day,
  };
  const { rate = null } = settlement;
  const isSure = isPayerSure(priced);
  const billed = isSure ? sampleBill(outcome, draft, priced?.listed ?? null) : null;
  await write(
    { record, outcome: settlement.outcome, rate, billed, open, provider, context, isPayerSure: isSure },
    desk,
  );
  if (settlement.outcome.kind === 'refusal' && provider !== null && isForAccount(settlement, provider, context)) {
    await keepStatedBalance(settlement.outcome.refusal, record, desk);
  }
  return { record, facts: refusal?.facts ?? null, cause: refusal?.cause ?? null };
}

/** What one wallet was taken to have paid is not moved to another; of what had no sum, nothing was taken. */
function canReplace(lost: CallRecord, cost: Cost | null): boolean {
  return lost.cost === null || lost.cost.unit === cost?.unit;
}

/** Where the wallet is that of several accounts: which of them it was, as it was known when the call left. */
function paidByOf(open: OpenCall, { account }: CallContext): Pick<CallRecord, 'paidBy'> {
  const own = open.paidBy ?? (open.account === null ? account?.ownId : undefined);
  return own === undefined ? {} : { paidBy: own };
}

function requestIdOf({ outcome, providerRequestId = null }: Settlement): string | null {
  return (outcome.kind === 'refusal' ? outcome.refusal.providerRequestId : null) ?? providerRequestId;
}

async function write(
  booked: Booked,
  desk: { readonly ledger: SettleLedger; readonly lost: CallRecord | null },
): Promise<void> {
  const learned = learnFromCall(booked);
  if (desk.lost === null) return desk.ledger.append(booked.record, learned);
  const spentSinceNano = learned.spentSinceNano - leftReading(desk.lost, booked);
  await desk.ledger.replaceLost(desk.lost, booked.record, { ...learned, spentSinceNano });
}

/** What was forecast for what really left, as it was said then; a request revised since is measured by its own. */
function estimateOf(open: OpenCall, price: Price | null, draft: Draft, context: CallContext): bigint | null {
  if (!open.isReviewed) return null;
  if (open.estimate !== null && isSameSize(open.draft, draft)) return open.estimate.likelyNano;
  return (price && estimateCall(draft, price, context.outputs)?.likelyNano) ?? null;
}

function isSameSize(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

type Priced = ReturnType<typeof findPriceAndPayer>;

function priceOutcome(
  priced: Priced,
  draft: Draft,
  outcome: Outcome,
  provider: Pick<Provider, 'areErrorsFree'> | null,
): { readonly cost: Cost | null; readonly certainty: CallRecord['certainty'] } {
  if (priced.price === null) {
    const cost = costStated(outcome);
    return { cost, certainty: cost === null ? 'unknown' : 'billed' };
  }
  const result = costOf(outcome, draft, priced.price, provider?.areErrorsFree ?? null);
  // The provider's count at a price of ours that may be another, or in a currency that may be: not what it billed.
  const { isGuess, basis } = priced.price;
  const isOurs = statedNano(outcome, priced.price) === null && (isGuess || basis?.kind === 'learned');
  const isBilled = (isPayerSure(priced) && !isOurs) || result.cost?.highNano === 0n;
  return result.certainty === 'billed' && !isBilled ? { ...result, certainty: 'estimated' } : result;
}

function isPayerSure(priced: Priced | null): boolean {
  return priced?.payer.isSure === true && priced.payer.unit === priced.price?.unit;
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
  const facts = gatherFacts({ ...settlement, provider, draft, context: told, now });
  return { cause: decideRefusal(refusal, facts), facts };
}
