import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { AGAIN_MS_MAX } from './bounds.ts';
import { judgeDoor, pageHeaders, preflightHeaders } from './door.ts';
import { failureProblem } from './failure.ts';
import type { Gateway } from './gateway.ts';
import { headersUpstream, isSigned, pathUpstream } from './headers.ts';
import { type Admitted, admit, callOf, refuse, wireOf } from './open-call.ts';
import { LEDGER_UNAVAILABLE } from './own-problems.ts';
import { type AnswerExtras, planAnswer } from './plan-answer.ts';
import type { Problem } from './problem.ts';
import { BodyNotRead, flowBody, type TakenBody, takeBody } from './read-body.ts';
import { type Relayed, relay } from './relay.ts';
import type { CallEnd, CallOf, RefusalNote, ReviewAnswer } from './review-port.ts';
import { endOf, nameOf, settle, UNSENT } from './settle-end.ts';
import { askForUsage } from './usage-asked.ts';

/**
 * Answers one request: lets it in, has it reviewed, hands it on, has it settled. Never rejects.
 * @param onAdmitted called when it is let in and its body may come. Absent: it comes anyway.
 */
export async function handleCall(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  onAdmitted?: () => void,
): Promise<void> {
  const arrivedAt = performance.now();
  const preflight = judgeDoor(request, gateway.door) === null ? preflightHeaders(request) : null;
  if (preflight !== null) return void response.writeHead(204, preflight).end();
  const admitted = admit(gateway, request, request.method ?? 'GET');
  if ('problem' in admitted) return refuse(request, response, admitted);
  onAdmitted?.();
  const answering: Answering = { gateway, request, response, admitted, arrivedAt, ours: { ms: null } };
  try {
    if (admitted.upstream.kind === 'call' || admitted.upstream.kind === 'unlisted') await handlePriced(answering);
    else await handleFree(answering);
  } catch (error) {
    if (!(error instanceof BodyNotRead)) console.error('[gateway] a request could not be answered', error);
    if (error instanceof BodyNotRead && error.why === 'too-slow') return refuseFor(answering, TOO_SLOW);
    response.destroy();
  }
}

/** A request being answered. */
interface Answering {
  readonly gateway: Gateway;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly admitted: Admitted;
  readonly arrivedAt: number;
  /** What our own work took before the last head that left, ms; null: none did. */
  readonly ours: { ms: number | null };
}

const TOO_SLOW: Problem = {
  type: 'body-too-slow',
  title: 'The request did not come',
  detail: 'The rest of the request did not come in time. Nothing was sent on, nothing was charged.',
};

async function handleFree(answering: Answering): Promise<void> {
  const { gateway, request, admitted } = answering;
  const call =
    admitted.upstream.kind === 'follow-up' ? callOf(gateway, request, admitted, isSigned(request.headers)) : null;
  const flow = flowBody(request, gateway.bounds);
  const startedAt = Date.now();
  const relayed = await send(answering, { body: flow, call, extras: {}, drainMs: 0, waitedMs: 0, explain: null });
  flow?.destroy();
  if (call !== null)
    settle(gateway, { ...endOf(answering.admitted, call, relayed, startedAt), oursMs: answering.ours.ms }, relayed);
  if (relayed.error !== null) refuseAfter(answering, relayed.error);
}

async function handlePriced(answering: Answering): Promise<void> {
  const { gateway, request } = answering;
  const taken = await takeBody(request, gateway.bounds, gateway.room);
  try {
    const again = await tryOnce(answering, taken, null);
    if (again === null) return;
    await setTimeout(again.afterMs);
    await tryOnce(answering, taken, again.requestId);
  } finally {
    taken.release();
    if (taken.sent !== null && !Buffer.isBuffer(taken.sent)) taken.sent.destroy();
  }
}

/** Another attempt that should be made. */
interface Again {
  readonly afterMs: number;
  readonly requestId: string;
}

/**
 * One attempt, reviewed and settled; null: it is over.
 * @param requestId of the attempt that this one repeats, after which there is no other; null: it is the first.
 */
