import type { FolderProblem } from '../domain/folder-view.ts';

/**
 * A folder on a WebDAV server (RFC 4918). Plain `fetch`: four methods are all it takes, and of a listing only the names count,
 * which are of our own making and need no XML to be read, for which a service worker has nothing. Others' names are passed over.
 */
export interface FolderClient {
  /** The names in a folder. Null: there is no such folder. */
  readonly list: (path: string) => Promise<readonly string[] | null>;
  /** Null: it is not there. */
  readonly get: (path: string) => Promise<Blob | null>;
  /** Writes a file that must not be there yet. `there`: it is, and nothing was changed; `no-parent`: its folder is not. */
  readonly put: (path: string, file: Blob) => Promise<'written' | 'there' | 'no-parent'>;
  /** Fine as well where it is there already. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** Fine as well where it is gone already. */
  readonly remove: (path: string) => Promise<void>;
}

/** Where it is, and what is said there. */
export interface FolderAddress {
  /** Ends with `/`. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

/** The server did not do it. */
export class FolderFailure extends Error {
  readonly problem: FolderProblem;
  constructor(kind: FolderProblem['kind'], detail = '') {
    super(`[folder] ${kind} ${detail}`);
    this.problem = { kind, detail };
  }
}

/** In all, from the first byte asked to the last one read. */
export interface FolderTimes {
  readonly listMs: number;
  readonly fileMs: number;
}

const TIMES: FolderTimes = { listMs: 20_000, fileMs: 90_000 };
const LISTING_BYTES_MAX = 8 * 1024 * 1024;
const FILE_BYTES_MAX = 64 * 1024 * 1024;
const MULTI_STATUS = 207;

/** Asks as this user and nobody else: no cookies, no referrer, and no other address than this one. */
export function openFolder(place: FolderAddress, times: FolderTimes = TIMES): FolderClient {
  const ask = (method: string, path: string, more: Asked = {}): Promise<Answer> =>
    askFolder(place, method, path, { bytesMax: FILE_BYTES_MAX, timeoutMs: times.fileMs, ...more });
  const quick = { timeoutMs: times.listMs, bytesMax: LISTING_BYTES_MAX };
  return {
    list: async (path) => {
      const answer = await ask('PROPFIND', path, { ...quick, headers: { depth: '1', ...XML }, body: PROPERTIES });
      if (answer.status === 404) return null;
      if (answer.status !== MULTI_STATUS) throw failureOf(answer.status, 'not-webdav');
      return namesIn(await answer.body.text(), path);
    },
    get: async (path) => {
      const answer = await ask('GET', path);
      if (answer.status === 404) return null;
      if (answer.status !== 200) throw failureOf(answer.status);
      return answer.body;
    },
    put: async (path, file) => {
      const headers = { 'if-none-match': '*', 'content-type': 'application/octet-stream' };
      const { status } = await ask('PUT', path, { headers, body: file });
      if (status === 412) return 'there';
      if (status === 404 || status === 409) return 'no-parent';
      if (status < 200 || status > 299) throw failureOf(status);
      return 'written';
    },
    makeFolder: async (path) => {
      const { status } = await ask('MKCOL', path, quick);
      if (status === 405 || (status >= 200 && status <= 299)) return;
      throw status === 409 ? new FolderFailure('no-folder') : failureOf(status);
    },
    remove: async (path) => {
      const { status } = await ask('DELETE', path, quick);
      if (status !== 404 && (status < 200 || status > 299)) throw failureOf(status);
    },
  };
}

const XML = { 'content-type': 'application/xml; charset=utf-8' };
const PROPERTIES =
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>';

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

interface Answer {
  readonly status: number;
  readonly body: Blob;
}

async function askFolder(
  { address, user, password }: FolderAddress,
  method: string,
  path: string,
  { headers = {}, body, timeoutMs = TIMES.fileMs, bytesMax = FILE_BYTES_MAX }: Asked,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const login = user === '' && password === '' ? {} : { authorization: basicOf(user, password) };
  try {
    const response = await fetch(`${address}${path}`, {
      method,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      // The password was meant for this address and for no other.
      redirect: 'manual',
      headers: { ...headers, ...login },
      ...(body !== undefined && { body }),
      signal,
    });
    if (response.type === 'opaqueredirect' || isRedirect(response.status)) {
      await response.body?.cancel().catch(() => undefined);
      throw new FolderFailure('redirected');
    }
    return { status: response.status, body: await readBounded(response, bytesMax) };
  } catch (cause) {
    if (cause instanceof FolderFailure) throw cause;
    throw new FolderFailure(signal.aborted ? 'too-slow' : 'unreachable');
  }
}

function isRedirect(status: number): boolean {
  return status >= 301 && status <= 308 && status !== 304;
}

/** RFC 7617, with UTF-8. */
function basicOf(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

/** @throws FolderFailure where it is more than any of ours. */
async function readBounded(response: Response, bytesMax: number): Promise<Blob> {
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel().catch(() => undefined);
      throw new FolderFailure('status', `${response.status}, > ${bytesMax / 1024 / 1024} MB`);
    }
    parts.push(value);
  }
  return new Blob(parts);
}

function failureOf(status: number, otherwise: FolderProblem['kind'] = 'status'): FolderFailure {
  const known: Readonly<Record<number, FolderProblem['kind']>> = {
    401: 'login',
    403: 'forbidden',
    404: 'no-folder',
    405: 'not-webdav',
    413: 'no-room',
    501: 'not-webdav',
    507: 'no-room',
  };
  const kind = known[status] ?? (status >= 400 ? 'status' : otherwise);
  return new FolderFailure(kind, kind === 'status' ? String(status) : '');
}

/** The last parts of the addresses in a listing, without the folder's own. */
function namesIn(listing: string, path: string): readonly string[] {
  const own = lastPart(path);
  const found = Array.from(
    listing.matchAll(/<(?:[\w.-]+:)?href(?:\s[^>]*)?>\s*([^<\s]+)\s*</gi),
    ([, href = '']) => href,
  );
  const names = found.flatMap((href) => {
    const name = lastPart(href);
    return /^[\w-]+(?:\.tks)?$/.test(name) ? [name] : [];
  });
  return [...new Set(names)].filter((name) => name !== own);
}

/** Not every server says of a folder with a `/` that it is one. */
function lastPart(path: string): string {
  return /([^/]+)\/?$/.exec(path)?.[1] ?? '';
}
