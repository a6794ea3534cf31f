import { toDecimal } from '../domain/money.ts';
import type { SeenRequest } from '../domain/recording-view.ts';
import { sumRecording } from '../domain/sum-recording.ts';
import type { TabCall } from '../domain/tab-call.ts';

/** Whose file it is. */
export interface HarMaker {
  readonly version: string;
}

/** What the network's side of a call is; `seen` null: the browser's tools did not see it, and `address` is from our own table. */
export interface HarCall {
  readonly call: TabCall;
  readonly seen: SeenRequest | null;
  readonly address: { readonly method: string; readonly url: string };
}

/**
 * Recorded calls as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): headers, cookies, queries and bodies are left out,
 * only their sizes are told. What is ours is in fields that begin with `_`, amounts as exact decimals.
 */
export function recordingHar(calls: readonly HarCall[], { version }: HarMaker): string {
  const entries = calls.map(entryOf).sort((a, b) => a.startedDateTime.localeCompare(b.startedDateTime));
  const creator = { name: 'Tollkeeper', version };
  return `${JSON.stringify({ log: { version: '1.2', creator, pages: [], entries, _cost: totalsOf(calls) } }, null, 2)}\n`;
}

function entryOf({ call, seen, address }: HarCall) {
  const { record, openedAt } = call;
  const tookMs = seen?.tookMs ?? (record === null ? 0 : record.settledAt - record.openedAt);
  const { method, url } = seen ?? address;
  const httpVersion = seen?.httpVersion ?? '';
  return {
    startedDateTime: new Date(seen?.startedAt ?? openedAt).toISOString(),
    time: tookMs,
    request: {
      ...{ method, url, httpVersion, cookies: [], headers: [], queryString: [] },
      ...{ headersSize: seen?.requestHeadBytes ?? -1, bodySize: seen?.requestBodyBytes ?? -1 },
    },
    response: {
      ...{ status: seen?.status ?? 0, statusText: seen?.statusText ?? '', httpVersion, cookies: [], headers: [] },
      content: { size: seen?.contentBytes ?? 0, mimeType: seen?.mimeType ?? '' },
      ...{ redirectURL: '', headersSize: seen?.responseHeadBytes ?? -1, bodySize: seen?.responseBodyBytes ?? -1 },
    },
    cache: {},
    timings: seen?.timings ?? { send: 0, wait: tookMs, receive: 0 },
    _cost: costOf(call, seen !== null),
  };
}

function costOf(
  { callId, providerName, model, origin, state, isReviewed, estimate, record }: TabCall,
  isSeen: boolean,
) {
  const cost = record?.cost ?? null;
  return {
    ...{ callId, provider: providerName, model, page: origin, state: record?.outcome ?? state, isReviewed },
    /** Whether address, status and sizes are the browser's; else address and method are those the provider is known by. */
    isSeenByNetwork: isSeen,
    estimate: estimate && {
      unit: estimate.unit,
      ...rangeOf(estimate),
      setAside: estimate.reserveNano === null ? null : toDecimal(estimate.reserveNano),
    },
    actual: cost && { unit: cost.unit, ...rangeOf(cost) },
    certainty: record?.certainty ?? null,
    refusedFor: record?.refusalCause ?? null,
    usage: record?.usage ?? null,
  };
}

type Range = Readonly<Record<'lowNano' | 'likelyNano' | 'highNano', bigint>>;

function rangeOf({ lowNano, likelyNano, highNano }: Range) {
  return { low: toDecimal(lowNano), likely: toDecimal(likelyNano), high: toDecimal(highNano) };
}

function totalsOf(calls: readonly HarCall[]) {
  const { sums, ...counts } = sumRecording(calls.map(({ call }) => call));
  const totals = sums.map(({ unit, calls: paid, spentNano, lowNano, highNano }) => ({
    ...{ unit, calls: paid, ...rangeOf({ lowNano, likelyNano: spentNano, highNano }) },
  }));
  return { ...counts, totals };
}
