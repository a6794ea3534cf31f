/*
 * A file that only opens with a password: PBKDF2 makes a key of it, AES-GCM locks pieces of equal size. Each piece is bound to its
 * number and to being the last one or not, so that none can be changed, left out, moved or cut off unnoticed (the STREAM
 * construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The first line says in clear what is needed to open it.
 */

/** What the first line of such a file says of itself. */
export const SEALED_FORMAT = 'tollkeeper-export-locked';
const SEALED_VERSION = 1;
/** As OWASP asks for of PBKDF2 with SHA-256 (Password Storage Cheat Sheet, 2023). */
const ITERATIONS = 600_000;
/** Who wrote a file could else keep its reader busy for ever. */
const ITERATIONS_MAX = 10_000_000;
const PIECE_BYTES = 256 * 1024;
const TAG_BYTES = 16;
const SALT_BYTES = 16;

/** What stands in the first line. */
export interface SealedHead {
  readonly iterations: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  /** Shows whether a password is the one, before anything is opened. */
  readonly check: Uint8Array<ArrayBuffer>;
  /** The line as it stands there, with its end. */
  readonly line: Uint8Array<ArrayBuffer>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The whole file, first its head. What is in memory at one time is a piece of it. */
export async function* sealBytes(
  bytes: AsyncIterable<Bytes>,
  password: string,
  iterations = ITERATIONS,
): AsyncGenerator<Bytes, void> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await deriveKey(password, salt, iterations);
  const said = { format: SEALED_FORMAT, formatVersion: SEALED_VERSION, kdf: 'PBKDF2-SHA-256', iterations };
  const check = await lock(key, NO_BYTES, { iv: CHECK_IV, line: salt });
  const cipher = `AES-256-GCM, pieces of ${PIECE_BYTES}`;
  const line = encode(`${JSON.stringify({ ...said, cipher, salt: toHex(salt), check: toHex(check) })}\n`);
  yield line;
  let number = 0;
  for await (const { piece, isLast } of inPieces(bytes)) {
    yield await lock(key, piece, { iv: ivOf(number, isLast), line });
    number += 1;
  }
}

/** Reads the first line of a file; null: it is not locked. `newer`: this version cannot open it; `damaged`: nobody can. */
export async function readSealedHead(file: Blob): Promise<SealedHead | 'newer' | 'damaged' | null> {
  const start = new Uint8Array(await file.slice(0, HEAD_BYTES_MAX).arrayBuffer());
  const end = start.indexOf(LINE_END);
  const line = start.slice(0, end + 1);
  const said = parse(new TextDecoder().decode(line));
  if (said?.format !== SEALED_FORMAT) return null;
  if (typeof said.formatVersion !== 'number') return 'damaged';
  if (said.formatVersion > SEALED_VERSION) return 'newer';
  const { iterations } = said;
  const [salt, check] = [readHex(said.salt, SALT_BYTES), readHex(said.check, TAG_BYTES)];
  const isCount = Number.isInteger(iterations) && Number(iterations) >= 1 && Number(iterations) <= ITERATIONS_MAX;
  return isCount && salt && check ? { iterations: Number(iterations), salt, check, line } : 'damaged';
}

/** Null: it is not the password, or the head was changed. */
export async function openKey(head: SealedHead, password: string): Promise<CryptoKey | null> {
  const key = await deriveKey(password, head.salt, head.iterations);
  return (await unlock(key, head.check, { iv: CHECK_IV, line: head.salt })) === null ? null : key;
}

/** What was locked, piece by piece; null in the place of the first one that is not as it was written, and then nothing more. */
export async function* openSealed(file: Blob, head: SealedHead, key: CryptoKey): AsyncGenerator<Bytes | null, void> {
  let at = head.line.length;
  for (let number = 0; ; number++) {
    const end = Math.min(at + PIECE_BYTES + TAG_BYTES, file.size);
    const locked = new Uint8Array(await file.slice(at, end).arrayBuffer());
    const isLast = end === file.size;
    const piece = await unlock(key, locked, { iv: ivOf(number, isLast), line: head.line });
    yield piece;
    if (piece === null || isLast) return;
    at = end;
  }
}

const HEAD_BYTES_MAX = 1024;
const LINE_END = 10;
const NO_BYTES = new Uint8Array();
/** Of no piece: their numbers never get as far. */
const CHECK_IV = new Uint8Array(12).fill(255);

interface Bound {
  readonly iv: Bytes;
  /** Holds as long as it is the same. */
  readonly line: Bytes;
}

async function lock(key: CryptoKey, bytes: Bytes, { iv, line }: Bound): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: line }, key, bytes));
}

async function unlock(key: CryptoKey, bytes: Bytes, { iv, line }: Bound): Promise<Bytes | null> {
  if (bytes.length < TAG_BYTES) return null;
  const algorithm = { name: 'AES-GCM', iv, additionalData: line };
  return crypto.subtle.decrypt(algorithm, key, bytes).then(
    (opened) => new Uint8Array(opened),
    () => null,
  );
}

/** The same letters may be typed in several ways; all of them are one password. */
async function deriveKey(password: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const material = encode(password.normalize('NFKC'));
  const base = await crypto.subtle.importKey('raw', material, 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function ivOf(number: number, isLast: boolean): Bytes {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(7, number);
  iv[11] = isLast ? 1 : 0;
  return iv;
}

/** Only the last one may be shorter, and there is always one. */
async function* inPieces(bytes: AsyncIterable<Bytes>): AsyncGenerator<{ piece: Bytes; isLast: boolean }, void> {
  let piece = new Uint8Array(PIECE_BYTES);
  let length = 0;
  for await (const part of bytes) {
    let from = 0;
    while (from < part.length) {
      // Not before there is more: else it could be the last one.
      if (length === PIECE_BYTES) {
        yield { piece, isLast: false };
        piece = new Uint8Array(PIECE_BYTES);
        length = 0;
      }
      const taken = part.subarray(from, from + PIECE_BYTES - length);
      piece.set(taken, length);
      length += taken.length;
      from += taken.length;
    }
  }
  yield { piece: piece.slice(0, length), isLast: true };
}

function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readHex(text: unknown, bytes: number): Bytes | null {
  if (typeof text !== 'string' || text.length !== 2 * bytes || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: bytes }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}
