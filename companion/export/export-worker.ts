import { parentPort, workerData } from 'node:worker_threads';
import type { LedgerSource } from '../ledger/open-database.ts';
import { openReader } from '../ledger/open-reader.ts';
import type { ExportEnd, ExportQuery } from './export-query.ts';
import { writeLines } from './write-lines.ts';

/** What the worker is started with. */
export interface ExportWork {
  readonly source: LedgerSource;
  readonly ledger: string;
  readonly query: ExportQuery;
}

/** What it says: how much it will be, then one word for each memory it is given: a piece in it, or the end. */
export type ExportWord =
  | { readonly kind: 'total'; readonly total: number | null }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly end: ExportEnd }
  | { readonly kind: 'failed'; readonly code: string };

const port = parentPort;
if (port !== null) {
  const { source, ledger, query } = workerData as ExportWork;
  const say = (word: ExportWord, moved: ArrayBuffer[] = []): void => port.postMessage(word, moved);
  try {
    const reader = await openReader(source);
    const { total, lines } = await writeLines(reader, ledger, query);
    say({ kind: 'total', total });
    const fill = openPieces(lines);
    port.on('message', (memory: ArrayBuffer) => {
      fill(memory)
        .then(async (filled) => {
          if (filled instanceof Uint8Array) return say({ kind: 'piece', bytes: filled }, [filled.buffer]);
          say({ kind: 'end', end: filled });
          await reader.close();
          port.close();
        })
        .catch(fail);
    });
  } catch (error) {
    fail(error);
  }

  function fail(error: unknown): void {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    say({ kind: 'failed', code });
    port?.close();
  }
}

/** Fills memory with lines until the next ones do not fit, which come first the next time; the end once there are no more. */
function openPieces(
  lines: AsyncGenerator<string, ExportEnd>,
): (memory: ArrayBuffer) => Promise<Uint8Array<ArrayBuffer> | ExportEnd> {
  const encoder = new TextEncoder();
  let waiting = '';
  let end: ExportEnd | null = null;
  return async (memory) => {
    const bytes = new Uint8Array(memory);
    let used = 0;
    for (;;) {
      const { read, written } = encoder.encodeInto(waiting, bytes.subarray(used));
      if (read < waiting.length) {
        if (used > 0) return bytes.subarray(0, used);
        const whole = encoder.encode(waiting);
        waiting = '';
        return whole;
      }
      used += written;
      waiting = '';
      if (end !== null) return used > 0 ? bytes.subarray(0, used) : end;
      const next = await lines.next();
      if (next.done === true) end = next.value;
      else waiting = next.value;
    }
  };
}
