import type { BudgetedCall } from '../../lib/budget/budget.ts';
import type { Outcome } from '../../lib/domain/call.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { toDecimal, type Unit } from '../../lib/domain/money.ts';
import { JOB_DEADLINE_MS_MAX, JOB_GRACE_MS, JOB_MS_MAX } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { matchPath } from '../../lib/domain/surface.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { CallEnd, CallOf, GatewayCall, RefusalNote, ReviewAnswer, ReviewPort } from '../gateway/review-port.ts';
import type { Rates } from '../ledger/amounts.ts';
import type { Holds } from '../ledger/holds.ts';
import type { CallDesk, ReviewedCall, ScriptCall } from './call-desk.ts';
import { explainRefused } from './explain-refused.ts';
import { heldAmountsOf, settlementOf } from './held-amounts.ts';
import { outcomeOfEnd } from './outcome-of-end.ts';
import { overBudget } from './over-budget.ts';

/** What a gateway's calls are reviewed and booked with. */
export interface ReviewCallsOptions {
  readonly desk: CallDesk;
  readonly holds: Holds;
  /** Rates from a unit to the currencies of budgets. Absent: none is known. */
  readonly ratesFrom?: (unit: Unit) => Rates;
  /** Told of what could not be booked: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** A hold lives so long without a sign of its call, ms. */
const HOLD_MS = 60_000;
/** Calls under way are heard of so often, ms: a hold outlives two beats that fail. */
const BEAT_MS = 20_000;
/** Where the provider bills in full when a client goes, or as an answer in one piece: read on for the cost, ms. */
const DRAIN_MS = 60_000;

/** A call between its review and its end. */
interface Running {
  readonly reviewed: ReviewedCall;
  readonly isHeld: boolean;
}

/** Plugs review, holds and settlement into a gateway. `stop` ends the heartbeat. */
export function reviewCalls(options: ReviewCallsOptions): { readonly port: ReviewPort; readonly stop: () => void } {
  const { desk, holds, onTrouble } = options;
  const running = new Map<string, Running>();
  const beat = setInterval(() => {
    for (const [callId, { isHeld }] of running) {
      if (isHeld) holds.extend(callId, HOLD_MS).catch((error: unknown) => onTrouble('a hold was not extended', error));
    }
  }, BEAT_MS);
  beat.unref();

  const review = async (call: GatewayCall): Promise<ReviewAnswer> => {
    const script = scriptCallOf(call);
    let reviewed: ReviewedCall;
    try {
      reviewed = await desk.review(script, { canStop: false });
    } catch (error) {
      if (mustClose(holds, call)) throw error;
      onTrouble('a call went unreviewed', error);
      return { kind: 'send', headers: { 'tollkeeper-review': 'none' } };
    }
    const facts = reviewed.verdict?.facts ?? null;
    const reservation = await hold(call, reviewed, facts);
    if (reservation === 'open') {
      running.set(call.callId, { reviewed, isHeld: false });
      return sendWith(call, reviewed, facts, []);
    }
    if (reservation.kind === 'held') {
      running.set(call.callId, { reviewed, isHeld: true });
      const warned = reservation.warnings.map(({ budget }) => budget);
      return sendWith(call, reviewed, facts, warned);
    }
    await reviewed.settle({ kind: 'unsent' }, null);
    if (reservation.kind === 'settled') return { kind: 'refuse', problem: SETTLED_BEFORE };
    return { kind: 'refuse', problem: overBudget(reservation.objections, facts) };
  };

  const hold = async (call: GatewayCall, reviewed: ReviewedCall, facts: CallFacts | null) => {
    const rates = facts?.estimate ? (options.ratesFrom?.(facts.estimate.unit) ?? {}) : {};
    try {
      return await holds.reserve({
        callId: call.callId,
        call: budgetedOf(call, reviewed),
        ...heldAmountsOf(reviewed.draft, facts, rates),
        expiresInMs: HOLD_MS,
        isSent: true,
      });
    } catch (error) {
      if (mustClose(holds, call, reviewed)) {
        // It does not leave: without this it would be booked as one whose end nobody saw.
        await reviewed.settle({ kind: 'unsent' }, null);
        throw error;
      }
      onTrouble('a call went without a hold', error);
      return 'open' as const;
    }
  };

  const settle = async (end: CallEnd): Promise<void> => {
    const known = running.get(end.call.callId);
    running.delete(end.call.callId);
    const { callId } = end.call;
    if (known === undefined) {
      if (end.call.kind === 'follow-up') await bookFollowUp(options, end);
      return;
    }
    const provider = findProvider(end.call.provider);
    const outcome = outcomeOfEnd(end, namedBy(end.call), provider?.refusals ?? []);
    // Another companion has booked it, and this one holds nothing of it any more.
    if (end.bookedAs !== null) {
      await known.reviewed.settle({ kind: 'unsent' }, null);
      if (known.isHeld) await holds.release(callId);
      return;
    }
    const { record } = await known.reviewed.settle(outcome, end.headers);
    if (!known.isHeld) {
      // It went while no hold could be written; its budgets count it all the same.
      const unheld = { call: budgetedOf(end.call, known.reviewed), at: end.startedAt };
      if (record !== null) await holds.settle({ callId, ...settlementOf(record), unheld });
      return;
    }
    if (record === null && outcome.kind === 'unsent') await holds.release(callId);
    else if (record !== null) await holds.settle({ callId, ...settlementOf(record) });
    // What goes on at the provider is held until it ends; the sweep books it where nothing is heard of it again.
    else await holds.extend(callId, jobMs(outcome, Date.now()));
  };

  const explain = async (end: CallEnd): Promise<RefusalNote | null> => explainRefused(end);

  return { port: { review, settle, explain }, stop: () => clearInterval(beat) };
}

/** How long work may still be heard of: until its provider's own deadline, and an hour. */
function jobMs(outcome: Outcome, now: number): number {
  const until = outcome.kind === 'answer' || outcome.kind === 'cut' ? outcome.job?.until : undefined;
  const ms = until !== undefined && until > now ? until - now : JOB_MS_MAX;
  return Math.min(ms, JOB_DEADLINE_MS_MAX) + JOB_GRACE_MS;
}

const SETTLED_BEFORE = {
  type: 'bad-request',
  title: 'This call was booked before',
  detail: 'A call of this id was booked already. Nothing was sent, nothing was charged.',
} as const;

/** Under a hard budget no durable hold means no call; without one, or where the user wants it so, it goes. */
function mustClose(holds: Holds, call: GatewayCall, reviewed: ReviewedCall | null = null): boolean {
  const budgets = holds.knownBudgets(budgetedOf(call, reviewed));
  return budgets.some(({ isHard, onFailure }) => isHard && onFailure === 'closed');
}

/** What became of work that an earlier call began; what was held for it is booked with it. */
async function bookFollowUp({ desk, holds }: ReviewCallsOptions, end: CallEnd): Promise<void> {
  const provider = findProvider(end.call.provider);
  if (provider === null) return;
  const reviewed = await desk.review(
    { ...scriptCallOf({ ...end.call, body: { kind: 'none' } }), bodyText: null },
    { canStop: false },
  );
  const outcome = outcomeOfEnd(end, namedBy(end.call), provider.refusals);
  const { record, more = [] } = await reviewed.settle(outcome, end.headers);
  if (record === null) return;
  // The hold was one for all of it; what other models took counts besides, in the windows of the call that began it.
  for (const one of [record, ...more]) {
    const unheld = { call: budgetedRecord(one), at: one.openedAt };
    await holds.settle({ callId: one.callId, ...settlementOf(one), unheld });
  }
}

/** Whose call it was, as budgets see it, where only its record is left. */
function budgetedRecord({ provider, account, model, fingerprint, origin }: CallRecord): BudgetedCall {
  const label = /^tool:[^/]*\/(.*)$/s.exec(origin)?.[1] ?? null;
  return { provider, account, model, key: fingerprint, label, origin };
}

function sendWith(
  call: GatewayCall,
  { draft }: ReviewedCall,
  facts: CallFacts | null,
  warned: readonly string[],
): ReviewAnswer {
  const estimate = facts?.estimate;
  return {
    kind: 'send',
    asksUsage: call.wire === 'openai-chat' && draft?.isStream === true,
    ...(draft !== null && !draft.isStream && { drainMs: DRAIN_MS }),
    headers: {
      ...(estimate && {
        'tollkeeper-estimate': `${estimate.unit} ${toDecimal(estimate.lowNano)}-${toDecimal(estimate.highNano)}`,
      }),
      ...(warned.length > 0 && { 'tollkeeper-warning': `over soft budget: ${warned.join(', ')}` }),
    },
  };
}

/** Whose call it is, as budgets see it. */
function budgetedOf(call: CallOf, reviewed: ReviewedCall | null): BudgetedCall {
  return {
    provider: call.provider,
    account: reviewed?.verdict?.facts?.account?.id ?? null,
    model: reviewed?.draft?.model ?? null,
    key: reviewed?.fingerprint ?? null,
    label: call.label,
    origin: originOf(call),
  };
}

function scriptCallOf(call: Pick<GatewayCall, keyof CallOf | 'body'>): ScriptCall {
  const provider = findProvider(call.provider);
  if (provider === null) throw new Error(`[calls] no provider ${call.provider}`);
  return {
    ...{ callId: call.callId, requestId: call.requestId, provider, surface: call.surface, key: call.key },
    named: namedBy(call),
    origin: originOf(call),
    bodyText: call.body.kind === 'text' ? call.body.text : null,
  };
}

/** What stands in the record of a tool's call where a page's has its origin. */
export function originOf({ tool, label }: Pick<CallOf, 'tool' | 'label'>): string {
  return label === null ? `tool:${tool}` : `tool:${tool}/${label}`;
}

function namedBy({ surface, path }: Pick<CallOf, 'surface' | 'path'>): string {
  return surface?.isPattern ? (matchPath(surface.path, path) ?? '') : '';
}
