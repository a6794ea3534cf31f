import { cloneRequest, describeFetch, peekBody, readRequestBody, withBody } from './fetch-request.ts';
import { abortError, flyFetch, isAborted, leaveReasonOf, passFetch, reasonOf } from './fly-fetch.ts';
import { type BodyText, decide } from './held-call.ts';
import type { Job } from './jobs.ts';
import { keyOf } from './key-of.ts';
import { call, getterOf, listen, NativeRequest, NativeResponse, nativeFetch, unlisten } from './natives.ts';
import { observeResponse } from './observe-response.ts';
import { watchReading } from './reading.ts';
import type { Road } from './road.ts';
import type { Wait } from './waits.ts';
import { wrapMethod } from './wrap.ts';

/** One priced-looking `fetch`, as it was called. */
interface Asked {
  readonly request: Request;
  readonly signal: AbortSignal;
  /** Whether the body was given as a string. */
  readonly isString: boolean;
  /** The body's text or why it cannot be had, as far as that is known at once. */
  readonly peeked: BodyText | null;
  readonly find: Parameters<typeof decide>[2]['find'];
}

const signalOf = getterOf(NativeRequest.prototype, 'signal');
const keepaliveOf = getterOf(NativeRequest.prototype, 'keepalive');
const headersOf = getterOf(NativeRequest.prototype, 'headers');
const okOf = getterOf(NativeResponse.prototype, 'ok');
const urlOf = getterOf(NativeResponse.prototype, 'url');
const { get: getHeader } = Headers.prototype;

/** Puts the tap before `fetch`: what is no surface goes straight to the browser, with the page's own arguments. */
export function tapFetch(owner: typeof globalThis, road: Road): void {
  const { channel } = road;
  wrapMethod(owner, 'fetch', (self, args) => {
    // With a wrong receiver the browser refuses: let it.
    if (self !== undefined && self !== owner) return null;
    const described = describeFetch(args);
    if (described === null || !channel.hasMethod(described.method) || !channel.isOn()) return null;
    const url = described.url();
    const find = () => channel.find(described.method, url);
    const surface = find();
    if (surface === null && !channel.mayBecome(described.method, url)) return null;
    if (surface !== null && surface.kind !== 'call') return () => readFetch(road, args, surface.id);
    return openFetch(road, args, find);
  });
}

/** A balance or key list: the page's own request, looked at when the page reads it. */
async function readFetch(road: Road, args: unknown[], surface: string): Promise<Response> {
  const response = await (Reflect.apply(nativeFetch, undefined, args as [string]) as Promise<Response>);
  if (okOf(response)) observeResponse(response, watchReading(road.channel, surface, urlOf(response)).branch);
  return response;
}

/** Takes a snapshot, as `fetch` itself does. Throws for what `fetch` refuses: then the browser is asked. */
function openFetch(road: Road, args: unknown[], find: Asked['find']): (() => unknown) | null {
  const peeked = peekBody(args);
  const request = new NativeRequest(args[0] as RequestInfo, args[1] as RequestInit | undefined);
  const signal = signalOf(request);
  if (isAborted(signal)) return () => nativeFetch(request);
  const isString = typeof (args[1] as RequestInit | undefined)?.body === 'string';
  if (!keepaliveOf(request)) return () => holdFetch(road, { request, signal, isString, peeked, find });
  const surface = find();
  const why = 'keepalive';
  // A held keepalive request is lost when the page goes away, and it is sent because the page goes away.
  return surface === null
    ? () => nativeFetch(request)
    : () => passFetch(road, { request, signal, surface, body: peeked ?? { why }, key: keyIn(request), why });
}

/** Holds the call until it is decided. Rejects as `fetch` would, or with an AbortError when the user cancels. */
async function holdFetch(road: Road, asked: Asked): Promise<Response> {
  const { request, signal, peeked } = asked;
  let wait: Wait | null = null;
  const onAbort = (): void => {
    wait?.leave(leaveReasonOf(signal));
  };
  listen(signal, 'abort', onAbort);
  const decision = await decide(road.channel, road.jobs, {
    find: asked.find,
    key: keyIn(request),
    readBody: async (timeoutMs) => peeked ?? readRequestBody(request, timeoutMs),
    repeat: (body) => withBody(request, body, { signal: null }),
    isLeft: () => isAborted(signal),
    onWait(opened) {
      wait = opened;
    },
  });
  unlisten(signal, 'abort', onAbort);
  if (decision.kind === 'untracked') return nativeFetch(request);
  if (decision.kind === 'send')
    return flyFetch(road, { ...decision, request, signal, again: againOf(asked, decision) });
  throw isAborted(signal) ? reasonOf(signal) : abortError();
}

/** How the page's own body is sent a second time; null when it was not read, and so cannot be. */
function againOf(asked: Asked, { job }: { readonly job: Job }): (() => Request) | null {
  const { text } = job;
  if (text === null) return null;
  if (asked.isString) return () => withBody(asked.request, text);
  // Bytes, forms and blobs keep their own bytes and boundary.
  const spare = cloneRequest(asked.request);
  return () => cloneRequest(spare);
}

function keyIn(request: Request): string | null {
  const headers = headersOf(request);
  return keyOf((name) => call(getHeader, headers, name) as string | null);
}
