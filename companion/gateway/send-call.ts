import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answering } from './answering.ts';
import { pageHeaders } from './door.ts';
import type { Gateway } from './gateway.ts';
import { headersUpstream, pathUpstream, pathWithOtherKey, withOtherKey } from './headers.ts';
import type { Admitted } from './open-call.ts';
import { type AnswerExtras, planAnswer } from './plan-answer.ts';
import type { TakenBody } from './read-body.ts';
import { KEY_PARAMETERS } from './read-caller.ts';
import { type Relayed, relay } from './relay.ts';
import type { CallEnd, CallOf, RefusalNote } from './review-port.ts';
import { leadsBack } from './rewrite-urls.ts';
import { endOf } from './settle-end.ts';

/** What goes out, and what becomes of its answer. */
export interface Sending {
  readonly body: TakenBody['sent'];
  /** Null: nobody settles it. */
  readonly call: CallOf | null;
  /** Absent: as the client wrote it. */
  readonly path?: string;
  readonly extras: AnswerExtras;
  readonly drainMs: number;
  /** See `ReviewAnswer`. */
  readonly drainsStreams: boolean;
  readonly waitedMs: number;
  readonly explain: ((end: CallEnd) => Promise<RefusalNote | 'again' | null>) | null;
}

/** Sends one request on and its answer back. Never rejects. */
export function sendCall(answering: Answering, sending: Sending): Promise<Relayed> {
  const { gateway, request, response, admitted, arrivedAt } = answering;
  const { upstream } = admitted;
  const { body, call, extras, drainMs, drainsStreams, waitedMs, explain } = sending;
  const leads = leadsBack(admitted, request.headers);
  const dispatchedAt = performance.now();
  const ours = { before: dispatchedAt - arrivedAt - waitedMs, headAt: 0 };
  const startedAt = Date.now();
  return relay({
    attempt: {
      origin: upstream.origin,
      path: pathSent(admitted, sending.path ?? upstream.path),
      method: request.method ?? 'GET',
      headers: headersSent(request, admitted, sending, leads !== null),
      body,
      upgrade: null,
    },
    dispatcher: gateway.dispatcher,
    response,
    bounds: gateway.bounds,
    drainMs,
    drainsStreams,
    plan: (head) => {
      ours.headAt = performance.now();
      return planAnswer({
        gateway,
        admitted,
        head,
        gatewayOrigin: originFor(gateway, request),
        leads,
        extras: { ...extras, headers: { ...pageHeaders(request), ...extras.headers } },
        explain: call === null || explain === null ? null : (copy) => explain(endOf(admitted, call, copy, startedAt)),
        callId: call?.kind === 'follow-up' ? null : (call?.callId ?? null),
        isMetered: call !== null,
      });
    },
    beforeHead: (back) => {
      const ms = Math.max(0, ours.before + performance.now() - ours.headAt);
      answering.ours.ms = ms;
      return [...back, 'Server-Timing', timing(ms)];
    },
  });
}

function pathSent({ caller, replacesKey }: Admitted, path: string): string {
  const key = caller.account?.key ?? null;
  return pathUpstream(replacesKey && key !== null ? pathWithOtherKey(path, key) : path, key);
}

function headersSent(
  { rawHeaders }: IncomingMessage,
  { caller, upstream, replacesKey }: Admitted,
  { body, call, extras }: Sending,
  leads: boolean,
): readonly string[] {
  const key = caller.account?.key ?? null;
  const raw = replacesKey && key !== null ? withOtherKey(rawHeaders, key, isKeyIn(upstream.path)) : rawHeaders;
  const { headers, contentLength } = headersUpstream(raw, key);
  const changesBody = extras.isBodyChanged === true;
  const idempotencyKey = changesBody || replacesKey ? (call?.idempotencyKey ?? null) : null;
  // What is looked into as it passes has to come plain; a changed body has the coding that it was read from no longer.
  const left = withoutNames(headers, [
    ...(extras.removesUsage === true || leads ? ['accept-encoding'] : []),
    ...(changesBody ? ['content-encoding', 'content-md5', 'digest', 'content-digest'] : []),
    ...(changesBody || replacesKey ? ['idempotency-key'] : []),
  ]);
  if (idempotencyKey !== null && Buffer.isBuffer(body)) {
    left.push('idempotency-key', keyOfChanged(idempotencyKey, body, replacesKey ? (caller.account?.id ?? '') : ''));
  }
  const isStreamed = body !== null && !Buffer.isBuffer(body);
  return isStreamed && contentLength !== null ? [...left, 'content-length', String(contentLength)] : left;
}

function isKeyIn(path: string): boolean {
  return [...new URLSearchParams(path.split('?', 2)[1])].some(([name]) => KEY_PARAMETERS.test(name));
}

/** How long our own work took, for `Server-Timing`. */
export function timing(ms: number): string {
  return `tollkeeper;dur=${Math.max(0, ms).toFixed(3)}`;
}

/** The address that the client knows us by. */
function originFor(gateway: Gateway, { headers }: IncomingMessage): string {
  return headers.host === undefined ? gateway.origin : `${gateway.origin.split('://')[0]}://${headers.host}`;
}

/** What is sent changed is another request to the provider, and the same one when it is changed alike again (MONEY.md, ids). */
function keyOfChanged(key: string, body: Buffer, account: string): string {
  const digest = createHash('sha256').update(key).update(account).update(body).digest('hex');
  return `${key.slice(0, 128)}-${digest.slice(0, 32)}`;
}

function withoutNames(headers: readonly string[], names: readonly string[]): string[] {
  const left: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (!names.includes(headers[index]?.toLowerCase() ?? '')) left.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return left;
}
