import type { IncomingHttpHeaders } from 'node:http';
import { TOKEN_PATTERN } from './access-port.ts';
import { KEY_HEADERS, KEY_PARAMETERS } from './read-caller.ts';

/** Names and values in turn, as Node and undici have them. */
export type RawHeaders = readonly string[];

/** What belongs to one connection and not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Made anew for the server that is asked. `expect`: whoever waits for it was answered by us. */
const OURS_TO_SAY = new Set(['host', 'expect', 'content-length']);
/** What would lead a client away from the gateway, or is about a connection that it does not have. */
const NOT_PASSED_BACK = new Set(['alt-svc', 'strict-transport-security', 'public-key-pins']);
const OWN = 'tollkeeper-';
const MAY_HOLD_KEY: ReadonlySet<string> = new Set(KEY_HEADERS);

/** What goes upstream of a request's headers, in their order and spelling. */
export interface SentHeaders {
  readonly headers: readonly string[];
  /** The stated length, where one is; null: it is not known, or there is no body. */
  readonly contentLength: number | null;
}

/**
 * The headers of a request as the provider gets them: those of the connection and ours are left out, a token gives way to
 * the account's key. One that still has a token in it is left out, wherever it stands.
 * @param key the account's key; null: the client's own stays where it is.
 */
export function headersUpstream(raw: RawHeaders, key: string | null): SentHeaders {
  const named = connectionNames(raw);
  const headers: string[] = [];
  let contentLength: number | null = null;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'content-length') contentLength = Number(value);
    if (HOP_BY_HOP.has(lower) || OURS_TO_SAY.has(lower) || named.has(lower) || lower.startsWith(OWN)) continue;
    const sent = key !== null && MAY_HOLD_KEY.has(lower) ? withKey(value, key) : value;
    if (sent.includes('tkp_') && TOKEN_PATTERN.test(sent)) continue;
    headers.push(name, sent);
  }
  return { headers, contentLength };
}

/** A path with the account's key in the token's place, and without a token wherever else one stands. */
export function pathUpstream(path: string, key: string | null): string {
  if (!path.includes('tkp_')) return path;
  const [before = '', query] = path.split(/\?(.*)/s, 2);
  const token = new RegExp(TOKEN_PATTERN, 'g');
  const clean = before.replace(token, '');
  if (query === undefined) return clean;
  const parameters = query.split('&').map((parameter) => {
    const isKey = key !== null && KEY_PARAMETERS.test(parameter.split('=', 1)[0] ?? '');
    return parameter.replace(token, () => (isKey ? encodeURIComponent(key) : ''));
  });
  return `${clean}?${parameters.join('&')}`;
}

/** What says whose account at a provider is meant, beside the key. */
const OF_ACCOUNT = new Set(['openai-organization', 'openai-project', 'x-goog-user-project', 'cookie']);

/**
 * The headers of a request with an account's key wherever a key stands, whoever's that was; one is put there where none does.
 * What else belongs to the other account is left out.
 */
export function withOtherKey(raw: RawHeaders, key: string, isKeyInPath: boolean): RawHeaders {
  const headers: string[] = [];
  let isThere = isKeyInPath;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const lower = name.toLowerCase();
    if (OF_ACCOUNT.has(lower) || lower === 'sec-websocket-protocol') continue;
    const isKey = MAY_HOLD_KEY.has(lower);
    const scheme =
      /^(bearer|key|token) +/i.exec(raw[index + 1] ?? '')?.[0] ?? (lower === 'authorization' ? 'Bearer ' : '');
    headers.push(name, isKey ? scheme + key : (raw[index + 1] ?? ''));
    isThere ||= isKey;
  }
  return isThere ? headers : [...headers, 'authorization', `Bearer ${key}`];
}

/** A path with an account's key in the place of any that stands in its query. */
export function pathWithOtherKey(path: string, key: string): string {
  const [before = '', query] = path.split(/\?(.*)/s, 2);
  if (query === undefined) return path;
  const parameters = query.split('&').map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    return KEY_PARAMETERS.test(name) ? `${name}=${encodeURIComponent(key)}` : parameter;
  });
  return `${before}?${parameters.join('&')}`;
}

function withKey(value: string, key: string): string {
  if (value.includes('tkp_')) return value.replace(TOKEN_PATTERN, () => key);
  const [, scheme, coded] = /^(basic +)(\S+)$/i.exec(value) ?? [];
  if (scheme === undefined || coded === undefined) return value;
  const plain = Buffer.from(coded, 'base64').toString('utf8');
  if (!TOKEN_PATTERN.test(plain)) return value;
  return scheme + Buffer.from(plain.replace(TOKEN_PATTERN, () => key)).toString('base64');
}

/** What goes back of an answer's headers, in their order and spelling. `tollkeeper-*` are ours alone to say. */
export function headersBack(raw: RawHeaders): string[] {
  const named = connectionNames(raw);
  const headers: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || NOT_PASSED_BACK.has(lower) || named.has(lower) || lower.startsWith(OWN)) continue;
    headers.push(name, raw[index + 1] ?? '');
  }
  return headers;
}

/** Headers of an answer by their lower-case names; one that stands several times is joined. */
export function byName(raw: RawHeaders): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = found[name];
    found[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return found;
}

/** Headers with one taken out. */
export function without(headers: readonly string[], name: string): string[] {
  const left: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() !== name) left.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return left;
}

/** Whether the provider was promised exactly these bytes: then nothing of the request may be changed. */
export function isSigned(headers: IncomingHttpHeaders): boolean {
  return /^(aws4-|hmac|signature|acs3-)/i.test(headers.authorization ?? '') || 'x-amz-content-sha256' in headers;
}

function connectionNames(raw: RawHeaders): ReadonlySet<string> {
  const names = new Set<string>();
  for (let index = 0; index < raw.length; index += 2) {
    if (raw[index]?.length !== 10 || raw[index]?.toLowerCase() !== 'connection') continue;
    for (const name of (raw[index + 1] ?? '').split(',')) names.add(name.trim().toLowerCase());
  }
  return names;
}
