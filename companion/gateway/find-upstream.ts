import { isThisMachine } from '../../lib/domain/site.ts';
import { isAtPath, isOnHost, type Surface } from '../../lib/domain/surface.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findCalled, families as siteFamilies, siteIdAt } from '../../lib/providers/registry.ts';

/**
 * What a request is to the ledger. `call`: a surface of the provider's file that costs something; `follow-up`: it asks what
 * became of one; `free`: it costs nothing; `unlisted`: nobody described it, so what it costs is unknown and not nothing.
 */
export type RouteKind = 'call' | 'follow-up' | 'free' | 'unlisted';

/** Where a request goes on. */
export interface Upstream {
  readonly provider: Provider;
  /** The provider's own host, also where a stand-in answers for it. */
  readonly host: string;
  /** What is connected to: `https://api.openai.com`. */
  readonly origin: string;
  /** As the client wrote it, from the `/` behind the provider on, with the query. */
  readonly path: string;
  readonly surface: Surface | null;
  readonly kind: RouteKind;
  /** What stood before `path`: `/t/<token>/openai`. Addresses in answers get it back. */
  readonly prefix: string;
}

/** Why a request leads nowhere. */
export type NoUpstream =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'unknown-provider'; readonly name: string }
  /** The provider's addresses have no one host: it must be named. `hosts`: those that it may be on. */
  | { readonly kind: 'needs-host'; readonly provider: Provider; readonly hosts: readonly string[] }
  | { readonly kind: 'foreign-host'; readonly provider: Provider; readonly hosts: readonly string[] }
  /** The path could mean one thing to us and another to the provider. */
  | { readonly kind: 'ambiguous-path' };

/** A request's target, taken apart. */
export interface Target {
  /** The token that stands in the path; null: none does. */
  readonly pathToken: string | null;
  /** `openai`, or `azure-openai@mine.openai.azure.com`. */
  readonly name: string;
  readonly prefix: string;
  /** From the `/` behind the name on, with the query. */
  readonly path: string;
}

/** Origins that answer in the place of a provider's own, by provider id or host: stand-ins, private mirrors. */
export type StandIns = Readonly<Record<string, string>>;

