import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';

/** Where a private key may stand instead of a file: its PEM text. Never on a command line, which others on a machine can read. */
export const KEY_ENV = 'TOLLKEEPER_PRICE_KEY';

/** Writes a new private key (P-256, PKCS #8) that only its owner can read; never over another file. Returns the public one. */
export function writeNewKey(path: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return spkiOf(publicKey);
}

/** The private key of a file that only its owner can read, or of the environment. Throws with what to do. */
export function readPrivateKey(path: string | undefined, env: Readonly<Record<string, string | undefined>>): KeyObject {
  const pem = path === undefined ? env[KEY_ENV] : readOwnFile(path);
  if (pem === undefined) throw new Error(`There is no key. Name its file (--key prices.key.pem), or set ${KEY_ENV}.`);
  const key = readKey(pem);
  if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error('That is no private key of P-256. Make one: npm run prices:keygen -- prices.key.pem');
  }
  return key;
}

/** The public half, as people paste it: SubjectPublicKeyInfo, base64. */
export function spkiOf(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({ type: 'spki', format: 'der' }).toString('base64');
}

function readOwnFile(path: string): string {
  // What is looked at is what is read, even if the name means another file a moment later.
  const file = openSync(path, 'r');
  try {
    const isOpen = process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0;
    if (isOpen) throw new Error(`Others can read ${path}. Take that from them first: chmod 600 ${path}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    // The reason may repeat a part of the key.
    return null;
  }
}
