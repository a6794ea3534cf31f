import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireId } from '../../lib/domain/call.ts';
import { isLoopbackAddress, judgeDoor, pageHeaders } from './door.ts';
import { findUpstream, parseTarget, type Upstream } from './find-upstream.ts';
import type { Gateway } from './gateway.ts';
import { callerProblem, doorProblem, upstreamProblem } from './own-problems.ts';
import { type Problem, renderRefusal } from './problem.ts';
import { type Caller, headerOf, readCaller } from './read-caller.ts';
import type { CallOf } from './review-port.ts';

/** A request that was let in, and where it goes. */
export interface Admitted {
  readonly upstream: Upstream;
  readonly caller: Caller;
  /** The caller's account pays whatever key the client has sent: that one goes nowhere. Absent: the client's own may. */
  readonly replacesKey?: true;
}

/** A request that was not. `wire`: how its client speaks. */
export interface Rejected {
  readonly problem: Problem;
  readonly wire: WireId | null;
}

/** Judges who asks for what. Nothing of the body was read yet. */
export function admit(gateway: Gateway, request: IncomingMessage, method: string): Admitted | Rejected {
  const turnedAway = judgeDoor(request, gateway.door);
  if (turnedAway !== null) return { problem: doorProblem(turnedAway), wire: null };
  const target = parseTarget(request.url ?? '');
  if (target === null) return { problem: upstreamProblem({ kind: 'nowhere' }, gateway.origin), wire: null };
  const upstream = findUpstream(method, target, gateway.standIns);
  if (!('origin' in upstream)) return { problem: upstreamProblem(upstream, gateway.origin), wire: null };
  const caller = readCaller(
    {
      provider: upstream.provider.id,
      headers: request.headers,
      query: upstream.path.split(/\?(.*)/s, 2)[1] ?? '',
      pathToken: target.pathToken,
      isLocal: gateway.isLocal && isLoopbackAddress(request.socket.remoteAddress),
    },
    gateway.access,
  );
  if ('kind' in caller) return { problem: callerProblem(caller, upstream.provider.name), wire: wireOf(upstream) };
  return { upstream, caller };
}

/** How the client of an upstream speaks: as the call does, else as most of the provider's do. */
export function wireOf({ surface, provider }: Upstream): WireId | null {
  return surface?.wire ?? provider.surfaces.find(({ wire }) => wire !== null)?.wire ?? null;
}

/** Which call it is. `path` has no query, because keys may stand there. */
export function callOf(
  gateway: Gateway,
  request: IncomingMessage,
  { upstream, caller }: Admitted,
  isSigned: boolean,
): CallOf {
  const callId = gateway.newCallId();
  const { headers } = request;
  const retry = headerOf(headers, 'x-stainless-retry-count');
  return {
    callId,
    requestId: readWord(headerOf(headers, 'tollkeeper-request-id')) ?? callId,
    kind: upstream.kind === 'free' ? 'unlisted' : upstream.kind,
    provider: upstream.provider.id,
    surface: upstream.surface,
    wire: upstream.surface?.wire ?? null,
    method: request.method ?? '',
    path: upstream.path.split('?', 1)[0] ?? '',
    tool: caller.tool,
    label: caller.label,
    account: caller.account?.id ?? null,
    key: caller.key,
    isSigned,
    retry: retry !== null && /^\d{1,3}$/.test(retry) ? Number(retry) : null,
    idempotencyKey: headerOf(headers, 'idempotency-key')?.slice(0, WORD_CHARS_MAX) ?? null,
    traceparent: headerOf(headers, 'traceparent')?.slice(0, WORD_CHARS_MAX) ?? null,
  };
}

/** Sends an answer of ours. A body that is still coming is not waited for. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { problem, wire }: Rejected,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const refusal = renderRefusal(problem, wire, request.headers.accept);
  // Who is not let in does not get to send its body through us either.
  const isUnread = !request.complete;
  response.writeHead(refusal.status, {
    ...refusal.headers,
    ...pageHeaders(request),
    ...headers,
    'content-length': String(Buffer.byteLength(refusal.body)),
    ...(isUnread && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : refusal.body);
}

const WORD_CHARS_MAX = 255;

function readWord(value: string | null): string | null {
  return value !== null && /^[\w.:-]{1,64}$/.test(value) ? value : null;
}
