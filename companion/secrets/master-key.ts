import { createHmac, randomBytes, scryptSync } from 'node:crypto';
import { createPrivate, readPrivate } from './private-file.ts';
import { SecretProblem } from './secret-problem.ts';

/** What accounts' keys are encrypted with, and where it comes from. */
export interface MasterKey {
  /** `passphrase`: TOLLKEEPER_SECRET; `file`: 32 random bytes in a file of the owner's alone. */
  readonly from: 'passphrase' | 'file';
  /** 32 bytes for this salt. */
  readonly derive: (salt: Buffer) => Buffer;
}

/** A shorter passphrase could be guessed from a copy of the file. */
export const PASSPHRASE_CHARS_MIN = 16;
const KEY_BYTES = 32;
/** 32 MB and a tenth of a second for each guess (RFC 7914, with what OWASP asks for at the least in 2023). */
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };

/** The key from TOLLKEEPER_SECRET, else from the file, which is made where there is none. */
export function openMasterKey(environment: Readonly<Record<string, string | undefined>>, keyPath: string): MasterKey {
  const passphrase = environment.TOLLKEEPER_SECRET;
  if (passphrase !== undefined && passphrase !== '') return fromPassphrase(passphrase);
  return fromFile(keyPath);
}

function fromPassphrase(passphrase: string): MasterKey {
  if (passphrase.length < PASSPHRASE_CHARS_MIN) {
    throw new SecretProblem('weak-key', `TOLLKEEPER_SECRET is too short: at least ${PASSPHRASE_CHARS_MIN} characters`);
  }
  const derived = new Map<string, Buffer>();
  return {
    from: 'passphrase',
    derive(salt) {
      const known = derived.get(salt.toString('hex'));
      if (known !== undefined) return known;
      const key = scryptSync(passphrase.normalize('NFC'), salt, KEY_BYTES, SCRYPT);
      derived.set(salt.toString('hex'), key);
      return key;
    },
  };
}

function fromFile(path: string): MasterKey {
  const made = `${randomBytes(KEY_BYTES).toString('base64')}\n`;
  const text = readPrivate(path) ?? (createPrivate(path, made) ? Buffer.from(made) : readPrivate(path));
  const key = Buffer.from(text?.toString('latin1').trim() ?? '', 'base64');
  if (key.byteLength !== KEY_BYTES) {
    throw new SecretProblem(
      'corrupt',
      `${path} is no key of ${KEY_BYTES} bytes; put the file back, or remove it and add the accounts again`,
    );
  }
  return {
    from: 'file',
    derive: (salt) => createHmac('sha256', key).update('tollkeeper accounts').update(salt).digest(),
  };
}
