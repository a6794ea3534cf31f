import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Events that a reader who was away can still be told of. */
const KEPT_MAX = 1000;
/** Nothing was said for so long: a sign of life, so that neither side waits for a connection that is none, ms. */
const HEARTBEAT_MS = 15_000;
/** A reader that lets so much pile up is let go; it comes again and resumes, bytes. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;
/** So many read at once. */
const READERS_MAX = 64;

/** An event of which programs are told. */
export interface StreamedEvent {
  /** `call.settled` */
  readonly type: string;
  /** JSON. */
  readonly data: object;
}

/** Events as they happen, for any number of readers (server-sent events). */
export interface EventStream {
  readonly publish: (event: StreamedEvent) => void;
  /**
   * Hands a reader everything after `lastId` that is still kept, then what comes. Where something of it is not kept any more
   * (or it is of another run), an event `reset` says so: read anew how things stand.
   * @param lastId as an event had it; null: only what comes
   * @returns false: too many read already
   */
  readonly join: (response: ServerResponse, lastId: string | null) => boolean;
  readonly readers: () => number;
  readonly stop: () => void;
}

interface Kept {
  readonly number: number;
  readonly text: string;
}

/** Opens a stream. Ids are of this run: `<run>-<number>`. */
export function openEventStream({ keptMax = KEPT_MAX, heartbeatMs = HEARTBEAT_MS } = {}): EventStream {
  const run = randomUUID().slice(0, 8);
  const readers = new Set<ServerResponse>();
  let kept: Kept[] = [];
  let last = 0;
  const write = (response: ServerResponse, text: string): void => {
    response.write(text);
    if (response.writableLength > WAITING_BYTES_MAX) response.destroy();
  };
  const heartbeat = setInterval(() => {
    for (const reader of readers) write(reader, ': still here\n\n');
  }, heartbeatMs);
  heartbeat.unref();
  const missed = (lastId: string): readonly Kept[] | null => {
    const [, ofRun, digits] = /^([\da-f]{8})-(\d{1,15})$/.exec(lastId) ?? [];
    const number = Number(digits);
    const first = kept[0]?.number ?? last + 1;
    if (ofRun !== run || number > last || number < first - 1) return null;
    return kept.slice(number - first + 1);
  };
  return {
    publish({ type, data }) {
      last += 1;
      const text = `id: ${run}-${last}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
      kept.push({ number: last, text });
      // Cut now and then, not with each event: an array of thousands is moved by that.
      if (kept.length > keptMax * 2) kept = kept.slice(-keptMax);
      for (const reader of readers) write(reader, text);
    },
    join(response, lastId) {
      if (readers.size >= READERS_MAX) return false;
      const since = lastId === null ? [] : missed(lastId);
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      readers.add(response);
      response.once('close', () => readers.delete(response));
      response.on('error', () => response.destroy());
      const head = `retry: 2000\nid: ${run}-${last - (since?.length ?? 0)}\n`;
      response.write(
        `${head}${since === null ? 'event: reset\ndata: {}\n' : ''}\n${(since ?? []).map(({ text }) => text).join('')}`,
      );
      return true;
    },
    readers: () => readers.size,
    stop() {
      clearInterval(heartbeat);
      for (const reader of readers) reader.end();
    },
  };
}
