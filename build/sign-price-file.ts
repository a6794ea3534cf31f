import { type KeyObject, sign } from 'node:crypto';
import { explainPriceFile } from '../lib/domain/explain-price-file.ts';
import type { PriceFile } from '../lib/domain/price-file.ts';
import { renderText } from '../lib/domain/render-text.ts';
import { PRICE_FILE_TYPE, readPublicKeys, readSigned } from '../lib/webext/price-signature.ts';
import { readPriceFile } from '../lib/webext/read-price-file.ts';
import { spkiOf } from './price-key.ts';

/** A file as it is published: one compact JWS (RFC 7515) with ES256. Throws where the extension would not take it. */
export async function signPriceFile(file: PriceFile, key: KeyObject, now: number): Promise<string> {
  const keys = (await readPublicKeys([spkiOf(key)])) ?? [];
  const [kid] = keys.map((one) => one.kid);
  if (kid === undefined) throw new Error('That is no key of P-256.');
  const header = { alg: 'ES256', typ: PRICE_FILE_TYPE, kid };
  const signed = [header, file].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  // The two numbers one after the other, as RFC 7518, 3.4 has it, and not as ASN.1.
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  const jws = `${signed}.${signature.toString('base64url')}`;
  const { problem } = await readPriceFile(jws, { keys, serialSeen: 0, now });
  if (problem !== null) throw new Error(renderText(explainPriceFile(problem), 'en'));
  return jws;
}

/** The serial of a file that was signed with this key before; null: it is none. */
export async function serialOf(jws: string, key: KeyObject): Promise<number | null> {
  const { text } = await readSigned(jws, (await readPublicKeys([spkiOf(key)])) ?? []);
  const { serial } = JSON.parse(text ?? '{}') as { readonly serial?: unknown };
  return typeof serial === 'number' ? serial : null;
}
