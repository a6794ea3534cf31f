import type { DrivenPage } from '../../test/e2e/support/driver.ts';
import type { FigureId, Reading } from './figures.ts';
import type { Host, Lab } from './lab.ts';
import type { Counts } from './options.ts';
import { medianOf } from './readings.ts';
import { median, pairwise } from './statistics.ts';

/** Pairs of batches before the ones that count: both loops must be compiled. */
const WARM_UP = 5;

/** µs a call, by batch. */
interface BatchTimes {
  readonly ours: readonly number[];
  readonly native: readonly number[];
}

/**
 * `fetch` of a URL that is no surface, against the browser's own `fetch`, which was taken in the same page before the
 * tap started: one document, one compiler state, one server. What is timed is the call itself until it returns its
 * promise: for an unpriced URL the tap gives back the browser's own promise, so nothing can be added after that.
 * Batches alternate, and which of the two comes first alternates too.
 */
export async function measureFetchCost(lab: Lab, counts: Counts): Promise<readonly (readonly [FigureId, Reading])[]> {
  const { fetchBatches, fetchesPerBatch } = counts;
  const measure = async (host: Host, method: 'GET' | 'POST', batches: number): Promise<Reading> => {
    const page = await lab.openPage(host);
    try {
      return toReading(await runBatches(page, method, batches, fetchesPerBatch));
    } finally {
      await page.close();
    }
  };
  return [
    ['fetch-get', await measure('watched', 'GET', fetchBatches)],
    ['fetch-post', await measure('watched', 'POST', fetchBatches)],
    // Where nothing is wrapped the same loop must find nothing: what it finds is the error of this way of measuring.
    ['fetch-floor', await measure('plain', 'GET', Math.ceil(fetchBatches / 2))],
  ];
}

function toReading({ ours, native }: BatchTimes): Reading {
  const added = pairwise(ours, native, (our, their) => our - their);
  return medianOf(added, `native: ${median(native).toFixed(1)} µs a call`);
}

async function runBatches(
  page: DrivenPage,
  method: 'GET' | 'POST',
  batches: number,
  fetchesPerBatch: number,
): Promise<BatchTimes> {
  await page.evaluate(prepareBatches, method, fetchesPerBatch);
  const ours: number[] = [];
  const native: number[] = [];
  for (let index = -WARM_UP; index < batches; index++) {
    const pair = await page.evaluate<Pair, [boolean]>(TIME_PAIR, index % 2 === 0);
    if (index < 0) continue;
    ours.push(pair.ours);
    native.push(pair.native);
  }
  return { ours, native };
}

interface Pair {
  readonly ours: number;
  readonly native: number;
}

const TIME_PAIR = '(isOursFirst) => benchTimePair(isOursFirst)';

/**
 * Runs in the page: sent as source, so it sees nothing of this file. Leaves `benchTimePair` there, so that every pair
 * runs the same compiled loop.
 */
function prepareBatches(method: 'GET' | 'POST', fetchesPerBatch: number): void {
  const scope = globalThis as unknown as { readonly benchNativeFetch: typeof fetch; benchTimePair: unknown };
  const { benchNativeFetch } = scope;
  const urls = Array.from({ length: fetchesPerBatch }, (_, index) => `/unpriced/${index}`);
  const init: RequestInit | undefined = method === 'POST' ? { method, body: 'a small body' } : undefined;
  const timeBatch = async (send: typeof fetch): Promise<number> => {
    const pending: Promise<Response>[] = [];
    const startMs = performance.now();
    for (const url of urls) pending.push(send(url, init));
    const tookMs = performance.now() - startMs;
    await Promise.all(pending);
    return (tookMs * 1000) / urls.length;
  };
  scope.benchTimePair = async (isOursFirst: boolean): Promise<Pair> => {
    const first = await timeBatch(isOursFirst ? fetch : benchNativeFetch);
    const second = await timeBatch(isOursFirst ? benchNativeFetch : fetch);
    return isOursFirst ? { ours: first, native: second } : { ours: second, native: first };
  };
}
