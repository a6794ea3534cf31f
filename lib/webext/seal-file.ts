import {
  type Bytes,
  encode,
  ITERATIONS,
  importPassword,
  isProof,
  lockNothing,
  lockPieces,
  openPieces,
  PIECE_BYTES,
  randomSalt,
  readFirstLine,
  readHex,
  readIterations,
  SALT_BYTES,
  TAG_BYTES,
  toHex,
} from './lock-pieces.ts';

/*
 * A file that only opens with a password: PBKDF2 makes a key of it, which locks the file in pieces. The first line says in clear
 * what is needed to open it.
 */

/** What the first line of such a file says of itself. */
export const SEALED_FORMAT = 'tollkeeper-export-locked';
const SEALED_VERSION = 1;

/** What stands in the first line. */
export interface SealedHead {
  readonly iterations: number;
  readonly salt: Bytes;
  /** Shows whether a password is the one, before anything is opened. */
  readonly check: Bytes;
  /** The line as it stands there, with its end. */
  readonly line: Bytes;
}

/** The whole file, first its head. What is in memory at one time is a piece of it. */
export async function* sealBytes(
  bytes: AsyncIterable<Bytes>,
  password: string,
  iterations = ITERATIONS,
): AsyncGenerator<Bytes, void> {
  const salt = randomSalt();
  const key = await deriveKey(password, salt, iterations);
  const said = { format: SEALED_FORMAT, formatVersion: SEALED_VERSION, kdf: 'PBKDF2-SHA-256', iterations };
  const check = await lockNothing(key, salt);
  const cipher = `AES-256-GCM, pieces of ${PIECE_BYTES}`;
  const line = encode(`${JSON.stringify({ ...said, cipher, salt: toHex(salt), check: toHex(check) })}\n`);
  yield line;
  yield* lockPieces(bytes, key, line);
}

/** Reads the first line of a file; null: it is not locked. `newer`: this version cannot open it; `damaged`: nobody can. */
export async function readSealedHead(file: Blob): Promise<SealedHead | 'newer' | 'damaged' | null> {
  const first = await readFirstLine(file);
  if (first?.said.format !== SEALED_FORMAT) return null;
  const { line, said } = first;
  if (typeof said.formatVersion !== 'number') return 'damaged';
  if (said.formatVersion > SEALED_VERSION) return 'newer';
  const iterations = readIterations(said.iterations);
  const [salt, check] = [readHex(said.salt, SALT_BYTES), readHex(said.check, TAG_BYTES)];
  return iterations && salt && check ? { iterations, salt, check, line } : 'damaged';
}

/** Null: it is not the password, or the head was changed. */
export async function openKey(head: SealedHead, password: string): Promise<CryptoKey | null> {
  const key = await deriveKey(password, head.salt, head.iterations);
  return (await isProof(key, head.check, head.salt)) ? key : null;
}

/** What was locked, piece by piece; null in the place of the first one that is not as it was written, and then nothing more. */
export function openSealed(file: Blob, head: SealedHead, key: CryptoKey): AsyncGenerator<Bytes | null, void> {
  return openPieces(file, key, head.line);
}

async function deriveKey(password: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const base = await importPassword(password, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
