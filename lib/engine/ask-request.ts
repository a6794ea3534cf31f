import type { BalanceAsk, KeyPlace } from '../domain/balance-ask.ts';
import { isOnHost, type Location, parseOrigin } from '../domain/surface.ts';
import type { Provider } from '../providers/provider.ts';

/** A GET that carries a key. */
export interface AskedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who asks: the site it is asked at (null: the provider's own address), the key, and whose balance (null: not said). */
export interface AskedWith {
  readonly site: Location | null;
  readonly key: string;
  readonly id: string | null;
}

const BEARER: KeyPlace = { in: 'header', name: 'authorization', before: 'Bearer ' };

/** Where an ask goes to; null: the site is none of the provider's, and gets no key. */
export function originOf(provider: Provider, ask: BalanceAsk, { site, key }: AskedWith): string | null {
  const surface = 'surface' in ask ? provider.surfaces.find(({ id }) => id === ask.surface) : undefined;
  const byKey = ask.hostByKey !== undefined && key.endsWith(ask.hostByKey.ends) ? ask.hostByKey.host : undefined;
  const place = surface ?? ('host' in ask && ask.host ? { hosts: [ask.host], ports: null } : provider.console);
  if (site !== null) return isOnHost(place, site) ? writeOrigin(site) : null;
  const host = byKey ?? place.hosts[0];
  if (host === undefined || host.startsWith('*')) return null;
  // Only what runs on this machine has ports of its own.
  return place.ports === null ? `https://${host}` : `http://${host}:${place.ports[0]}`;
}

/** The path of an ask, with a star in it where it names somebody. */
export function pathOf(provider: Provider, ask: BalanceAsk): string {
  if (!('surface' in ask)) return ask.path;
  return provider.surfaces.find(({ id }) => id === ask.surface)?.path ?? '/';
}

/** What of an ask its requests are made of. */
export type RequestedAsk = Partial<Pick<BalanceAsk, 'key' | 'query' | 'id'>>;

/** The request for a path at an origin, with the key where it belongs. */
export function requestOf(ask: RequestedAsk, origin: string, path: string, { key, id }: AskedWith): AskedRequest {
  const place = ask.key ?? BEARER;
  const query = { ...ask.query, ...(place.in === 'query' && { [place.name]: key }) };
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const named = id === null ? path : path.replace('*', encodeURIComponent(id));
  return {
    url: `${origin}${named}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`,
    headers: { accept: 'application/json', ...keyHeader(place, key, id), ...idHeader(ask, id) },
  };
}

function keyHeader(place: KeyPlace, key: string, id: string | null): Readonly<Record<string, string>> {
  if (place.in === 'query') return {};
  if (place.in === 'header') return { [place.name]: `${place.before ?? ''}${key}` };
  return { authorization: `Basic ${base64(`${id ?? ''}:${key}`)}` };
}

function idHeader({ id: asked }: RequestedAsk, id: string | null): Readonly<Record<string, string>> {
  return asked?.header === undefined || id === null ? {} : { [asked.header]: id };
}

/** Where a redirect leads that may be followed with a key: to the same origin only; null: elsewhere. */
export function sameOrigin(from: string, location: string): string | null {
  const origin = /^https?:\/\/[^/]+/.exec(from)?.[0] ?? '';
  if (/^\/(?![/\\])/.test(location)) return origin + location;
  return parseOrigin(/^https?:\/\/[^/?#]+/.exec(location)?.[0] ?? '') !== null && location.startsWith(`${origin}/`)
    ? location
    : null;
}

function writeOrigin({ protocol, hostname, port }: Location): string {
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 of a text of ASCII, which keys and their ids are; the core has no encoder. */
function base64(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 3) {
    const bytes = [0, 1, 2].map((index) => text.charCodeAt(at + index));
    const bits = bytes.reduce((sum, byte) => (sum << 8) | (Number.isNaN(byte) ? 0 : byte & 0xff), 0);
    const left = text.length - at;
    out += [18, 12, 6, 0].map((shift, index) => (index > left ? '=' : SIGNS[(bits >> shift) & 63])).join('');
  }
  return out;
}
