import * as v from 'valibot';
import { HAR_TIMINGS, type SeenRequest } from '../domain/recording-view.ts';

const count = v.fallback(v.number(), -1);
const word = v.fallback(v.pipe(v.string(), v.maxLength(200)), '');

/** Of an entry of HAR 1.2 only what is read here: headers, cookies, queries and bodies are never looked at. */
const entrySchema = v.object({
  startedDateTime: v.string(),
  time: v.fallback(v.number(), 0),
  request: v.object({ method: v.string(), url: v.string(), httpVersion: word, headersSize: count, bodySize: count }),
  response: v.object({
    ...{ status: v.fallback(v.number(), 0), statusText: word, headersSize: count, bodySize: count },
    content: v.fallback(v.object({ size: v.fallback(v.number(), 0), mimeType: word }), { size: 0, mimeType: '' }),
  }),
  timings: v.fallback(v.record(v.string(), v.unknown()), {}),
});

/** Entries that are looked at; the last ones. */
const ENTRIES_MAX = 20_000;

interface Network {
  readonly getHAR: (onLog: (log: unknown) => void) => void;
}

/** What the browser's own tools saw of the inspected tab; empty where they tell nothing. */
export async function readRequests(): Promise<readonly SeenRequest[]> {
  const network = networkTool();
  if (network === null) return [];
  const log = await Promise.race([
    // With a callback, which both browsers take here.
    new Promise<unknown>((resolve) => network.getHAR(resolve)),
    new Promise<null>((resolve) => setTimeout(resolve, ANSWER_MS_MAX, null)),
  ]);
  return readHarEntries(log);
}

/** Firefox keeps no list as long as nobody has asked for it or looked at its network tool. What it has by now is let go unread. */
export function beginRequests(): void {
  networkTool()?.getHAR(() => undefined);
}

function networkTool(): Network | null {
  const { chrome } = globalThis as unknown as {
    readonly chrome: { readonly devtools?: { readonly network?: Network } };
  };
  return chrome.devtools?.network ?? null;
}

/** A list that does not come by then is taken for none. */
const ANSWER_MS_MAX = 5000;

/** The requests of a HAR log, bare of what they carried; what is none is left out. */
export function readHarEntries(log: unknown): readonly SeenRequest[] {
  const { entries } = (log ?? {}) as { readonly entries?: unknown };
  if (!Array.isArray(entries)) return [];
  return entries.slice(-ENTRIES_MAX).flatMap((entry) => {
    const read = v.safeParse(entrySchema, entry);
    const startedAt = read.success ? Date.parse(read.output.startedDateTime) : Number.NaN;
    return read.success && !Number.isNaN(startedAt) ? (toSeen(read.output, startedAt) ?? []) : [];
  });
}

function toSeen(
  { time, request, response, timings }: v.InferOutput<typeof entrySchema>,
  startedAt: number,
): SeenRequest | null {
  const url = URL.parse(request.url);
  if (url === null) return null;
  const partOf = (name: string): number => {
    const ms = timings[name];
    return typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : -1;
  };
  const times = Object.fromEntries(HAR_TIMINGS.map((name) => [name, partOf(name)])) as SeenRequest['timings'];
  return {
    ...{ method: request.method, url: `${url.protocol}//${url.host}${url.pathname}` },
    ...{ httpVersion: request.httpVersion, startedAt, tookMs: Math.max(0, time) },
    ...{ requestHeadBytes: request.headersSize, requestBodyBytes: request.bodySize },
    ...{ status: response.status, statusText: response.statusText, mimeType: response.content.mimeType },
    contentBytes: Math.max(0, response.content.size),
    ...{ responseHeadBytes: response.headersSize, responseBodyBytes: response.bodySize },
    // Three of them must be there, and none of those may be unknown.
    timings: {
      ...times,
      send: Math.max(0, times.send),
      wait: Math.max(0, times.wait),
      receive: Math.max(0, times.receive),
    },
  };
}
