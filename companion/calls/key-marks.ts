import { createHash, createHmac } from 'node:crypto';
import { fingerprintsBy, type KeyPaths } from '../../lib/domain/read-keys.ts';

/** The marks by which the ledger knows a key; the browser makes the same ones of the same secret (hex, 64 digits). */
export function marksOfKey(
  secretHex: string,
  key: string | null,
  keys: KeyPaths | null,
): { readonly fingerprint: string | null; readonly masked: string | null } {
  const secret = Buffer.from(secretHex, 'hex');
  const sign = (text: string | null): string | null =>
    text === null || text === '' ? null : createHmac('sha256', secret).update(text).digest('hex');
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  return fingerprintsBy({ sign, digest }, key, keys);
}
