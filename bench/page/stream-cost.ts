import { setTimeout as pause } from 'node:timers/promises';
import type { DrivenPage } from '../../test/e2e/support/driver.ts';
import { STREAM_BYTES } from './bench-server.ts';
import type { FigureId, Reading } from './figures.ts';
import type { Lab } from './lab.ts';
import type { Counts } from './options.ts';
import { medianOf } from './readings.ts';
import { median, pairwise, quantile } from './statistics.ts';

type Way = 'reader' | 'text';

const STREAM_TIMEOUT_MS = 30_000;
/** After a stream: what is settled, or metered late, must not weigh on the next, ms. */
const AFTER_MS = { watched: 1000, plain: 50 } as const;
const PACED_SECONDS = 2;

/** Streams of a chat call, read on a watched page and on one without the extension, in turn. */
export async function measureStreams(lab: Lab, counts: Counts): Promise<readonly (readonly [FigureId, Reading])[]> {
  const watched = await lab.openPage('watched');
  const plain = await lab.openPage('plain');
  const readings = [
    ['stream-reader', await measureThroughput({ watched, plain }, 'reader', counts.streams)],
    ['stream-text', await measureThroughput({ watched, plain }, 'text', counts.streams)],
    ['stream-delay', await measureDelay(watched, counts.pacedStreams)],
  ] as const;
  await watched.close();
  await plain.close();
  return readings;
}

interface Pages {
  readonly watched: DrivenPage;
  readonly plain: DrivenPage;
}

async function measureThroughput({ watched, plain }: Pages, way: Way, streams: number): Promise<Reading> {
  const times = { watched: [] as number[], plain: [] as number[] };
  for (let index = -1; index < streams; index++) {
    const order = [
      ['watched', watched],
      ['plain', plain],
    ] as const;
    for (const [host, page] of index % 2 === 0 ? order : order.toReversed()) {
      await page.bringToFront();
      const tookMs = await page.evaluateWithin(STREAM_TIMEOUT_MS, timeStream, way, STREAM_BYTES);
      await pause(AFTER_MS[host]);
      if (index >= 0) times[host].push(tookMs);
    }
  }
  const ratios = pairwise(times.watched, times.plain, (ours, theirs) => theirs / ours);
  const perSecond = (values: readonly number[]): string => (STREAM_BYTES / 1000 / median(values)).toFixed(0);
  const reading = medianOf(ratios, `${perSecond(times.watched)} MB/s, native ${perSecond(times.plain)} MB/s`);
  // The ratio of the medians: one disturbed stream must not count twice.
  return { ...reading, value: median(times.plain) / median(times.watched) } as Reading;
}

/**
 * Events carry when the server sent them; server and page have different clocks, so their distance is in every delay.
 * It is the same for the browser's own `fetch` in the same document, whose answer is not observed: what is compared is
 * the delays of the two, in streams that alternate.
 */
async function measureDelay(page: DrivenPage, streams: number): Promise<Reading> {
  await page.bringToFront();
  const ours: number[] = [];
  const native: number[] = [];
  const added: number[] = [];
  for (let index = -1; index < streams; index++) {
    for (const isNative of index % 2 === 0 ? [false, true] : [true, false]) {
      const delays = await page.evaluateWithin(STREAM_TIMEOUT_MS, timeEvents, PACED_SECONDS, isNative);
      await pause(AFTER_MS.watched);
      if (index >= 0) (isNative ? native : ours).push(...delays);
    }
  }
  const nativeP95 = quantile(native, 0.95);
  for (const share of [0.05, 0.5, 0.95]) added.push(quantile(ours, share) - quantile(native, share));
  const [p5 = Number.NaN, middle = Number.NaN, value = Number.NaN] = added;
  const spread = (nativeP95 - quantile(native, 0.05)).toFixed(2);
  const note = `median ${middle.toFixed(2)}; native delays spread over ${spread} ms`;
  return { kind: 'measured', statistic: 'p95', value, p5, p95: value, samples: ours.length, note };
}

/** Runs in the page: ms from the answer's head to its last byte. */
async function timeStream(way: Way, bytesMin: number): Promise<number> {
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
    body: JSON.stringify({ model: 'toll-mini', stream: true, messages: [{ role: 'user', content: 'bench' }] }),
  });
  const startMs = performance.now();
  let bytes = 0;
  if (way === 'text') bytes = (await response.text()).length;
  else {
    const reader = response.body?.getReader();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) bytes += next.value.length;
  }
  const tookMs = performance.now() - startMs;
  if (bytes < bytesMin) throw new Error(`only ${bytes} bytes came`);
  return tookMs;
}

/** Runs in the page: each event's delay in ms, by two clocks. */
async function timeEvents(seconds: number, isNative: boolean): Promise<readonly number[]> {
  const { benchNativeFetch } = globalThis as unknown as { readonly benchNativeFetch: typeof fetch };
  const send = isNative ? benchNativeFetch : fetch;
  const response = await send(`/v1/chat/completions?seconds=${seconds}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
    body: JSON.stringify({ model: 'toll-mini', stream: true, messages: [{ role: 'user', content: 'bench' }] }),
  });
  const delays: number[] = [];
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    const arrivedMs = performance.timeOrigin + performance.now();
    for (const [, sentAt] of decoder.decode(next.value).matchAll(/"sent_at":([\d.]+)/g)) {
      delays.push(arrivedMs - Number(sentAt));
    }
  }
  return delays;
}
