import { setTimeout } from 'node:timers/promises';
import { type Answering, refuseAfter, refuseFor } from './answering.ts';
import { AGAIN_MS_MAX, HOPS_MAX, WAIT_MS_MAX, WAITING_MAX } from './bounds.ts';
import { pageHeaders } from './door.ts';
import { findHop } from './find-hop.ts';
import { isSigned } from './headers.ts';
import { callOf } from './open-call.ts';
import { noteStopped, stoppedWay } from './other-ways.ts';
import { LEDGER_UNAVAILABLE } from './own-problems.ts';
import type { AnswerExtras } from './plan-answer.ts';
import type { Problem, StoppedWay } from './problem.ts';
import type { TakenBody } from './read-body.ts';
import type { CallOf, Hop, RefusalNote, ReviewAnswer } from './review-port.ts';
import { sendCall } from './send-call.ts';
import { endOf, nameOf, settle, UNSENT } from './settle-end.ts';
import { askForUsage } from './usage-asked.ts';
import { variantOf } from './variant-of.ts';

type Sent = Extract<ReviewAnswer, { kind: 'send' }>;

/** What all tries of one request share. */
interface Trying {
  readonly answering: Answering;
  readonly taken: TakenBody;
  /** When the client has gone. */
  readonly gone: AbortSignal;
  requestId: string | null;
  /** Other ways that were told of. */
  hops: readonly Hop[];
  /** Those that were tried are not tried again. */
  readonly tried: Set<string>;
  hopsLeft: number;
  /** Ways that were stopped here: what came of the first one does not say why. */
  readonly stopped: StoppedWay[];
  /** A provider may still ask for it again. */
  mayRepeat: boolean;
  waitedMs: number;
}

/** A try that may go: it was reviewed, and has to be settled. */
interface Ready {
  readonly answering: Answering;
  readonly call: CallOf;
  readonly sent: Sent;
  readonly startedAt: number;
}

/** What comes after a try. Null: it is over. */
type Next = Ready | { readonly afterMs: number; readonly of: Answering } | null;

/** Has a request reviewed, sends it on and settles it: once, or in other ways as whoever reviews it says. */
export async function tryCall(answering: Answering, taken: TakenBody): Promise<void> {
  const leaving = new AbortController();
  // At the end of an answer it is closed as well: nobody is gone then.
  const onClose = (): void => void (answering.response.writableFinished || leaving.abort());
  answering.response.once('close', onClose);
  const trying: Trying = {
    ...{ answering, taken, gone: leaving.signal, requestId: null, hops: [], tried: new Set<string>() },
    ...{ hopsLeft: HOPS_MAX, stopped: [], mayRepeat: true, waitedMs: 0 },
  };
  try {
    let next: Next = await prepare(trying, answering, false);
    while (next !== null) {
      if ('sent' in next) next = await attempt(trying, next);
      else next = (await pause(next.afterMs, trying.gone)) ? await prepare(trying, next.of, true) : null;
    }
  } finally {
    answering.response.off('close', onClose);
  }
}

type Reviewed =
  | Ready
  | { readonly kind: 'no'; readonly problem: Problem; readonly callId: string; readonly answer: Refused | null }
  | { readonly kind: 'replayed' };
type Refused = Extract<ReviewAnswer, { kind: 'refuse' }>;

/** Has it reviewed until it may go, in whichever way; null: it was answered here, or the client has gone. */
async function prepare(trying: Trying, answering: Answering, isAgain: boolean): Promise<Ready | null> {
  for (;;) {
    const reviewed = await review(trying, answering, { isAgain });
    if ('sent' in reviewed) return reviewed;
    if (reviewed.kind === 'replayed') return null;
    const { problem, callId, answer } = reviewed;
    const hop = await takeHop(trying, answering, answer?.instead?.hops ?? []);
    if (hop !== null) return hop;
    if (!(await waitHere(trying, answer?.instead?.againAfterMs))) {
      const { stopped } = trying;
      const told = stopped.length === 0 ? problem : { ...problem, otherWays: stopped };
      refuseFor(answering, told, { 'tollkeeper-call-id': callId });
      return null;
    }
  }
}

