/*
 * What is locked in pieces of equal size by AES-GCM. Each piece is bound to what the file says of itself, to its number and to being
 * the last one or not, so that none can be changed, left out, moved or cut off unnoticed (the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway and Vizár, 2015). A key locks the pieces of one file, and of no other.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

export const PIECE_BYTES = 256 * 1024;
export const TAG_BYTES = 16;
export const SALT_BYTES = 16;
/** As OWASP asks for of PBKDF2 with SHA-256 (Password Storage Cheat Sheet, 2023). */
export const ITERATIONS = 600_000;
/** Who wrote a file could else keep its reader busy for ever. */
const ITERATIONS_MAX = 10_000_000;
const HEAD_BYTES_MAX = 1024;
const LINE_END = 10;

/** Locks all there is, piece by piece; at least one. `line`: what each is bound to. */
export async function* lockPieces(
  bytes: AsyncIterable<Bytes>,
  key: CryptoKey,
  line: Bytes,
): AsyncGenerator<Bytes, void> {
  let number = 0;
  for await (const { piece, isLast } of inPieces(bytes)) {
    yield await lock(key, piece, { iv: ivOf(number, isLast), line });
    number += 1;
  }
}

/** What was locked, piece by piece; null in the place of the first one that is not as it was written, and then nothing more. */
export async function* openPieces(file: Blob, key: CryptoKey, line: Bytes): AsyncGenerator<Bytes | null, void> {
  let at = line.length;
  for (let number = 0; ; number++) {
    const end = Math.min(at + PIECE_BYTES + TAG_BYTES, file.size);
    const locked = new Uint8Array(await file.slice(at, end).arrayBuffer());
    const isLast = end === file.size;
    const piece = await unlock(key, locked, { iv: ivOf(number, isLast), line });
    yield piece;
    if (piece === null || isLast) return;
    at = end;
  }
}

/** Proves that whoever wrote it had the key. */
export function lockNothing(key: CryptoKey, line: Bytes): Promise<Bytes> {
  return lock(key, new Uint8Array(), { iv: CHECK_IV, line });
}

/** Whether a proof was made with this key; see {@link lockNothing}. */
export async function isProof(key: CryptoKey, proof: Bytes, line: Bytes): Promise<boolean> {
  return (await unlock(key, proof, { iv: CHECK_IV, line })) !== null;
}

/** What a person typed, from which keys are derived. The same letters may be typed in several ways; all of them are one password. */
export function importPassword(password: string, uses: ('deriveKey' | 'deriveBits')[]): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encode(password.normalize('NFKC')), 'PBKDF2', false, uses);
}

/** The first line of a file with its end, and what it says; null: it has none that says anything. */
export async function readFirstLine(
  file: Blob,
): Promise<{ readonly line: Bytes; readonly said: Readonly<Record<string, unknown>> } | null> {
  const start = new Uint8Array(await file.slice(0, HEAD_BYTES_MAX).arrayBuffer());
  const line = start.slice(0, start.indexOf(LINE_END) + 1);
  const said = parse(new TextDecoder().decode(line));
  return said && { line, said };
}

/** How often a password is hashed; null: it is no such number, or one that nobody waits for. */
export function readIterations(said: unknown): number | null {
  return Number.isInteger(said) && Number(said) >= 1 && Number(said) <= ITERATIONS_MAX ? Number(said) : null;
}

/** Another one each time. */
export function randomSalt(): Bytes {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}

/** As UTF-8. */
export function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Two small digits a byte. */
export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Null: it is no text of so many bytes. */
export function readHex(text: unknown, bytes: number): Bytes | null {
  if (typeof text !== 'string' || text.length !== 2 * bytes || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: bytes }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

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

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
