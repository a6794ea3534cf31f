import type { Outcome } from '../domain/call.ts';
import type { CardView } from '../domain/card.ts';
import { withoutRetries } from '../domain/explain-card.ts';
import { readRequestId } from '../domain/read-refusal.ts';
import type { HeaderRecord, PageOutcome, TapMessage } from '../page/protocol.ts';
import { findProvider, findSurfaceById } from '../providers/page-registry.ts';
import type { SettleReply } from '../webext/messages.ts';
import type { ReadAnswer } from '../wires/to-answer.ts';
import { type Bridge, forgetBody } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import { openAnswerReader } from './read-answer.ts';
import { readFailed } from './read-failed.ts';
import { settle } from './settle.ts';

type Message<K extends TapMessage['kind']> = Extract<TapMessage, { kind: K }>;

/** More of what came back. */
export function onBody(bridge: Bridge, message: Message<'body'>): void {
  const call = bridge.calls.get(message.call);
  const surface = call && findSurfaceById(call.surface);
  if (!surface || call.state === 'settled') return;
  call.reader ??= openAnswerReader(surface, call.named ?? '');
  call.reader.take(message);
  noteHead(call, message.headers);
  if (call.isRest && call.left && message.isAll) call.left.answer = message.text;
}

/** What came back. */
export async function onOutcome(bridge: Bridge, message: Message<'outcome'>): Promise<void> {
  const call = bridge.calls.get(message.call);
  if (!call || call.state === 'settled') return;
  const wasGone = call.state === 'gone';
  const isWithheld = message.outcome.kind === 'failed' && message.outcome.isWithheld;
  // Nobody waits for these, and nothing more is heard of them.
  if (!isWithheld) call.state = 'settled';
  const answer = await readWhatCame(call, message.outcome);
  const failed = answer.kind === 'failed' ? answer : null;
  const outcome = await readOutcome(bridge, call, answer);
  // While it was read the page may have left, or been given what nobody answered in time.
  const isGone = wasGone || (isWithheld && isIn(call, 'gone'));
  const isWaiting = isWithheld && !isIn(call, 'gone') && !isIn(call, 'settled');
  if (failed !== null) noteHead(call, failed.headers);
  const handling = bridge.isPaused() ? 'nothing' : bridge.refusalHandling();
  const isForCard = !isGone && outcome.kind === 'refusal' && call.isUserStarted && handling !== 'nothing';
  // Too many calls in a short time are no lack of money: the page is kept waiting no longer than it was asked to wait.
  const canWait = !isTooFast(call) || (call.refusal?.retryAfterMs ?? 0) > 0;
  const isKept = isWaiting && isForCard && handling === 'withhold' && canWait;
  if (isWaiting || (isWithheld && wasGone)) {
    // Said before the ledger is asked: the tap hands the answer over when nobody answers in time.
    bridge.channel.post(isKept ? { kind: 'held', call: call.number } : { kind: 'deliver', call: call.number });
  }
  call.state = isKept ? 'withheld' : 'settled';
  call.original = failed?.bodyText ?? null;
  noteRest(bridge, call, outcome);
  if (outcome.kind === 'answer') rememberAnswer(bridge, call, outcome);
  try {
    const reply = await settle(bridge, call, outcome, isKept && call.canRetry);
    await showOutcome(bridge, call, reply, isForCard);
  } catch {
    deliver(bridge, call);
  } finally {
    call.stopRemembering?.();
    call.stopRemembering = null;
    if (outcome.kind === 'answer') forgetBody(call);
  }
}

/** Asked anew: it may have changed since. */
function isIn(call: BridgeCall, state: BridgeCall['state']): boolean {
  return call.state === state;
}

/** What could not be delivered can be sent again. */
function noteRest(bridge: Bridge, call: BridgeCall, outcome: Outcome): void {
  if (!call.isRest || !call.left || outcome.kind === 'answer') return;
  call.left.bodyText = call.bodyText;
  call.left.answer = null;
  bridge.leftOut.keep({ call: call.left.of, usable: null });
}

/** The answer is part of the conversation that the next message carries along. */
function rememberAnswer(bridge: Bridge, call: BridgeCall, outcome: Extract<Outcome, { kind: 'answer' }>): void {
  const billed = outcome.isUsageFinal === false ? undefined : outcome.usage?.['output-tokens'];
  const output = billed === undefined ? outcome.output : { low: billed, likely: billed, high: billed };
  if (output) bridge.conversation.rememberAnswer(call.surface, output);
}

