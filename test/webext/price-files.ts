import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { spkiOf } from '../../build/price-key.ts';
import type { PriceFile, PriceKey } from '../../lib/domain/price-file.ts';
import { PRICE_FILE_TYPE, readPublicKeys } from '../../lib/webext/price-signature.ts';
import { filedRow } from '../prices/filed.ts';

/** A pair of keys as `npm run prices:keygen` makes them. */
export interface Signer {
  readonly pem: string;
  readonly spki: string;
  readonly key: PriceKey;
}

export async function makeSigner(): Promise<Signer> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = spkiOf(privateKey);
  const [key] = (await readPublicKeys([spki])) ?? [];
  if (key === undefined) throw new Error('no key');
  return { pem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), spki, key };
}

export const FILE: PriceFile = {
  tollkeeper: 1,
  serial: 7,
  issuedAt: '2026-11-20T08:00:00Z',
  expiresAt: '2026-12-20T08:00:00Z',
  rows: [filedRow()],
};

/** Signs whatever is given, also what no extension would take. */
export function signAnything(
  payload: unknown,
  { pem, key }: Signer,
  header: Readonly<Record<string, unknown>> = { alg: 'ES256', typ: PRICE_FILE_TYPE, kid: key.kid },
): string {
  const text = (part: unknown): string => (typeof part === 'string' ? part : JSON.stringify(part));
  const signed = [header, payload].map((part) => Buffer.from(text(part)).toString('base64url')).join('.');
  const bytes = sign('sha256', Buffer.from(signed), { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' });
  return `${signed}.${bytes.toString('base64url')}`;
}
