import type { PriceFileProblem } from '../domain/price-file.ts';
import { PRICE_FILE_BYTES_MAX, sizeText } from './read-price-file.ts';

/** What came of asking for a file. */
export type FetchedPriceFile =
  | { readonly kind: 'text'; readonly text: string; readonly etag: string | null }
  /** The server says that it is the one we have. */
  | { readonly kind: 'same' }
  | { readonly kind: 'problem'; readonly problem: PriceFileProblem };

/** In all, from the first byte asked to the last one read. A stopped background's 30 seconds are longer. */
const TIMEOUT_MS = 20_000;
const ETAG_CHARS_MAX = 200;

/**
 * Asks for a file as nobody in particular: no cookies, no referrer, and no other address than this one. Bounded in size as it
 * comes out of any compression, and in time. Never rejects.
 */
export async function fetchPriceFile(
  url: string,
  etag: string | null,
  timeoutMs: number = TIMEOUT_MS,
): Promise<FetchedPriceFile> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      // Where it leads is not said to us, and another host was not agreed to.
      redirect: 'manual',
      headers: { accept: 'application/jose, text/plain', ...(etag !== null && { 'if-none-match': etag }) },
      signal,
    });
    if (
      response.type === 'opaqueredirect' ||
      (response.status >= 301 && response.status <= 308 && response.status !== 304)
    )
      return await giveUp(response, { kind: 'redirected', detail: '' });
    if (response.status === 304) return { kind: 'same' };
    if (response.status !== 200) return await giveUp(response, { kind: 'status', detail: String(response.status) });
    const text = await readBounded(response);
    if (text === null) return { kind: 'problem', problem: { kind: 'too-large', detail: sizeText() } };
    const tag = response.headers.get('etag');
    return { kind: 'text', text, etag: tag !== null && tag.length <= ETAG_CHARS_MAX ? tag : null };
  } catch {
    return { kind: 'problem', problem: { kind: signal.aborted ? 'too-slow' : 'unreachable', detail: '' } };
  }
}

async function giveUp(response: Response, problem: PriceFileProblem): Promise<FetchedPriceFile> {
  await response.body?.cancel().catch(() => undefined);
  return { kind: 'problem', problem };
}

/** Null: it is larger than a price file may be. */
async function readBounded(response: Response): Promise<string | null> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const pieces: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return pieces.join('') + decoder.decode();
    bytes += value.byteLength;
    if (bytes > PRICE_FILE_BYTES_MAX) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    pieces.push(decoder.decode(value, { stream: true }));
  }
}
