import type { Budget } from '../../lib/budget/budget.ts';
import type { Draft } from '../../lib/domain/call.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import type { Unit } from '../../lib/domain/money.ts';
import type { Settled } from '../../lib/engine/settlement.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Problem } from '../gateway/problem.ts';
import type { CallEnd, GatewayCall, ReviewPort } from '../gateway/review-port.ts';
import type { Rates } from '../ledger/amounts.ts';
import type { Holds } from '../ledger/holds.ts';
import type { Objection } from '../ledger/operations.ts';
import type { BatchFiles } from './batch-files.ts';
import type { CallDesk, ReviewedCall } from './call-desk.ts';
import { explainRefused } from './explain-refused.ts';
import { fitBalance, fitBound, isUnbounded, UNASKED_TOKENS_MIN } from './fit-bound.ts';
import { bookFollowUp, jobMs } from './follow-up.ts';
import { heldAmountsOf, settlementOf } from './held-amounts.ts';
import { HOLD_MS, keepRunning, type RunningCalls } from './keep-running.ts';
import { lowerBound } from './lower-bound.ts';
import { outcomeOfEnd } from './outcome-of-end.ts';
import { overBudget, readUses } from './over-budget.ts';
import { changedBy, no, sendWith } from './review-answers.ts';
import type { CurrentCall, ReviewedHere, Reviewer, ReviewHow } from './reviewer.ts';
import { budgetedOf, namedBy, scriptCallOf } from './script-call.ts';