/** The first of these ways that may go; null: none. */
async function takeHop(trying: Trying, from: Answering, hops: readonly Hop[]): Promise<Ready | null> {
  const { sent } = trying.taken;
  const isWhole = sent === null || Buffer.isBuffer(sent);
  if (!isWhole || isSigned(from.request.headers)) return null;
  const known = new Set(trying.hops.map(keyOf));
  trying.hops = [...trying.hops, ...hops.filter((hop) => !known.has(keyOf(hop)))];
  for (const hop of trying.hops) {
    if (trying.hopsLeft <= 0 || trying.gone.aborted) return null;
    if (trying.tried.has(keyOf(hop))) continue;
    trying.tried.add(keyOf(hop));
    // Another account or provider stands in for the first one; what is only asked otherwise goes where it was refused.
    const base = hop.provider === null ? from.admitted : trying.answering.admitted;
    const admitted = findHop(from.gateway, base, from.request.method ?? 'GET', hop);
    if (admitted === null) continue;
    trying.hopsLeft -= 1;
    const reviewed = await review(trying, { ...from, admitted }, { hop });
    if ('sent' in reviewed) return reviewed;
    if (reviewed.kind === 'no') {
      trying.stopped.push(stoppedWay(hop, trying.answering.admitted.upstream.provider.id, reviewed.problem));
    }
  }
  return null;
}

function keyOf({ policy, provider, account, revisions }: Hop): string {
  return JSON.stringify([policy, provider, account, revisions]);
}

/** So often somebody who waits looks whether the gateway stops, ms. */
const STEP_MS = 500;

/** Waits for its turn; false: it may not, or the client has gone. */
async function waitHere(trying: Trying, ms: number | undefined): Promise<boolean> {
  const { state } = trying.answering.gateway;
  if (ms === undefined || trying.waitedMs + ms > WAIT_MS_MAX || state.waiting >= WAITING_MAX) return false;
  state.waiting += 1;
  const startedAt = performance.now();
  try {
    // In steps, so that a gateway that stops waits for nobody who waits himself.
    for (let left = ms; left > 0; left = ms - (performance.now() - startedAt)) {
      if (state.isStopping || !(await pause(Math.min(left, STEP_MS), trying.gone))) return false;
    }
    return !state.isStopping;
  } finally {
    state.waiting -= 1;
    trying.waitedMs += performance.now() - startedAt;
  }
}

/** False: the client has gone. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(ms, true, { signal }).catch(() => false);
}

/** One try under an id of its own. */
async function review(
  trying: Trying,
  answering: Answering,
  { hop, isAgain = false }: { readonly hop?: Hop; readonly isAgain?: boolean },
): Promise<Reviewed> {
  const { gateway, request, admitted } = answering;
  const { taken, gone, waitedMs } = trying;
  const own = callOf(gateway, request, admitted, isSigned(request.headers));
  const startedAt = Date.now();
  trying.requestId ??= gateway.attempts.requestIdOf(own, taken.reviewed, startedAt);
  const call = { ...own, requestId: trying.requestId };
  const { callId } = call;
  const unsent = (): void => settle(gateway, endOf(admitted, call, UNSENT, startedAt), UNSENT);
  try {
    const answer = await gateway.port.review({
      ...{ ...call, body: taken.reviewed, signal: gone, variant: () => variantOf(request, admitted.upstream) },
      ...(hop && { hop }),
      ...(waitedMs > 0 && { waitedMs }),
      ...(isAgain && { isAgain }),
    });
    if (answer.kind === 'replay') {
      replay(answering, callId, answer);
      return { kind: 'replayed' };
    }
    if (answer.kind === 'send') {
      await gateway.port.sending?.(callId);
      return { answering, call, sent: answer, startedAt };
    }
    unsent();
    return { kind: 'no', problem: answer.problem, callId, answer };
  } catch (error) {
    console.error('[gateway] a call could not be reviewed', nameOf(error));
    unsent();
    return { kind: 'no', problem: LEDGER_UNAVAILABLE, callId, answer: null };
  }
}

