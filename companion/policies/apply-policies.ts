import { SOCKET_WIRE_IDS, type WireId } from '../../lib/domain/call.ts';
import { parseJson } from '../../lib/domain/json-path.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { Reviewer, ReviewHow } from '../calls/reviewer.ts';
import type { CallEnd, GatewayCall, Hop, RefusalNote, ReviewAnswer, ReviewPort } from '../gateway/review-port.ts';
import type { Objection } from '../ledger/operations.ts';
import { adaptCall, hasNoTools } from './adapt-call.ts';
import {
  ANSWER_BYTES_MAX,
  type AnswerCache,
  isColdRequest,
  NAMED_CHARS_MAX,
  openRequestNames,
  type SavedAnswer,
} from './answer-cache.ts';
import type { HourWatch } from './hour-watch.ts';
import type { Looked, LoopBreaker } from './loop-breaker.ts';
import { planHops, planInstead, restsOnAccount } from './plan-hops.ts';
import { labelOf, ofKind, type Policy, type PolicyOf } from './policy.ts';
import type { Policies } from './policy-file.ts';

/** What calls are reviewed with besides budgets. */
export interface ApplyPoliciesOptions {
  readonly reviewer: Reviewer;
  readonly policies: Policies;
  readonly breaker: LoopBreaker;
  readonly hours: Pick<HourWatch, 'add'>;
  readonly cache: AnswerCache;
  /** Epoch ms. */
  readonly now: () => number;
  /** Told of what could not be done: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What is remembered of a call between its review and its end. */
interface UnderWay {
  readonly policies: readonly Policy[];
  /** Other ways for it. */
  readonly hops: readonly Hop[];
  /** Its answer is kept under this name. Null: it is not. */
  readonly keepAs: string | null;
}

/** Puts the user's policies around the review of a gateway's calls. A call that none applies to is left as it was. */
export function applyPolicies(options: ApplyPoliciesOptions): ReviewPort {
  const { reviewer, breaker, cache, now, onTrouble } = options;
  const nameOf = openRequestNames();
  const underWay = new Map<string, UnderWay>();
  /** Of calls that were compared with others, by id: what to do where one brings no answer. */
  const compared = new Map<string, () => void>();

  const review = async (call: GatewayCall): Promise<ReviewAnswer> => {
    const isSpoken = SOCKET_WIRES.includes(call.wire);
    const all = options.policies.of(call.tool, call.label);
    // What is said over a socket is on its way already, and one turn of a conversation looks like the next.
    const policies = isSpoken ? all.filter(({ kind }) => kind === 'downgraded' || kind === 'loop-breaker') : all;
    const name = call.body.kind === 'text' && !isSpoken ? nameOf({ ...call, bodyText: call.body.text }) : null;
    const isFirst = call.hop === undefined && call.waitedMs === undefined && call.isAgain === undefined;
    const caching = isFirst && name !== null ? findCaching(call, policies) : null;
    const saved = caching === null || name === null ? null : cache.find(name, now(), caching.seconds * 1000);
    if (saved !== null && caching !== null) return replay(call, caching, saved);
    const { warning, problem, repeat, takeBack } = isFirst ? breaker.look(call, name, policies) : NOTHING_SEEN;
    // What has begun over a socket is held and booked like others, and then left.
    if (problem !== null && call.spoken !== 'response') return { kind: 'refuse', problem };
    const answer = await reviewHere(call, policies, { keepAs: caching === null ? null : name, repeat });
    if (problem !== null) return { kind: 'refuse', problem };
    // What does not leave repeats nothing, and is no first one either.
    if (answer.kind !== 'send') takeBack();
    else if (repeat > 0) compared.set(call.callId, takeBack);
    if (warning === null || answer.kind !== 'send') return answer;
    return { ...answer, headers: withWarning(answer.headers, warning) };
  };

  const reviewHere = async (
    call: GatewayCall,
    policies: readonly Policy[],
    { keepAs, repeat }: { readonly keepAs: string | null; readonly repeat: number },
  ): Promise<Exclude<ReviewAnswer, { kind: 'replay' }>> => {
    let model: string | null = null;
    const how: ReviewHow = {
      adapt: (current) => {
        model = current.draft?.model ?? null;
        return adaptCall(current, { policies, downgraded: inForce(policies), hop: call.hop });
      },
      policies: ledHere(call, policies),
      ...lowersOf(policies),
    };
    const {
      answer,
      policies: used,
      objections,
      warned,
    } = await reviewer.review(call, {
      ...(policies.length > 0 || call.hop !== undefined ? how : {}),
      ...(repeat > 0 && { repeat }),
    });
    downgradeFor(warned);
    if (answer.kind === 'refuse') {
      const given = { model, objections, waitedMs: call.waitedMs ?? 0, now: now() };
      const instead = objections.length === 0 ? null : planInstead(policies, call, given);
      return instead === null ? answer : { ...answer, instead };
    }
    const isAsAsked = used.length === 0 && answer.changed === undefined;
    const kept = isAsAsked ? keepAs : null;
    if (policies.length > 0)
      underWay.set(call.callId, { policies, hops: planHops(policies, call, model), keepAs: kept });
    return {
      ...answer,
      ...(kept !== null && { keepBytesMax: ANSWER_BYTES_MAX }),
      ...(used.length > 0 && { headers: { ...answer.headers, 'tollkeeper-policy': used.join(', ') } }),
    };
  };

  /** Downgraded access whose soft budget was passed. */
  const inForce = (policies: readonly Policy[]): readonly PolicyOf<'downgraded'>[] =>
    ofKind(policies, 'downgraded').filter(({ budget }) => options.policies.downgradedUntil(budget, now()) !== null);

  /** Soft budgets that somebody's policy waits for, from the first call that goes over them. */
  const downgradeFor = (warned: readonly Objection[]): void => {
    for (const { budget, window, reason } of warned) {
      if (reason !== 'limit' || window === null) continue;
      const isAwaited = ofKind(options.policies.list(), 'downgraded').some((policy) => policy.budget === budget);
      if (!isAwaited || options.policies.downgradedUntil(budget, now()) !== null) continue;
      try {
        options.policies.downgrade(budget, window.end, now());
      } catch (error) {
        onTrouble('downgraded access is in force, but a restart would forget it', error);
      }
    }
  };

  const replay = async (call: GatewayCall, policy: Policy, saved: SavedAnswer): Promise<ReviewAnswer> => {
    const label = labelOf(policy);
    try {
      await reviewer.bookSaved(call, { saved: saved.cost, policies: [label] });
    } catch (error) {
      onTrouble('an answer that was kept was given again, and could not be noted', error);
    }
    return { kind: 'replay', answer: saved.answer, headers: { 'tollkeeper-policy': label } };
  };

  const settle = async (end: CallEnd): Promise<void> => {
    const { callId } = end.call;
    const known = underWay.get(callId);
    underWay.delete(callId);
    const settled = await reviewer.settle(end);
    conclude(callId, settled?.record ?? null);
    const cost = settled?.record?.cost ?? null;
    if (cost !== null) options.hours.add(cost.unit, cost.highNano, now());
    const { keepAs = null } = known ?? {};
    if (keepAs === null || end.answer === undefined || cost === null || !isWhole(end, settled?.record ?? null)) return;
    cache.put(keepAs, { answer: end.answer, cost, at: now() });
  };

  const conclude = (callId: string, record: CallRecord | null): void => {
    if (!hasAnswered(record)) compared.get(callId)?.();
    compared.delete(callId);
  };

  const explain = async (end: CallEnd): Promise<RefusalNote | null> => {
    const explained = await reviewer.explain(end);
    const known = underWay.get(end.call.callId);
    if (explained === null) return null;
    const { note, isShortOfMoney, affordableTokens } = explained;
    if (!isShortOfMoney || known === undefined) return note;
    const { hops } = known;
    const lowers = lowersOf(known.policies).lowers ?? null;
    if (hops.length === 0 && lowers === null) return note;
    // What was held of it has to be free before another way is looked for: both may draw on the same budget.
    underWay.delete(end.call.callId);
    const settled = await reviewer.settle(end);
    conclude(end.call.callId, settled?.record ?? null);
    const tokens = affordableTokens ?? settled?.facts?.fits.outputTokensMax ?? null;
    const lower =
      lowers === null || tokens === null || tokens < lowers.tokensMin ? [] : [lowerHop(lowers.policy, tokens)];
    return { ...note, hops: [...lower, ...hops] };
  };

  return { review, settle, explain };
}

const SOCKET_WIRES: readonly (WireId | null)[] = SOCKET_WIRE_IDS;
const NOTHING_SEEN: Looked = { warning: null, problem: null, repeat: 0, takeBack: () => undefined };

/** Those by which it comes when it comes, and where it goes. */
function ledHere({ hop, waitedMs = 0 }: GatewayCall, policies: readonly Policy[]): readonly string[] {
  const [wait] = waitedMs > 0 ? ofKind(policies, 'wait') : [];
  return [...(wait === undefined ? [] : [labelOf(wait)]), ...(hop === undefined ? [] : [hop.policy])];
}

function lowersOf(policies: readonly Policy[]): Pick<ReviewHow, 'lowers'> {
  const [policy] = ofKind(policies, 'lower-max-tokens');
  return policy === undefined ? {} : { lowers: { policy: labelOf(policy), tokensMin: policy.tokensMin } };
}

/** The same way once more, with an answer that can be paid. */
function lowerHop(policy: string, outputTokensMax: number): Hop {
  return { policy, provider: null, account: null, revisions: [{ kind: 'output-max', outputTokensMax }] };
}

/** The policy by which this request may be answered with what came before. Null: none. */
function findCaching(call: GatewayCall, policies: readonly Policy[]): PolicyOf<'cache'> | null {
  const [policy] = ofKind(policies, 'cache');
  if (policy === undefined || call.body.kind !== 'text' || call.isSigned || call.key === null) return null;
  const { text } = call.body;
  if (text.length > NAMED_CHARS_MAX) return null;
  const body = parseJson(text);
  if (!isColdRequest(body) || !hasNoTools(body) || restsOnAccount(body)) return null;
  return policy;
}

/** Whether something came that somebody paid for. */
function hasAnswered(record: CallRecord | null): boolean {
  return record?.outcome === 'answer' || (record?.outcome === 'cut' && record.usage !== null);
}

/** Whether it is all that the provider had to say, and was understood. */
function isWhole({ how, status, reading }: CallEnd, record: CallRecord | null): boolean {
  const isAnswer = how === 'answer' && status === 200 && record?.outcome === 'answer' && record.certainty !== 'unknown';
  return isAnswer && reading?.isComplete === true && reading.errorText === null;
}

function withWarning(headers: Readonly<Record<string, string>> = {}, warning: string): Record<string, string> {
  const before = headers['tollkeeper-warning'];
  return { ...headers, 'tollkeeper-warning': before === undefined ? warning : `${before}; ${warning}` };
}
