import type { PriceFileProblem, PriceKey } from '../domain/price-file.ts';

/*
 * A price file is one compact JWS (RFC 7515, 3.1) with ES256 (RFC 7518, 3.4): what is signed and its signature are one text, so
 * that no server can hand out one without the other. Not Ed25519: Chromium knows it since 137, and we serve older ones.
 */

/** What the header says besides the key. */
export const PRICE_FILE_TYPE = 'tollkeeper-prices+json';
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SCHEME = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** Keys that may be trusted at once: the one in use, the next one, and as many again. */
export const PRICE_KEYS_MAX = 4;

/** What was signed, and by which key; or why it is not trusted. */
export type SignedText =
  | { readonly text: string; readonly kid: string; readonly digest: string; readonly problem: null }
  | { readonly text: null; readonly problem: PriceFileProblem };

/** Reads a signed text. Nothing of it is looked into before its signature holds, but the header, which names the key. */
export async function readSigned(jws: string, keys: readonly PriceKey[]): Promise<SignedText> {
  const [, head = '', body = '', tail = ''] = /^([\w-]+)\.([\w-]+)\.([\w-]+)\n?$/.exec(jws) ?? [];
  const [header, payload, signature] = [head, body, tail].map(fromBase64Url);
  if (!header || !payload || !signature) return refuse('no-file');
  const kid = readKid(header);
  if (kid === null) return refuse('no-file');
  const trusted = keys.find((key) => key.kid === kid);
  if (trusted === undefined) return refuse('unknown-key', kid);
  const key = await crypto.subtle.importKey('spki', fromBase64(trusted.spki), CURVE, false, ['verify']);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify(SCHEME, key, signature, signed))) return refuse('bad-signature');
  const text = readUtf8(payload);
  return text === null ? refuse('no-file') : { text, kid, digest: await digestOf(payload), problem: null };
}

function refuse(kind: PriceFileProblem['kind'], detail = ''): SignedText {
  return { text: null, problem: { kind, detail } };
}

/** The key that a header names; null: it is no header of a price file. */
function readKid(bytes: Uint8Array): string | null {
  const text = readUtf8(bytes);
  try {
    const header = JSON.parse(text ?? '') as Readonly<Record<string, unknown>>;
    const { alg, typ, kid, ...others } = header;
    const isOurs = alg === 'ES256' && typ === PRICE_FILE_TYPE && Object.keys(others).length === 0;
    return isOurs && typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

/**
 * Public keys as people paste them: PEM, or its base64 alone, one after the other. Null: none, too many, or one that does not
 * look like a public key of P-256.
 */
export function splitPublicKeys(pasted: string): readonly string[] | null {
  const parts = pasted.includes('-----')
    ? pasted.split(/-----(?:BEGIN|END) PUBLIC KEY-----/).map((part) => part.replaceAll(/\s/g, ''))
    : pasted.split(/[\s,;]+/);
  const spkis = [...new Set(parts.filter((part) => part !== ''))];
  return spkis.length > 0 && spkis.length <= PRICE_KEYS_MAX && spkis.every((spki) => P256.test(spki)) ? spkis : null;
}

/** The algorithm's and the curve's names and the mark of a whole point (RFC 5480), then the point. */
const P256 = /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==$/;

/** Such keys with their names; null: one of them is none. */
export async function readPublicKeys(spkis: readonly string[]): Promise<readonly PriceKey[] | null> {
  const keys = await Promise.all(spkis.map(readPublicKey));
  const good = keys.filter((key) => key !== null);
  return good.length === keys.length ? good : null;
}

async function readPublicKey(spki: string): Promise<PriceKey | null> {
  try {
    const key = await crypto.subtle.importKey('spki', fromBase64(spki), CURVE, true, ['verify']);
    const { x, y } = await crypto.subtle.exportKey('jwk', key);
    // The members that RFC 7638, 3.2 asks for, in its order.
    const members = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
    return { spki, kid: await digestOf(new TextEncoder().encode(members)) };
  } catch {
    return null;
  }
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** Bytes as base64url without padding. */
function toBase64Url(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) pieces.push(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  return btoa(pieces.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const PIECE = 8192;

/** Null: that is no base64url, or not the one way to write it (then a text could be changed and still be signed). */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
    return bytes.length > 0 && toBase64Url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function readUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
