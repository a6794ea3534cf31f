import type { Draft, Outcome } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { readCounted } from '../domain/counted.ts';
import { decideRefusal } from '../domain/decide-cause.ts';
import { heldNanoOf } from '../domain/estimate.ts';
import type { CallFacts } from '../domain/facts.ts';
import type { Unit } from '../domain/money.ts';
import type { OpenCall } from '../domain/open-call.ts';
import { pricedBy } from '../domain/price.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import { freeUseOf } from '../domain/units-used.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { asServed, usageBilledOf, withOwnCost } from './believed-outcome.ts';
import { findPriceAndPayer, gatherFacts } from './call-facts.ts';
import { countFree, withoutUseOf } from './count-free.ts';
import { forecastOf } from './forecast-of.ts';
import { groupsOf } from './forecast-output.ts';
import { type Booked, learnFromCall } from './learn-from-call.ts';
import type { CallContext, SettleLedger } from './ports.ts';
import { isPayerSure, priceOutcome } from './price-outcome.ts';
import { leftReading } from './reopen-call.ts';
import { sampleBill } from './sample-bill.ts';
import type { Settled, Settlement } from './settlement.ts';
import { countsOf, sizeInput } from './size-input.ts';
import { isForAccount, keepStatedBalance, statedNeed, withStatedBalance } from './stated-balance.ts';

/** Where and when one call is booked. */
interface BookingDesk {
  readonly ledger: SettleLedger;
  readonly now: number;
  readonly day: string;
  /** The record whose place this one takes; null: none. */
  readonly lost: CallRecord | null;
}

/**
 * Books one call: what it cost, what refused it, and what is learned from it, in the ledger of the transaction it is given.
 * A record that it would take the place of stays, and is returned, where the money was taken from another wallet. Rejects
 * where the ledger does.
 */
export async function bookCall(settlement: Settlement, open: OpenCall, desk: BookingDesk): Promise<Settled> {
  const draft = settlement.draft ?? open.draft;
  const account = open.account ?? settlement.account ?? null;
  const groups = groupsOf({ ...settlement, draft });
  const read = await desk.ledger.readContext({ ...settlement, account, model: draft.model, groups });
  const context = withoutUseOf(desk.lost, read);
  const provider = findProvider(settlement.provider, context.site?.facts ?? null);
  const times = { startedAt: open.openedAt, endedAt: desk.now, day: desk.day };
  const sized = sizeInput(draft, countsOf(provider, context));
  const served = asServed(sized, settlement.outcome);
  const findPrice = (by: CallContext) =>
    provider &&
    findPriceAndPayer({ ...settlement, provider, draft: served, context: by, times, unit: open.estimate?.unit });
  const first = findPrice(context);
  const asked = { ...settlement, model: draft.model, day: desk.day, at: open.openedAt };
  const counted = await countFree(first?.price ?? null, context, asked, desk.ledger);
  const priced = counted === null ? first : findPrice(counted);
  const freeUse = priced?.price ? freeUseOf(settlement.outcome, served, priced.price) : undefined;
  const outcome = withOwnCost(settlement.outcome, provider, priced?.units ?? []);
  const cost = priced && priceOutcome(priced, sized, outcome, provider, walletUnit(provider, context));
  if (desk.lost && !canReplace(desk.lost, cost?.cost ?? null)) {
    await desk.ledger.closeOpenCall(settlement.callId);
    return { record: desk.lost, facts: null, cause: null };
  }
  const refusal = readRefusalCause({ settlement, provider, context: counted ?? context, draft }, desk);
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
    ...forecastOf(open, priced?.price ?? null, draft, context),
    outcome: settlement.outcome.kind,
    usage: usageBilledOf(settlement.outcome),
    ...tokensAtMostOf(sized, settlement.outcome),
    ...(freeUse && { freeUse }),
    ...readCounted(settlement.draft, settlement.outcome),
    cost: cost?.cost ?? null,
    certainty: cost?.certainty ?? 'unknown',
    ...asideOf(settlement, open, provider),
    ...(cost?.cost && !isPayerSure(priced) && { isPayerUnsure: true }),
    pricedBy: priced?.price ? pricedBy(priced.price) : null,
    refusalCause: refusal?.cause ?? null,
    ...(open.policies && { policies: open.policies }),
    ...((open.wasted || settlement.wasted) && { wasted: { ...open.wasted, ...settlement.wasted } }),
    isReviewed: open.isReviewed,
    openedAt: open.openedAt,
    settledAt: desk.now,
    day: desk.day,
  };
  const { rate = null, tokensLeft = null } = settlement;
  const isSure = isPayerSure(priced);
  const billed = isSure ? sampleBill(outcome, draft, priced?.listed ?? null) : null;
  await write(
    { record, outcome: settlement.outcome, rate, tokensLeft, billed, open, provider, context, isPayerSure: isSure },
    desk,
  );
  if (settlement.outcome.kind === 'refusal' && provider !== null && isForAccount(settlement, provider, context)) {
    await keepStatedBalance(settlement.outcome.refusal, record, desk);
  }
  return { record, facts: refusal?.facts ?? null, cause: refusal?.cause ?? null };
}

