import { locateAll } from '../../lib/domain/json-splice.ts';
import type { LeadsTo } from '../../lib/providers/provider.ts';
import { isApiHost, isOnPaths, prefixFor, type Upstream } from './find-upstream.ts';
import type { Admitted } from './open-call.ts';

/** Headers in which answers send clients on. */
const ADDRESS_HEADERS = new Set([
  'location',
  'content-location',
  'operation-location',
  'azure-asyncoperation',
  'x-goog-upload-url',
  'x-goog-upload-control-url',
]);

/** An answer's headers with addresses of the provider's API at the gateway's, and the names of those that changed. */
export function rewriteHeaders(
  headers: readonly string[],
  upstream: Upstream,
  gatewayOrigin: string,
): { readonly headers: string[]; readonly names: readonly string[] } {
  const rewritten: string[] = [];
  const names: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    const lower = name.toLowerCase();
    const address = ADDRESS_HEADERS.has(lower) ? rewriteAddress(value, upstream, gatewayOrigin) : null;
    if (address !== null) names.push(lower);
    rewritten.push(name, address ?? value);
  }
  return { headers: rewritten, names };
}

/** Where an answer's body has addresses that are to lead back here: the key is ours, and the client uses them. Null: nowhere. */
export function leadsBack(
  { caller, upstream }: Admitted,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): LeadsTo | null {
  const { leadsTo } = upstream.provider;
  if (caller.account === null || leadsTo === undefined) return null;
  const { on, except } = leadsTo;
  if (on !== undefined && !isOnPaths(upstream, on)) return null;
  return except !== undefined && String(headers[except.header] ?? '').includes(except.has) ? null : leadsTo;
}

/**
 * A JSON answer with the addresses that its provider's file names at the gateway's: nothing else of it is touched, because
 * what a model writes may look like an address. Null: there is none.
 */
export function rewriteBody(
  text: string,
  { at }: LeadsTo,
  upstream: Upstream,
  gatewayOrigin: string,
): { readonly text: string; readonly names: readonly string[] } | null {
  const found = at.flatMap((path) => locateAll(text, path).map((span) => ({ ...span, name: path.slice(2) })));
  const names = new Set<string>();
  let rewritten = '';
  let from = 0;
  for (const { start, end, name } of found.toSorted((one, other) => one.start - other.start)) {
    const address = readAddress(text.slice(start, end));
    const ours = address === null ? null : rewriteAddress(address, upstream, gatewayOrigin);
    if (ours === null || start < from) continue;
    rewritten += text.slice(from, start) + JSON.stringify(ours);
    from = end;
    names.add(name);
  }
  return names.size === 0 ? null : { text: rewritten + text.slice(from), names: [...names] };
}

/** What a presigned address has in its query: it needs no key, and is good only as it stands. */
const SIGNATURE = /[?&](sig|([a-z]+-)*signature)=/i;

/** The address at the gateway; null: it leads to none of the provider's hosts, or is signed, and stays. */
function rewriteAddress(address: string, upstream: Upstream, gatewayOrigin: string): string | null {
  if (/^\/(?!\/)/.test(address)) return gatewayOrigin + upstream.prefix + address;
  const url = URL.parse(address);
  if (url === null || !/^(https?|wss?):$/.test(url.protocol)) return null;
  const behind = `${url.pathname}${url.search}${url.hash}`;
  const origin = url.protocol.startsWith('ws') ? gatewayOrigin.replace(/^http/, 'ws') : gatewayOrigin;
  if (SIGNATURE.test(url.search)) return null;
  if (url.origin === upstream.origin) return origin + upstream.prefix + behind;
  if (url.port !== '' || !isApiHost(upstream.provider, url.hostname)) return null;
  return origin + prefixFor(upstream, url.hostname) + behind;
}

function readAddress(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
