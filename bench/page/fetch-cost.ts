import type { DrivenPage } from '../../test/e2e/support/driver.ts';
import type { FigureId, Reading } from './figures.ts';
import type { Host, Lab } from './lab.ts';
import type { Counts } from './options.ts';
import { medianOf } from './readings.ts';
import { median } from './statistics.ts';

/** Pairs of batches before the ones that count: both loops must be compiled. */
const WARM_UP = 5;
/** Calls of a batch whose requests really leave: more would only queue up in the browser. */
const SENT_PER_BATCH = 200;

interface Loop {
  readonly host: Host;
  readonly method: 'GET' | 'POST';
  /** Whether requests leave. */
  readonly isSent: boolean;
  /** Pairs of batches, and calls in each. */
  readonly batches: number;
  readonly calls: number;
}

/**
 * `fetch` of a URL that is no surface, against the browser's own `fetch`, which was taken in the same page before the
 * tap started: one document, one compiler state. What is timed is the call until it returns its promise: for an
 * unpriced URL the tap gives back the browser's own promise, so nothing can be added after that. Batches alternate, and
 * which of the two comes first alternates too.
 *
 * The signal of the calls is aborted already, so nothing leaves: the tap has done all its work before the browser looks
 * at the signal, and a sent request costs the browser up to a hundred times what is to be measured. One loop with
 * requests that leave is measured beside it.
 */
export async function measureFetchCost(lab: Lab, counts: Counts): Promise<readonly (readonly [FigureId, Reading])[]> {
  const { fetchBatches: batches, fetchesPerBatch: calls } = counts;
  const all: readonly (readonly [FigureId, Loop])[] = [
    ['fetch-get', { host: 'watched', method: 'GET', isSent: false, batches, calls }],
    ['fetch-post', { host: 'watched', method: 'POST', isSent: false, batches, calls }],
    // Where nothing is wrapped the same loop must find nothing: what it finds is the error of this way of measuring.
    ['fetch-floor', { host: 'plain', method: 'GET', isSent: false, batches, calls }],
    [
      'fetch-sent',
      { host: 'watched', method: 'GET', isSent: true, batches: Math.ceil(batches / 4), calls: SENT_PER_BATCH },
    ],
  ];
  const readings: (readonly [FigureId, Reading])[] = [];
  for (const [id, loop] of all) readings.push([id, await measureLoop(lab, loop)]);
  return readings;
}

async function measureLoop(lab: Lab, loop: Loop): Promise<Reading> {
  const page = await lab.openPage(loop.host);
  try {
    await page.evaluate(prepareBatches, loop.method, loop.calls, loop.isSent);
    const pairs = await runBatches(page, loop.batches);
    const added = pairs.map(({ ours, native }) => ours - native);
    return medianOf(added, `native: ${median(pairs.map(({ native }) => native)).toFixed(1)} µs a call`);
  } finally {
    await page.close();
  }
}

/** µs a call in two batches that follow each other. */
interface Pair {
  readonly ours: number;
  readonly native: number;
}

async function runBatches(page: DrivenPage, batches: number): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let index = -WARM_UP; index < batches; index++) {
    const pair = await page.evaluate<Pair, [boolean]>(TIME_PAIR, index % 2 === 0);
    if (index >= 0) pairs.push(pair);
  }
  return pairs;
}

const TIME_PAIR = '(isOursFirst) => benchTimePair(isOursFirst)';

/**
 * Runs in the page: sent as source, so it sees nothing of this file. Leaves `benchTimePair` there, so that every pair
 * runs the same compiled loop.
 */
function prepareBatches(method: 'GET' | 'POST', calls: number, isSent: boolean): void {
  const scope = globalThis as unknown as { readonly benchNativeFetch: typeof fetch; benchTimePair: unknown };
  const { benchNativeFetch } = scope;
  const urls = Array.from({ length: calls }, (_, index) => `/unpriced/${index}`);
  const init: RequestInit = {
    ...(method === 'POST' ? { method, body: 'a small body' } : {}),
    ...(isSent ? {} : { signal: AbortSignal.abort() }),
  };
  const timeBatch = async (send: typeof fetch): Promise<number> => {
    const pending: Promise<Response>[] = [];
    const startMs = performance.now();
    for (const url of urls) pending.push(send(url, init));
    const tookMs = performance.now() - startMs;
    const ends = await Promise.allSettled(pending);
    if (isSent && ends.some(({ status }) => status === 'rejected')) throw new Error('a request failed');
    return (tookMs * 1000) / urls.length;
  };
  scope.benchTimePair = async (isOursFirst: boolean): Promise<Pair> => {
    const first = await timeBatch(isOursFirst ? fetch : benchNativeFetch);
    const second = await timeBatch(isOursFirst ? benchNativeFetch : fetch);
    return isOursFirst ? { ours: first, native: second } : { ours: second, native: first };
  };
}
