import type { Surface } from '../domain/surface.ts';
import { post } from './channel.ts';
import {
  getOwnPropertyDescriptor,
  NativeRequest,
  nativeFetch,
  newHeaders,
  now,
  requests,
  responses,
  urls,
} from './natives.ts';
import { type BridgeMessage, READING_CHARS_MAX } from './protocol.ts';
import { quietly } from './quietly.ts';
import { readBounded } from './read-bounded.ts';

/** Four bytes a character at most. */
const READING_BYTES_MAX = 4 * READING_CHARS_MAX;
const READING_MS_MAX = 8000;

/** The headers by which this page's console proves who asks, as it sent them last. They stay in this tab's memory. */
let proof: Headers | undefined;

/** What only somebody who is signed in may see; the rest says nothing of how to prove it. */
function isPersonal({ kind }: Surface): boolean {
  return kind === 'balance' || kind === 'keys' || kind === 'identity' || kind === 'groups';
}

/** Notes how the page itself asks its own server for a balance or the like: `headers` makes what it sends. */
export function noteProof(surface: Surface, url: URL, headers: () => Headers | undefined): void {
  quietly(() => {
    if (isPersonal(surface) && urls.origin(url) === location.origin) proof = headers();
  });
}

/** The headers of what `fetch` was given, in an object of ours; undefined: they could not be read without using them up. */
export function headersOf(input: unknown, init: unknown): Headers | undefined {
  const given: unknown = getOwnPropertyDescriptor(Object(init), 'headers')?.value;
  if (given === undefined) return input instanceof NativeRequest ? requests.headers(input) : undefined;
  return typeof Object(given).next === 'function' ? undefined : newHeaders(given as HeadersInit);
}

/**
 * Reads a balance of the page's own server again, as the page itself asks it; the page sees nothing of it. The answer goes
 * the way of all readings; `unread`: there was none. Never rejects.
 */
export async function readAgain({ surface, path }: Extract<BridgeMessage, { kind: 'read-again' }>): Promise<void> {
  const askedAt = now();
  const text = await read(path);
  if (text === null) post({ kind: 'unread', surface });
  else post({ kind: 'reading', surface, url: location.origin + path, text, askedAt });
}

async function read(path: string): Promise<string | null> {
  try {
    const init = { credentials: 'same-origin', cache: 'no-store', redirect: 'error' } as const;
    const response = await nativeFetch(
      new NativeRequest(location.origin + path, proof === undefined ? init : { ...init, headers: proof }),
    );
    if (!responses.ok(response)) return null;
    const { text, end } = await readBounded(response, READING_BYTES_MAX, READING_MS_MAX);
    return end === 'whole' && text !== '' && text.length <= READING_CHARS_MAX ? text : null;
  } catch {
    return null;
  }
}