/** What a gateway's calls are reviewed and booked with. */
export interface ReviewCallsOptions {
  readonly desk: CallDesk;
  readonly holds: Holds;
  /** What is frozen into calls that cost in a unit. Absent: no rate is known. */
  readonly ratesFrom?: (unit: Unit) => Rates;
  /** Knows how large the files are that batches are made of. Absent: nobody does. */
  readonly files?: Pick<BatchFiles, 'sized'>;
  /** Epoch ms. Absent: the process's clock. */
  readonly now?: () => number;
  /** Told of what could not be booked: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Bodies from here on take milliseconds to count, characters: other calls would wait meanwhile. */
const LONG_CHARS_MIN = 64 * 1024;

/** A bound that fits is looked for so often: meanwhile others may take what was left. */
const BOUND_TRIES = 3;

/** A call that hard budgets stop, and the bound on its answer with which it may go; null: none, or it is not to get one. */
interface Over {
  readonly tokens: number | null;
  readonly policy: string | null;
  readonly objections: readonly Objection[];
  readonly problem: Problem;
}

/** A call between its review and its end. */
interface Running {
  readonly reviewed: ReviewedCall;
  /** `asked`: its budgets were only asked whether anything is left. `none`: it went without what it should have had. */
  readonly hold: 'held' | 'asked' | 'none';
}

/** Plugs review, holds and settlement into a gateway. `running`: the calls under way, whose heartbeat its `stop` ends. */
export function reviewCalls(options: ReviewCallsOptions): {
  readonly port: ReviewPort;
  readonly reviewer: Reviewer;
  readonly running: Pick<RunningCalls<Running>, 'has' | 'beat' | 'stop'>;
} {
  const { desk, holds, now = Date.now, onTrouble } = options;
  const running = keepRunning<Running>({ desk, holds, now, onTrouble }, ({ hold }) => hold === 'held');

  /** Only what a batch is made of has to be looked up, and what is long counted elsewhere: nothing else waits. */
  const read = (call: GatewayCall): Draft | null | Promise<Draft | null> => {
    const isLong = call.body.kind === 'text' && call.body.text.length >= LONG_CHARS_MIN;
    if (isLong) return desk.readLong(scriptCallOf(call)).then((draft) => sized(call, draft));
    return sized(call, desk.read(scriptCallOf(call)));
  };

  const sized = (call: GatewayCall, draft: Draft | null): Draft | null | Promise<Draft | null> => {
    if (draft === null || options.files === undefined || call.wire !== 'openai-batches') return draft;
    return options.files.sized(call, draft).catch((error: unknown) => {
      onTrouble('the sizes of a batch were not looked up', error);
      return draft;
    });
  };

  const review = async (call: GatewayCall, how: ReviewHow = {}): Promise<ReviewedHere> => {
    let current: CurrentCall = { call, changes: [], policies: how.policies ?? [], draft: null };
    let stopped: Problem | null = null;
    try {
      current = { ...current, draft: await read(call) };
      const adapted = how.adapt?.(current) ?? null;
      if (adapted?.kind === 'stop') stopped = adapted.problem;
      else if (adapted !== null) current = { ...adapted, draft: await read(adapted.call) };
    } catch (error) {
      return unreviewed(current, error);
    }
    if (stopped !== null) {
      // What has begun at the provider is booked whatever is said of it here.
      if (hasBegun(call)) await reviewOnce(current, how);
      return no(stopped);
    }
    for (let tries = 0; ; tries += 1) {
      const result = await reviewOnce(current, how);
      if (!('problem' in result)) return result;
      if (tries < BOUND_TRIES && result.tokens !== null) {
        const lowered = lowerBound(current, result.tokens, result.policy);
        if (lowered !== null) {
          current = { ...lowered, draft: await read(lowered.call) };
          continue;
        }
      }
      return { ...no(result.problem), objections: result.objections };
    }
  };

  /** With a bound that fits, where it is to have one. */
  const reviewOnce = async (current: CurrentCall, how: ReviewHow, isAfforded = false): Promise<ReviewedHere | Over> => {
    const { call, draft, policies } = current;
    let reviewed: ReviewedCall;
    try {
      reviewed = await desk.review(scriptCallOf(call), { canStop: false, draft, policies, repeat: how.repeat ?? 0 });
    } catch (error) {
      return unreviewed(current, error);
    }
    const facts = reviewed.verdict?.facts ?? null;
    const afforded = isAfforded ? null : affordable(current, facts, how);
    if (afforded !== null) {
      await reviewed.settle({ kind: 'unsent' }, null);
      return reviewOnce({ ...afforded, draft: await read(afforded.call) }, how, true);
    }
    const reservation = await hold(call, reviewed, facts);
    if (reservation === 'open') {
      running.begin(call.callId, { reviewed, hold: 'none' });
      const answer = sendWith(current, facts, []);
      const headers = { ...answer.headers, 'tollkeeper-review': 'no-hold' };
      return { answer: { ...answer, headers }, policies, objections: [], warned: [] };
    }
    if (reservation.kind === 'held') {
      running.begin(call.callId, { reviewed, hold: call.spoken === 'opening' ? 'asked' : 'held' });
      const { warnings } = reservation;
      return { answer: sendWith(current, facts, warnings), policies, objections: [], warned: warnings };
    }
    await stop(call, reviewed);
    if (reservation.kind === 'settled') return no(SETTLED_BEFORE);
    return overOf(current, reviewed, { objections: reservation.objections, how });
  };

  const overOf = async (
    { call }: CurrentCall,
    reviewed: ReviewedCall,
    { objections, how }: { readonly objections: readonly Objection[]; readonly how: ReviewHow },
  ): Promise<Over> => {
    const facts = reviewed.verdict?.facts ?? null;
    const rates = ratesOf(facts?.estimate?.unit);
    const budgeted = budgetedOf(call, reviewed);
    const budgets = holds.knownBudgets(budgeted);
    const isOurs = how.lowers === undefined && isUnbounded(reviewed, objections);
    const tokensMin = how.lowers?.tokensMin ?? UNASKED_TOKENS_MIN;
    const fits = await fitBound({ reviewed, objections, budgets, rates }, tokensMin).catch(() => null);
    return {
      ...{ tokens: how.lowers !== undefined || isOurs ? fits : null, policy: how.lowers?.policy ?? null, objections },
      problem: overBudget({
        ...{ objections, budgets, facts, fits },
        label: budgeted.label,
        uses: await readUses(objections, holds),
      }),
    };
  };

  const ratesOf = (unit: Unit | undefined): Rates => (unit === undefined ? {} : (options.ratesFrom?.(unit) ?? {}));

  /** Nobody could look at it: it goes, unless a hard budget wants every call held. It is booked when it ends. */
  const unreviewed = ({ call, changes, policies, draft }: CurrentCall, error: unknown): ReviewedHere => {
    const reviewed = desk.unreviewed(scriptCallOf(call), { draft, policies });
    // Whose key it is stands in the ledger, which did not answer: of a hard budget of any account it may be.
    const unknown = draft === null ? (['account', 'model'] as const) : (['account'] as const);
    const mayClose = holds.knownBudgets(budgetedOf(call, reviewed), unknown).some(isClosing);
    // Another way is only gone with a hold of its own.
    const isClosed = mayClose || call.hop !== undefined;
    if (!isClosed || hasBegun(call)) running.begin(call.callId, { reviewed, hold: 'none' });
    if (isClosed) throw error;
    onTrouble('a call went unreviewed', error);
    const answer = { kind: 'send', ...changedBy(call, changes), headers: { 'tollkeeper-review': 'none' } } as const;
    return { answer, policies, objections: [], warned: [] };
  };

  /** It does not leave: its row is closed. What has begun at the provider already goes on, and is booked at its end. */
  const stop = async (call: GatewayCall, reviewed: ReviewedCall): Promise<void> => {
    if (hasBegun(call)) running.begin(call.callId, { reviewed, hold: 'none' });
    else await reviewed.settle({ kind: 'unsent' }, null);
  };

  const hold = async (call: GatewayCall, reviewed: ReviewedCall, facts: CallFacts | null) => {
    const rates = ratesOf(facts?.estimate?.unit);
    try {
      return await holds.reserve({
        callId: call.callId,
        call: budgetedOf(call, reviewed),
        ...heldAmountsOf(reviewed.draft, facts, rates),
        expiresInMs: HOLD_MS,
        isSent: true,
        ...(call.spoken === 'opening' && { asksOnly: true }),
      });
    } catch (error) {
      if (mustClose(holds, call, reviewed)) {
        // It does not leave: without this it would be booked as one whose end nobody saw.
        await stop(call, reviewed);
        throw error;
      }
      onTrouble('a call went without a hold', error);
      return 'open' as const;
    }
  };

  const settle = async (end: CallEnd): Promise<Settled | null> => {
    const { callId } = end.call;
    const known = running.end(callId);
    if (known === undefined) {
      if (end.call.kind === 'follow-up') await bookFollowUp(options, end);
      return null;
    }
    const provider = findProvider(end.call.provider);
    const outcome = outcomeOfEnd(end, namedBy(end.call), provider?.refusals ?? []);
    const isHeld = known.hold === 'held';
    // Another companion has booked it, and this one holds nothing of it any more.
    if (end.bookedAs !== null) {
      await known.reviewed.settle({ kind: 'unsent' }, null);
      if (isHeld) await holds.release(callId);
      return null;
    }
    const told = outcome.kind === 'refusal' ? explainRefused(end, factsOf(known)) : null;
    const how = { isFailedOpen: known.hold === 'none', toldAs: told?.cause ?? undefined };
    const settled = await known.reviewed.settle(outcome, end.headers, how);
    const { record } = settled;
    const rates = ratesOf(record?.cost?.unit);
    if (!isHeld) {
      if (record === null) return settled;
      // Nothing was held of it; its budgets count it all the same.
      const atMost = record.cost && { atMost: { unit: record.cost.unit, nano: record.cost.highNano } };
      const agoMs = now() - end.startedAt;
      const unheld = { call: budgetedOf(end.call, known.reviewed), agoMs, ...atMost };
      await holds.settle({ callId, ...settlementOf(record), rates, unheld });
      return settled;
    }
    if (record === null && outcome.kind === 'unsent') await holds.release(callId);
    // Nobody waits for it: it may share the commit of the next call.
    else if (record !== null) await holds.settle({ callId, ...settlementOf(record), rates }, false);
    // What goes on at the provider is held until it ends; the sweep books it where nothing is heard of it again.
    else await holds.extend(callId, jobMs(outcome, now()));
    return settled;
  };

  const explain: Reviewer['explain'] = async (end) => explainRefused(end, factsOf(running.get(end.call.callId)));

  const bookSaved: Reviewer['bookSaved'] = (call, instead) => desk.bookSaved(scriptCallOf(call), instead);

  const port: ReviewPort = {
    review: async (call) => (await review(call)).answer,
    settle: async (end) => void (await settle(end)),
    explain: async (end) => (await explain(end))?.note ?? null,
  };
  return { port, reviewer: { review, settle, explain, bookSaved }, running };
}

/** What was known of the wallet when the call was reviewed; null: it was not, or nobody asks any more. */
function factsOf(call: Running | undefined): CallFacts | null {
  return call?.reviewed.verdict?.facts ?? null;
}

const SETTLED_BEFORE = {
  type: 'bad-request',
  title: 'This call was booked before',
  detail: 'A call of this id was booked already. Nothing was sent, nothing was charged.',
} as const;

/** Under a hard budget no durable hold means no call; without one, or where the user wants it so, it goes. */
function mustClose(holds: Holds, call: GatewayCall, reviewed: ReviewedCall): boolean {
  return holds.knownBudgets(budgetedOf(call, reviewed)).some(isClosing);
}

function isClosing({ isHard, onFailure }: Budget): boolean {
  return isHard && onFailure === 'closed';
}

/** What is said over a socket is on its way before anybody here can say no. */
function hasBegun({ spoken }: GatewayCall): boolean {
  return spoken === 'response';
}

/** With the bound on its answer that its balance allows; null: it needs none, or is not to get one. */
function affordable(
  current: CurrentCall,
  facts: CallFacts | null,
  { lowers }: ReviewHow,
): Omit<CurrentCall, 'draft'> | null {
  const tokens = lowers === undefined ? null : fitBalance(facts);
  if (lowers === undefined || tokens === null || tokens < lowers.tokensMin) return null;
  return lowerBound(current, tokens, lowers.policy);
}
