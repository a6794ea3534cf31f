import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MasterKey } from './master-key.ts';
import { readPrivate, replacePrivate } from './private-file.ts';
import { SecretProblem } from './secret-problem.ts';

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECK_BYTES = 8;

/** How the file looks; everything but `data` is bound to it, so that no part can be exchanged for another file's. */
interface Sealed {
  readonly version: number;
  readonly keyFrom: string;
  readonly salt: string;
  /** Tells a wrong key from a broken file. */
  readonly check: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/** What a file held. */
export interface Unsealed {
  readonly text: string;
  /** The key was derived with it, which takes a passphrase a third of a second: written with it again, it is not repeated. */
  readonly salt: Buffer;
}

/** What a file holds encrypted; null: there is no file. */
export function readSealed(path: string, key: MasterKey): Unsealed | null {
  const content = readPrivate(path);
  if (content === null) return null;
  const sealed = parse(path, content);
  const salt = Buffer.from(sealed.salt, 'base64');
  const derived = key.derive(salt);
  if (!isSame(checkOf(derived), Buffer.from(sealed.check, 'base64'))) {
    const has = sealed.keyFrom === 'passphrase' ? 'a passphrase (TOLLKEEPER_SECRET)' : 'a key file';
    throw new SecretProblem('wrong-key', `${path} was encrypted with ${has}, and not with the one given now`);
  }
  try {
    const decipher = createDecipheriv(CIPHER, derived, Buffer.from(sealed.nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundPart(sealed));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    const plain = Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]);
    return { text: plain.toString('utf8'), salt };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** A salt for a file that is not there yet. */
export function newSalt(): Buffer {
  return randomBytes(SALT_BYTES);
}

/** Encrypts a text into a file, with a new nonce each time, in the place of what was there. */
export function writeSealed(path: string, key: MasterKey, { text, salt }: Unsealed): void {
  const nonce = randomBytes(NONCE_BYTES);
  const derived = key.derive(salt);
  const head = {
    version: VERSION,
    keyFrom: key.from,
    salt: salt.toString('base64'),
    check: checkOf(derived).toString('base64'),
    nonce: nonce.toString('base64'),
  };
  const cipher = createCipheriv(CIPHER, derived, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundPart(head));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
  replacePrivate(path, `${JSON.stringify({ ...head, tag: cipher.getAuthTag().toString('base64'), data }, null, 2)}\n`);
}

function boundPart({ version, keyFrom, salt, check, nonce }: Omit<Sealed, 'tag' | 'data'>): Buffer {
  return Buffer.from(JSON.stringify([version, keyFrom, salt, check, nonce]), 'utf8');
}

function checkOf(derived: Buffer): Buffer {
  return createHmac('sha256', derived).update('tollkeeper key check').digest().subarray(0, CHECK_BYTES);
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

const TEXTS = ['keyFrom', 'salt', 'check', 'nonce', 'tag', 'data'] as const;

function parse(path: string, content: Buffer): Sealed {
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw corrupt(path, error);
  }
  if (typeof value !== 'object' || value === null || !('version' in value)) throw corrupt(path);
  if (typeof value.version === 'number' && value.version > VERSION) {
    throw new SecretProblem('newer', `${path} was written by a newer Tollkeeper; this one cannot read it`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (value.version !== VERSION || TEXTS.some((name) => typeof fields[name] !== 'string')) throw corrupt(path);
  return value as Sealed;
}

function corrupt(path: string, cause?: unknown): SecretProblem {
  return new SecretProblem(
    'corrupt',
    `${path} is damaged or was changed by something else; put a copy back, or remove it and add again what was in it`,
    { cause },
  );
}
