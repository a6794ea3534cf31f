import { locate } from '../../lib/domain/json-splice.ts';
import { isApiHost, prefixFor, type Upstream } from './find-upstream.ts';

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

/**
 * A JSON answer with the addresses that its provider's file names at the gateway's: nothing else of it is touched, because
 * what a model writes may look like an address. Null: there is none.
 */
export function rewriteBody(
  text: string,
  upstream: Upstream,
  gatewayOrigin: string,
): { readonly text: string; readonly names: readonly string[] } | null {
  let rewritten = text;
  const names: string[] = [];
  for (const path of upstream.provider.leadsTo?.at ?? []) {
    const span = locate(rewritten, path);
    const address = span === null ? null : readAddress(rewritten.slice(span.start, span.end));
    const ours = address === null ? null : rewriteAddress(address, upstream, gatewayOrigin);
    if (span === null || ours === null) continue;
    rewritten = rewritten.slice(0, span.start) + JSON.stringify(ours) + rewritten.slice(span.end);
    names.push(path.slice(2));
  }
  return names.length === 0 ? null : { text: rewritten, names };
}

/** The address at the gateway; null: it leads to none of the provider's hosts, and stays. */
function rewriteAddress(address: string, upstream: Upstream, gatewayOrigin: string): string | null {
  if (/^\/(?!\/)/.test(address)) return gatewayOrigin + upstream.prefix + address;
  const url = URL.parse(address);
  if (url === null || !/^(https?|wss?):$/.test(url.protocol)) return null;
  const behind = `${url.pathname}${url.search}${url.hash}`;
  const origin = url.protocol.startsWith('ws') ? gatewayOrigin.replace(/^http/, 'ws') : gatewayOrigin;
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