/** What is kept of an answer's head. */
function noteHead(call: BridgeCall, headers: HeaderRecord): void {
  call.limits ??= limitsOf(headers);
  call.providerRequestId ??= readRequestId(headers);
  const bookedAs = headers['tollkeeper-call-id'] ?? null;
  if (bookedAs !== null && CALL_ID.test(bookedAs)) call.bookedAs ??= bookedAs;
}

/** What the background can make sense of, within its bounds (messages.ts). */
function limitsOf(headers: HeaderRecord): HeaderRecord {
  const entries = Object.entries(headers).filter(
    ([name, value]) => name.includes('ratelimit') && LIMIT_VALUE.test(value),
  );
  return Object.fromEntries(entries);
}

/** Within the bounds of the background (schemas.ts). */
const CALL_ID = /^[\w.:-]{1,128}$/;

const LIMIT_VALUE = /^[\w"=;, .]{1,80}$/;

async function readWhatCame(call: BridgeCall, outcome: PageOutcome): Promise<PageAnswer> {
  if (outcome.kind === 'failed') return { ...outcome, hasAnswerBegun: false, output: null };
  if (outcome.kind === 'error') return { kind: 'error', status: null };
  if (call.reader !== null) {
    const answer = await call.reader.end(outcome.isWhole);
    call.reader = null;
    return answer;
  }
  return { kind: outcome.isWhole ? 'answer' : 'cut', usage: null, cost: null, output: null };
}

type PageAnswer = ReadAnswer | Extract<Outcome, { kind: 'error' }>;

async function showOutcome(bridge: Bridge, call: BridgeCall, reply: SettleReply, isForCard: boolean): Promise<void> {
  if (reply.chip) {
    bridge.showOnChip(call, reply.chip);
    bridge.printed.restore();
  }
  if (reply.notice) {
    void bridge.cards.show({ kind: 'notice', calls: [call], view: reply.notice, usable: reply.usable, wallet: null });
    return;
  }
  // The page may have left, or got its answer, while the ledger was asked.
  if (reply.card === null || !isForCard || call.state === 'gone') return deliver(bridge, call);
  const made = call.state === 'withheld' ? reply.card : withoutRetries(reply.card);
  const view: CardView = { ...made, original: call.original };
  call.card = view;
  call.sentence = reply.sentence;
  if (call.state !== 'withheld') explainPrinted(bridge, call);
  if (isTooFast(call)) return bridge.rate.show(call, view);
  await bridge.cards.show({ kind: 'refusal', calls: [call], view, usable: reply.usable, wallet: reply.wallet });
}

/** Refused for the limit on calls. */
export function isTooFast({ refusal }: BridgeCall): boolean {
  return refusal?.says === 'rate-limit';
}

/** Hands a withheld refusal over, byte for byte. */
export function deliver(bridge: Bridge, call: BridgeCall): void {
  if (call.state !== 'withheld') return;
  call.state = 'settled';
  explainPrinted(bridge, call);
  bridge.channel.post({ kind: 'deliver', call: call.number });
}

/** The page is about to print the error: one human sentence beside it. */
function explainPrinted(bridge: Bridge, call: BridgeCall): void {
  if (call.sentence !== null && call.original !== null) bridge.printed.explain(call.original, call.sentence);
}

/** Recognises a refusal here, where the body stays; what leaves is the reading. */
async function readOutcome(bridge: Bridge, call: BridgeCall, outcome: PageAnswer): Promise<Outcome> {
  if (outcome.kind !== 'failed') return outcome;
  const id = findSurfaceById(call.surface)?.provider ?? '';
  const provider = findProvider(id, bridge.sites.factsOf(id));
  const refusal = await readFailed(bridge.link, outcome, provider?.refusals ?? []);
  call.refusal = refusal;
  call.refusedAt = refusal === null ? null : Date.now();
  if (refusal !== null) return { kind: 'refusal', refusal };
  // An error inside a stream ends it: what came before is billed.
  if (outcome.hasAnswerBegun) return { kind: 'cut', usage: null, cost: null, output: outcome.output };
  return { kind: 'error', status: outcome.status };
}
