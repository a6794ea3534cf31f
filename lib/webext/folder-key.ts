import {
  type Bytes,
  encode,
  importPassword,
  readHex,
  readIterations,
  SALT_BYTES,
  TAG_BYTES,
  toHex,
} from './lock-pieces.ts';

/** What a folder's key is made with, as the first line of each file says it in clear. */
export interface FolderSalt {
  readonly iterations: number;
  /** Hex, as is `check`. All browsers that use the folder have the same one: later ones take it from the files they find. */
  readonly salt: string;
}

/**
 * The key of a folder. It never leaves the browser as bytes, not even for us, and locks nothing itself: each file has a key that is
 * made of it.
 */
export interface FolderKey extends FolderSalt {
  readonly key: CryptoKey;
  /** Shows whether another one's passphrase is the same, without opening anything. */
  readonly check: string;
}

/** Makes the key of a passphrase; slowly, so that nobody tries many of them. */
export async function makeFolderKey(passphrase: string, { salt, iterations }: FolderSalt): Promise<FolderKey> {
  const base = await importPassword(passphrase, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: readHex(salt, SALT_BYTES) ?? new Uint8Array(), iterations };
  const bits = await crypto.subtle.deriveBits(how, base, 256);
  const key = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey', 'deriveBits']);
  const check = await crypto.subtle.deriveBits(expand(new Uint8Array(), 'tollkeeper-sync check'), key, 8 * TAG_BYTES);
  return { key, salt, iterations, check: toHex(new Uint8Array(check)) };
}

/** The key of one file, which is of no use for the same bytes under another name. `salt`: the file's own. */
export function keyOfFile({ key }: FolderKey, salt: Bytes, name: string): Promise<CryptoKey> {
  const how = expand(salt, `tollkeeper-sync file ${name}`);
  return crypto.subtle.deriveKey(how, key, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** What a first line says of the folder's key; null: nothing that could be one. */
export function readFolderSalt(
  said: Readonly<Record<string, unknown>>,
): (FolderSalt & Pick<FolderKey, 'check'>) | null {
  const iterations = readIterations(said.iterations);
  const { salt, check } = said;
  const isWhole = readHex(salt, SALT_BYTES) !== null && readHex(check, TAG_BYTES) !== null;
  return iterations && isWhole ? { iterations, salt: String(salt), check: String(check) } : null;
}

function expand(salt: Bytes, info: string): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt, info: encode(info) };
}