async function tryOnce(answering: Answering, taken: TakenBody, requestId: string | null): Promise<Again | null> {
  const { gateway, response } = answering;
  const startedAt = Date.now();
  const own = attemptOf(answering, taken, startedAt);
  const call = requestId === null ? own : { ...own, requestId };
  const unsent = (): void => settle(gateway, endOf(answering.admitted, call, UNSENT, startedAt), UNSENT);
  const answer = await review(gateway, call, taken, response);
  if (answer === null) {
    unsent();
    refuseFor(answering, LEDGER_UNAVAILABLE, { 'tollkeeper-call-id': call.callId });
    return null;
  }
  if (answer.kind === 'refuse') {
    unsent();
    refuseFor(answering, answer.problem, { 'tollkeeper-call-id': call.callId });
    return null;
  }
  const { body, extras } = revise(call, taken, answer);
  const state: { againAfterMs: number | null } = { againAfterMs: null };
  const explain = gateway.port.explain;
  const relayed = await send(answering, {
    body,
    call,
    extras,
    drainMs: answer.drainMs ?? 0,
    waitedMs: taken.waitedMs,
    explain:
      explain === undefined
        ? null
        : async (end) => {
            const note = await explain(end);
            const isRepeatable = requestId === null && (taken.sent === null || Buffer.isBuffer(taken.sent));
            if (note?.againAfterMs === undefined || !isRepeatable) return note;
            state.againAfterMs = Math.min(note.againAfterMs, AGAIN_MS_MAX);
            return 'again';
          },
  });
  settle(gateway, { ...endOf(answering.admitted, call, relayed, startedAt), oursMs: answering.ours.ms }, relayed);
  if (relayed.error !== null) refuseAfter(answering, relayed.error, { 'tollkeeper-call-id': call.callId });
  return state.againAfterMs === null ? null : { afterMs: state.againAfterMs, requestId: call.requestId };
}

/** This attempt, with the request that it is of. */
function attemptOf({ gateway, request, admitted }: Answering, { reviewed }: TakenBody, now: number): CallOf {
  const call = callOf(gateway, request, admitted, isSigned(request.headers));
  return { ...call, requestId: gateway.attempts.requestIdOf(call, reviewed, now) };
}

/** The port's word; null: it could not tell. */
async function review(
  gateway: Gateway,
  call: CallOf,
  { reviewed }: TakenBody,
  response: ServerResponse,
): Promise<ReviewAnswer | null> {
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  response.once('close', onClose);
  try {
    const answer = await gateway.port.review({ ...call, body: reviewed, signal: gone.signal });
    if (answer.kind === 'send') await gateway.port.sending?.(call.callId);
    return answer;
  } catch (error) {
    console.error('[gateway] a call could not be reviewed', nameOf(error));
    return null;
  } finally {
    response.off('close', onClose);
  }
}

type Sent = Extract<ReviewAnswer, { kind: 'send' }>;

/** What goes out in the place of the client's body, and what is said of it. */
function revise(
  call: CallOf,
  taken: TakenBody,
  answer: Sent,
): { readonly body: TakenBody['sent']; readonly extras: AnswerExtras } {
  const { reviewed, sent } = taken;
  const extras: AnswerExtras = { ...(answer.headers && { headers: answer.headers }) };
  const { changed } = answer;
  if (call.isSigned || reviewed.kind !== 'text') return { body: sent, extras };
  const asked = answer.asksUsage === true ? askForUsage(changed?.bodyText ?? reviewed.text) : null;
  const bodyText = asked?.bodyText ?? changed?.bodyText;
  if (bodyText === undefined) return { body: sent, extras };
  const isRepeatable = call.idempotencyKey === null;
  const changes = [...(changed?.names ?? []), ...(asked?.names ?? []), ...(isRepeatable ? [] : ['idempotency-key'])];
  return { body: Buffer.from(bodyText, 'utf8'), extras: { ...extras, changes, removesUsage: asked !== null } };
}

