import type { Surface } from '../domain/surface.ts';
import { find, mayBeReading } from './channel.ts';
import { bodyIn, peekBody, toUrl, withBody } from './fetch-request.ts';
import { flyFetch, leaveReasonOf, passFetch, reasonOf } from './fly-fetch.ts';
import { type BodyText, decide, leave, type Question } from './held-call.ts';
import { keyOf } from './key-of.ts';
import {
  apply,
  headers,
  listen,
  NativeRequest,
  nativeFetch,
  requests,
  responses,
  signals,
  strings,
  toText,
} from './natives.ts';
import { observeResponse } from './observe-response.ts';
import { headersOf, noteProof } from './read-again.ts';
import { readText } from './read-bounded.ts';
import { openReading } from './reading.ts';
import { type Native, wrap } from './wrap.ts';

type Find = Question['find'];

/** Puts the tap before `fetch`: what is no surface goes straight to the browser, with the page's own arguments. */
export function tapFetch(owner: typeof globalThis): void {
  wrap(owner, 'fetch', (self, args, native) => {
    // With a wrong receiver the browser refuses: let it.
    if (self !== undefined && self !== owner) return null;
    const input = args[0];
    const isRequest = input instanceof NativeRequest;
    const given = (args[1] as RequestInit | undefined)?.method ?? (isRequest ? requests.method(input) : 'GET');
    const method = strings.toUpperCase(toText(given));
    const url = toUrl(isRequest ? requests.url(input) : input);
    const surface = url && find(method, url);
    if (url && surface === null && mayBeReading(method))
      return () => readFetch(args, () => findLate(args, url), native);
    if (surface === null) return null;
    if (surface && surface.kind !== 'call') {
      noteProof(surface, url, () => headersOf(input, args[1]));
      return () => readFetch(args, () => surface, native);
    }
    return openFetch(args, () => find(method, url as URL));
  });
}

/** A balance or key list: the page's own request, looked at when the page reads it. */
async function readFetch(args: unknown[], findNow: () => Surface | null, native: Native): Promise<Response> {
  const watch = openReading(findNow);
  const response = (await apply(native, undefined, args)) as Response;
  const watched = watch(responses.url(response), responses.status(response));
  if (watched) observeResponse(response, watched.branch, true);
  return response;
}

/** What nobody knew when the page asked for it; null: it is no reading. */
function findLate(args: unknown[], url: URL): Surface | null {
  const surface = find('GET', url);
  if (!surface || surface.kind === 'call') return null;
  noteProof(surface, url, () => headersOf(args[0], args[1]));
  return surface;
}

/** Takes a snapshot, as `fetch` itself does. Throws for what `fetch` refuses: then the browser is asked. */
function openFetch(args: unknown[], findAgain: Find): () => Promise<Response> {
  const peeked = peekBody(bodyIn(args[1]));
  const request = new NativeRequest(args[0] as RequestInfo, args[1] as RequestInit | undefined);
  const signal = requests.signal(request);
  const surface = findAgain();
  const key = keyOf((name) => headers.get(requests.headers(request), name));
  // A held keepalive request is lost when the page goes away, and it is sent because the page goes away.
  if (!requests.keepalive?.(request)) return () => holdFetch(request, signal, { peeked, find: findAgain, key });
  return () =>
    surface ? passFetch(request, signal, { surface, body: peeked, key, why: 'keepalive' }) : nativeFetch(request);
}

/** Holds the call until it is decided. Rejects as `fetch` would, or with an AbortError when the user cancels. */
async function holdFetch(
  request: Request,
  signal: AbortSignal,
  asked: Pick<Question, 'find' | 'key'> & { readonly peeked: BodyText | null },
): Promise<Response> {
  const { find: findAgain, key, peeked } = asked;
  let waiting = 0;
  const onWait = (callNumber: number): boolean => {
    waiting = callNumber;
    return !signals.aborted(signal);
  };
  listen(signal, 'abort', () => leave(waiting, leaveReasonOf(signal)));
  const decision = await decide({
    find: findAgain,
    key,
    onWait,
    // A copy: the request must stay usable. Firefox has no `Request.body`, so nothing is read in part.
    readBody: (timeoutMs) => peeked ?? readText(requests.text(requests.clone(request)), timeoutMs),
    repeat: (body) => withBody(request, body, { signal: null }),
  });
  // Always awaited: a promise that is returned is asked for its `then`, which may be the page's.
  if (decision === 'untracked') return await nativeFetch(request);
  if (decision === 'cancelled') throw reasonOf(signal);
  return await flyFetch(decision, request, onWait);
}
