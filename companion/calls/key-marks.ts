import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { fingerprintsBy, type KeyPaths } from '../../lib/domain/read-keys.ts';

/** The marks by which the ledger knows a key. */
interface KeyMarks {
  readonly fingerprint: string | null;
  readonly masked: string | null;
}

/** So many keys' marks are remembered: people have a few, and each comes with every call. */
const KEYS_MAX = 64;

/** Marks keys; the browser makes the same marks of the same secret (hex, 64 digits). */
export function openKeyMarks(secretHex: string): (key: string | null, keys: KeyPaths | null) => KeyMarks {
  const secret = createSecretKey(Buffer.from(secretHex, 'hex'));
  const sign = (text: string | null): string | null =>
    text === null || text === '' ? null : createHmac('sha256', secret).update(text).digest('hex');
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const known = new Map<KeyPaths | null, Map<string, KeyMarks>>();
  return (key, keys) => {
    if (key === null) return fingerprintsBy({ sign, digest }, key, keys);
    const ofList = known.get(keys) ?? new Map<string, KeyMarks>();
    known.set(keys, ofList);
    const marked = ofList.get(key) ?? fingerprintsBy({ sign, digest }, key, keys);
    if (ofList.size >= KEYS_MAX) ofList.clear();
    ofList.set(key, marked);
    return marked;
  };
}