/** Sends a try that may go. */
async function attempt(trying: Trying, ready: Ready): Promise<Next> {
  const { answering, sent, startedAt } = ready;
  const { gateway, admitted } = answering;
  const { taken } = trying;
  const { call, body, extras } = revise(ready, taken);
  const { explain } = gateway.port;
  let next: Next = null;
  const follow = async (note: RefusalNote | null): Promise<RefusalNote | 'again' | null> => {
    if (note === null || (taken.sent !== null && !Buffer.isBuffer(taken.sent))) return note;
    if (note.againAfterMs !== undefined && trying.mayRepeat) {
      trying.mayRepeat = false;
      next = { afterMs: Math.min(note.againAfterMs, AGAIN_MS_MAX), of: answering };
    } else next = await takeHop(trying, answering, note.hops ?? []);
    return next === null ? noteStopped(note, trying.stopped) : 'again';
  };
  const relayed = await sendCall(answering, {
    ...{ body, call, extras, waitedMs: taken.waitedMs + trying.waitedMs },
    ...{ drainMs: sent.drainMs ?? 0, drainsStreams: sent.drainsStreams === true },
    ...(call.path !== ready.call.path && { path: call.path + queryOf(admitted.upstream.path) }),
    explain: explain === undefined ? null : async (end) => follow(await explain(end)),
  });
  settle(gateway, { ...endOf(admitted, call, relayed, startedAt), oursMs: answering.ours.ms }, relayed);
  if (relayed.error !== null) refuseAfter(answering, relayed.error, { 'tollkeeper-call-id': call.callId });
  return next;
}

/** What goes out in the place of the client's body, and what is said of it. */
function revise(
  { call, sent: answer, answering }: Ready,
  taken: TakenBody,
): { readonly call: CallOf; readonly body: TakenBody['sent']; readonly extras: AnswerExtras } {
  const { reviewed, sent } = taken;
  const { changed, headers, keepBytesMax } = answer;
  // Elsewhere it is another request, and in another form too.
  const otherKey = call.idempotencyKey === null ? [] : ['idempotency-key'];
  const extras: AnswerExtras = {
    ...(headers && { headers }),
    ...(keepBytesMax !== undefined && { keepBytesMax }),
    ...(answering.admitted.replacesKey && otherKey.length > 0 && { changes: otherKey }),
  };
  if (call.isSigned || reviewed.kind !== 'text') return { call, body: sent, extras };
  const asked = answer.asksUsage === true ? askForUsage(changed?.bodyText ?? reviewed.text) : null;
  const bodyText = asked?.bodyText ?? changed?.bodyText;
  if (bodyText === undefined) return { call, body: sent, extras };
  const changes = [...(changed?.names ?? []), ...(asked?.names ?? []), ...otherKey];
  const path = changed?.path ?? call.path;
  return {
    call: { ...call, path },
    body: Buffer.from(bodyText, 'utf8'),
    extras: { ...extras, changes, isBodyChanged: true, removesUsage: asked !== null },
  };
}

function queryOf(path: string): string {
  return /\?.*/s.exec(path)?.[0] ?? '';
}

/** Answers with what another such call was answered. */
function replay(
  { request, response, arrivedAt }: Answering,
  callId: string,
  { answer, headers }: Extract<ReviewAnswer, { kind: 'replay' }>,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(answer.status, {
    ...{ ...answer.headers, ...pageHeaders(request), 'tollkeeper-call-id': callId, ...headers },
    'server-timing': `tollkeeper;dur=${(performance.now() - arrivedAt).toFixed(3)}`,
    'content-length': String(answer.body.byteLength),
  });
  response.end(answer.body);
}