/** Takes `/t/<token>/<name>/<path>` apart; null: it is no such target, or it is one for a proxy (`http://…`). */
export function parseTarget(target: string): Target | null {
  const match = /^((?:\/t\/([^/?#]+))?\/([^/?#]+))(\/[^#]*)?$/.exec(target);
  const [, prefix, token, name, path] = match ?? [];
  if (prefix === undefined || name === undefined) return null;
  return { pathToken: token ?? null, name: readPart(name), prefix, path: path ?? '/' };
}

/** Where a request goes on. `method`: `WS` where a socket is asked for. */
export function findUpstream(method: string, target: Target, standIns: StandIns = {}): Upstream | NoUpstream {
  const named = readName(target.name);
  if (named === null) return { kind: 'unknown-provider', name: target.name };
  const { provider, host: wanted } = named;
  const path = plainPath(target.path);
  if (path === null) return { kind: 'ambiguous-path' };
  const calls = provider.surfaces.filter(({ kind }) => kind === 'call');
  const hosts = apiHosts(provider);
  if (wanted !== null && !isOneOf(hosts, wanted)) return { kind: 'foreign-host', provider, hosts };
  const fits = calls.filter((surface) => surface.method === method && isAtPath(surface, path));
  const there = fits.filter((surface) => wanted === null || isOneOf(surface.hosts, wanted));
  const surface = there[0] ?? endedEarly(calls, method, path);
  const host = wanted ?? firstHost(surface) ?? calls.map(firstHost).find((found) => found !== null) ?? null;
  if (host === null) return { kind: 'needs-host', provider, hosts };
  const origin = standIns[provider.id] ?? standIns[host] ?? originOf(provider, host);
  const kind = kindOf(method, path, surface);
  return { provider, host, origin, path: target.path, surface, kind, prefix: target.prefix };
}

/** Whether a request's path is one of these, as the provider would understand it. Stars as surfaces have them. */
export function isOnPaths({ path }: Pick<Upstream, 'path'>, patterns: readonly string[]): boolean {
  const plain = plainPath(path);
  return plain !== null && patterns.some((pattern) => isAtPath({ path: pattern, isPattern: true }, plain));
}

/** Whether a host is one at which the provider's API answers. */
export function isApiHost(provider: Provider, host: string): boolean {
  return isOneOf(apiHosts(provider), host);
}

/** What stands before the path of an address on this host, for the caller who came by `upstream`. */
export function prefixFor(upstream: Upstream, host: string): string {
  return host === upstream.host ? upstream.prefix : `${upstream.prefix.replace(/@[^/]*$/, '')}@${host}`;
}

function readName(name: string): { readonly provider: Provider; readonly host: string | null } | null {
  const whole = isUnsafeSite(name) ? null : findCalled(name);
  if (whole !== null) return { provider: whole, host: null };
  const at = name.indexOf('@');
  if (at < 1) return null;
  const before = readName(name.slice(0, at));
  return before === null || before.host !== null ? null : { provider: before.provider, host: name.slice(at + 1) };
}

/** Sites of families are anywhere; without https only on this machine. */
function isUnsafeSite(id: string): boolean {
  const [, familyId, hostname = '', port = ''] = /^([^@]+)@([^_]+)(?:_(\d+))?$/.exec(id) ?? [];
  const family = siteFamilies.find((candidate) => candidate.id === familyId);
  if (family === undefined) return false;
  return siteIdAt(family, { protocol: isThisMachine(hostname) ? 'http:' : 'https:', hostname, port }) !== id;
}

function apiHosts(provider: Provider): readonly string[] {
  const known = hostsOfApis.get(provider);
  if (known !== undefined) return known;
  const own = provider.surfaces.filter(({ kind }) => kind === 'call').flatMap(({ hosts }) => hosts);
  const hosts = [...new Set([...own, ...(provider.leadsTo?.hosts ?? [])])];
  hostsOfApis.set(provider, hosts);
  return hosts;
}

/** A provider does not change: one that a person described anew is another one. */
const hostsOfApis = new WeakMap<Provider, readonly string[]>();

function isOneOf(hosts: readonly string[], hostname: string): boolean {
  return isOnHost({ hosts, ports: null }, { protocol: 'https:', hostname, port: '', pathname: '/' });
}

function firstHost(surface: Surface | null): string | null {
  return surface?.hosts.find((host) => !host.startsWith('*')) ?? null;
}

function originOf(provider: Provider, host: string): string {
  const port = provider.surfaces.find(({ hosts }) => hosts.includes(host))?.ports?.[0] ?? null;
  return `${isThisMachine(host) ? 'http' : 'https'}://${host}${port === null ? '' : `:${port}`}`;
}

/**
 * The path as the provider will understand it: letters that need no `%` without, no `//`, no query. Null where `.` and `..`
 * stand for parts of it: a provider that resolves them would be asked for something that nobody reviewed.
 */
function plainPath(path: string): string | null {
  const plain = path
    .split('?', 1)[0]
    ?.replace(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
      const letter = String.fromCharCode(Number.parseInt(hex, 16));
      return /[\w.~:@!$&'()*+,;=-]/.test(letter) ? letter : whole;
    })
    .replace(/\/{2,}/g, '/');
  if (plain === undefined || /(^|\/|\\|%2f|%5c)\.{1,2}($|[/\\;]|%2f|%5c)/i.test(plain)) return null;
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

/** What ends work before its time answers as what asks for it does: what was done of it is told there. */
function endedEarly(calls: readonly Surface[], method: string, path: string): Surface | null {
  const asked = /^(.+)[/:]cancel$/.exec(path)?.[1];
  if (asked === undefined || method !== 'POST') return null;
  return calls.find((surface) => surface.isFollowUp === true && isAtPath(surface, asked)) ?? null;
}

function kindOf(method: string, path: string, surface: Surface | null): RouteKind {
  if (surface !== null) return surface.isFollowUp ? 'follow-up' : 'call';
  if (method !== 'WS' && (!/^(POST|PUT|PATCH)$/.test(method) || FREE.test(path))) return 'free';
  return 'unlisted';
}

/** What no provider bills by itself: counting, files that are handed in, ending what runs. */
const FREE =
  /(\/count_tokens|:countTokens|\/(de)?tokenize|\/files|\/uploads(\/[^/]+(\/(parts|complete|cancel))?)?|\/moderations|\/cancel|:cancel)$|^\/upload\//;

function readPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