interface Sending {
  readonly body: TakenBody['sent'];
  /** Null: nobody settles it. */
  readonly call: CallOf | null;
  readonly extras: AnswerExtras;
  readonly drainMs: number;
  readonly waitedMs: number;
  readonly explain: ((end: CallEnd) => Promise<RefusalNote | 'again' | null>) | null;
}

function send(answering: Answering, sending: Sending): Promise<Relayed> {
  const { gateway, request, response, admitted, arrivedAt } = answering;
  const { upstream, caller } = admitted;
  const { body, call, extras, drainMs, waitedMs, explain } = sending;
  const key = caller.account?.key ?? null;
  const { headers, contentLength } = headersUpstream(request.rawHeaders, key);
  const changesBody = extras.changes !== undefined;
  const leads = key !== null && upstream.provider.leadsTo !== undefined;
  // What is looked into as it passes has to come plain; a changed body has the coding that it was read from no longer.
  const left = withoutNames(headers, [
    ...(extras.removesUsage === true || leads ? ['accept-encoding'] : []),
    ...(changesBody ? ['content-encoding', 'content-md5', 'digest', 'content-digest', 'idempotency-key'] : []),
  ]);
  if (changesBody && call !== null && call.idempotencyKey !== null && Buffer.isBuffer(body)) {
    left.push('idempotency-key', keyOfChanged(call.idempotencyKey, body));
  }
  const isStreamed = body !== null && !Buffer.isBuffer(body);
  const sent = isStreamed && contentLength !== null ? [...left, 'content-length', String(contentLength)] : left;
  const dispatchedAt = performance.now();
  const ours = { before: dispatchedAt - arrivedAt - waitedMs, headAt: 0 };
  const startedAt = Date.now();
  return relay({
    attempt: {
      origin: upstream.origin,
      path: pathUpstream(upstream.path, key),
      method: request.method ?? 'GET',
      headers: sent,
      body,
      upgrade: null,
    },
    dispatcher: gateway.dispatcher,
    response,
    bounds: gateway.bounds,
    drainMs,
    plan: (head) => {
      ours.headAt = performance.now();
      return planAnswer({
        gateway,
        admitted,
        head,
        gatewayOrigin: originFor(gateway, request),
        extras: { ...extras, headers: { ...pageHeaders(request), ...extras.headers } },
        explain:
          call === null || explain === null
            ? null
            : (copy) => explain(endOf(answering.admitted, call, copy, startedAt)),
        callId: call?.kind === 'follow-up' ? null : (call?.callId ?? null),
        isMetered: call !== null,
      });
    },
    beforeHead: (back) => {
      const ms = Math.max(0, ours.before + performance.now() - ours.headAt);
      answering.ours.ms = ms;
      return [...back, 'Server-Timing', `tollkeeper;dur=${ms.toFixed(3)}`];
    },
  });
}

/** The address that the client knows us by. */
function originFor(gateway: Gateway, { headers }: IncomingMessage): string {
  return headers.host === undefined ? gateway.origin : `${gateway.origin.split('://')[0]}://${headers.host}`;
}

/** What is sent changed is another request to the provider, and the same one when it is changed alike again (MONEY.md, ids). */
function keyOfChanged(key: string, body: Buffer): string {
  const digest = createHash('sha256').update(key).update(body).digest('hex');
  return `${key.slice(0, 128)}-${digest.slice(0, 32)}`;
}

function withoutNames(headers: readonly string[], names: readonly string[]): string[] {
  const left: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (!names.includes(headers[index]?.toLowerCase() ?? '')) left.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return left;
}

function refuseFor(
  { request, response, admitted }: Answering,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  refuse(request, response, { problem, wire: wireOf(admitted.upstream) }, headers);
}

function refuseAfter(answering: Answering, error: Error, headers: Readonly<Record<string, string>> = {}): void {
  if (error instanceof BodyNotRead)
    return error.why === 'too-slow' ? refuseFor(answering, TOO_SLOW) : void answering.response.destroy();
  refuseFor(answering, failureProblem(answering.admitted.upstream.provider.name, error), headers);
}