/** What budgets of tokens count of a call whose provider said nothing: what it sent, and what came or could have. */
function tokensAtMostOf(sized: Draft, outcome: Outcome): Pick<CallRecord, 'tokensAtMost'> {
  if ((outcome.kind !== 'answer' && outcome.kind !== 'cut') || usageBilledOf(outcome) !== null) return {};
  // Of work that ends later its end tells.
  if (outcome.job !== undefined) return {};
  const input = sized.inputTokens?.high;
  const came = outcome.output?.high ?? null;
  // What was cut off may have been written to its end.
  const output = outcome.kind === 'cut' ? (sized.outputTokensMax ?? came) : (came ?? sized.outputTokensMax);
  return input === undefined || output === null ? {} : { tokensAtMost: Math.ceil(input + output) };
}

/** A unit in which the account pays, however this call is priced; null: none is known. */
function walletUnit(provider: Provider | null, { account }: CallContext): Unit | null {
  return account?.balances[0]?.reading.unit ?? provider?.prices[0]?.unit ?? null;
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

/** A refusal sets nothing aside, so there is nothing that could come back. */
function asideOf(
  { outcome }: Settlement,
  { estimate }: OpenCall,
  provider: Provider | null,
): Pick<CallRecord, 'asideNano'> {
  const isNothing = outcome.kind === 'refusal' && !outcome.refusal.hasAnswerBegun;
  const asideNano = isNothing || provider?.isReserveInReading !== true ? 0n : heldNanoOf(estimate);
  return asideNano === 0n ? {} : { asideNano };
}

function requestIdOf({ outcome, providerRequestId = null }: Settlement): string | null {
  return (outcome.kind === 'refusal' ? outcome.refusal.providerRequestId : null) ?? providerRequestId;
}

async function write(booked: Booked, desk: Pick<BookingDesk, 'ledger' | 'lost'>): Promise<void> {
  const learned = learnFromCall(booked);
  if (desk.lost === null) return desk.ledger.append(booked.record, learned);
  const spentSinceNano = learned.spentSinceNano - leftReading(desk.lost, booked);
  await desk.ledger.replaceLost(desk.lost, booked.record, { ...learned, spentSinceNano });
}

function readRefusalCause(
  {
    settlement,
    provider,
    context,
    draft,
  }: {
    readonly settlement: Settlement;
    readonly provider: Provider | null;
    readonly context: CallContext;
    readonly draft: Draft;
  },
  { now, day }: Pick<BookingDesk, 'now' | 'day'>,
): { readonly cause: CardCause; readonly facts: CallFacts } | null {
  if (settlement.outcome.kind !== 'refusal' || provider === null) return null;
  const { refusal } = settlement.outcome;
  const told = withStatedBalance(context, refusal, now);
  const facts = gatherFacts({ ...settlement, provider, draft, context: told, stated: statedNeed(refusal), now, day });
  const cause = decideRefusal(refusal, facts);
  // The words of the error say which kind of money it is where no reading of the wallet does.
  return { cause: cause === 'unsure' ? (settlement.toldAs ?? cause) : cause, facts };
}
