import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { fingerprintsBy } from '../domain/read-keys.ts';
import type { PageProvider } from '../providers/provider.ts';

/**
 * The keyed fingerprint of an API key: 64 hex digits. Plain http pages have no `crypto.subtle`, hence a library.
 * Null when there is no key, or the extension has not made its own secret yet.
 */
export function fingerprintKey(key: string | null, secretHex: string): string | null {
  if (key === null || key === '' || secretHex.length !== 64) return null;
  return bytesToHex(hmac(sha256, hexToBytes(secretHex), utf8ToBytes(key)));
}

/** The fingerprint of a call's key, and that of what a list shows in its place where lists hide keys. */
export function fingerprintsOf(
  key: string | null,
  keys: PageProvider['keys'],
  secretHex: string,
): { readonly fingerprint: string | null; readonly masked: string | null } {
  const digest = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
  return fingerprintsBy({ sign: (text) => fingerprintKey(text, secretHex), digest }, key, keys);
}
