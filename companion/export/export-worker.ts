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

/** What it says: how much it will be, then one word for each `next`: a piece, or the end. */
export type ExportWord =
  | { readonly kind: 'total'; readonly total: number | null }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly end: ExportEnd }
  | { readonly kind: 'failed'; readonly code: string };

/** Pieces are about so large: fewer of them cost less to hand over. */
const PIECE_CHARS = 256 * 1024;

const port = parentPort;
if (port !== null) {
  const { source, ledger, query } = workerData as ExportWork;
  const say = (word: ExportWord, moved: ArrayBuffer[] = []): void => port.postMessage(word, moved);
  try {
    const reader = await openReader(source);
    const { total, lines } = await writeLines(reader, ledger, query);
    say({ kind: 'total', total });
    let over: ExportEnd | null = null;
    port.on('message', () => {
      const told = over === null ? nextPiece(lines) : Promise.resolve({ text: '', end: over });
      told
        .then(async ({ text, end }) => {
          over = end;
          if (text !== '') {
            const bytes = new TextEncoder().encode(text);
            say({ kind: 'piece', bytes }, [bytes.buffer]);
          } else if (end !== null) {
            say({ kind: 'end', end });
            await reader.close();
            port.close();
          }
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

async function nextPiece(
  lines: AsyncGenerator<string, ExportEnd>,
): Promise<{ readonly text: string; readonly end: ExportEnd | null }> {
  let text = '';
  while (text.length < PIECE_CHARS) {
    const next = await lines.next();
    if (next.done === true) return { text, end: next.value };
    text += next.value;
  }
  return { text, end: null };
}
