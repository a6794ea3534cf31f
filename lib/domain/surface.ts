import type { Meter, WireId } from './call.ts';
import type { Unit } from './money.ts';

/** How a metered wire counts: what in the request, and where the answer says what it took. Data only. */
export interface MeteredRule {
  /** What one unit is: what a price is set on. */
  readonly meter: Meter;
  readonly count: UnitCount;
  /** What makes each unit so many units more; all that hold add up. Absent: nothing does. */
  readonly extras?: readonly ExtraUnits[];
  /** Path of the model's name in the request. Absent: the price knows no models. */
  readonly model?: string;
  /**
   * Where the answer states its cost, a decimal: the first that is there counts. One whose unit is not said is in that of the
   * price, and counts only where all prices share one. Absent: nowhere.
   */
  readonly cost?: readonly (AnswerPlace | CostPlace)[];
  /** Where the answer states what it billed; of one meter the first that is there counts. Absent: nowhere. */
  readonly billed?: readonly BilledFigure[];
  /** Where the answer speaks of work that ends later. Absent: it ends with the answer. */
  readonly job?: JobRule;
}

/** How answers speak of work that waits in a queue. Paths and words; those that are not named say nothing. */
export interface JobRule {
  /** Which answer it is: to what began the work, of how far it is, or what came of it (that alone says what was billed). */
  readonly says: 'begun' | 'state' | 'result';
  /** Path of the work's number. Absent: the last part that the surface's stars stand for. */
  readonly id?: string;
  /** Path of the word for how far it is. */
  readonly at: string;
  /** Words for work that goes on, and for such that is over. */
  readonly goesOn: readonly string[];
  readonly ends: readonly string[];
}

/** What is counted in a request. Paths are those of {@link parsePath}; numbers are of any size, bounded by the wire. */
export type UnitCount =
  /** One for each call, whatever it carries. */
  | { readonly of: 'call' }
  /** The elements of an array (one that is no array is none), in groups of `per`; the last may be smaller. */
  | { readonly of: 'elements'; readonly path: string; readonly per?: number }
  /** A number, in groups of `per`; `default` is the provider's where the request gives none. Without one it is not known. */
  | { readonly of: 'number'; readonly path: string; readonly default?: number; readonly per?: number }
  /** The characters (Unicode code points) of texts, and of the texts in arrays. */
  | { readonly of: 'characters'; readonly paths: readonly string[] };

/**
 * Holds where there is something but `null`, `false` and `[]` at the path; with `has`, where that is this word, or a list
 * in which it stands, as itself or as the `type` of an object.
 */
export interface ExtraUnits {
  readonly path: string;
  readonly has?: string;
  readonly units: number;
}

/** A path into the answer (`$.usage.credits`), or the lower-case name of one of the `COST_HEADERS`. */
export type AnswerPlace = string;

/** Where an answer states its cost in a unit that is known. */
export interface CostPlace {
  readonly at: AnswerPlace;
  readonly unit: Unit;
}

/** A figure that the answer states. */
export interface BilledFigure {
  readonly meter: Meter;
  readonly at: AnswerPlace;
  /** What it is multiplied with to be whole: 1000 where seconds are stated and milliseconds counted. Absent: it is whole. */
  readonly times?: number;
}

/** Hosts and the ports on them. */
export interface Place {
  /** Exact host names, or `*.` followed by a suffix. */
  readonly hosts: readonly string[];
  /** First and last port allowed; null: the scheme's default port. Patterns of a manifest cannot carry ports. */
  readonly ports: readonly [number, number] | null;
  /** Where a testing build finds a stand-in besides; no other build contains one. */
  readonly testing?: Pick<Place, 'hosts' | 'ports'>;
}

/** A place where calls or balances pass. Data only: it crosses into the page, so it names no price, refusal or link. */
export interface Surface extends Place {
  /** Unique, `provider/name`. */
  readonly id: string;
  readonly provider: string;
  /** `site`: says what kind of site this is. `prices`, `groups`: what the site asks for its models, and whom. */
  readonly kind: 'call' | 'balance' | 'keys' | 'identity' | 'site' | 'prices' | 'groups';
  /** `WS`: a socket is opened there. */
  readonly method: 'GET' | 'POST' | 'WS';
  /** Exact path; with `isPattern`, `*` stands for one part of it and `**` at its end for the rest. */
  readonly path: string;
  readonly isPattern?: boolean;
  /** The model is what the stars stand for: the body does not name it. */
  readonly isModelInPath?: boolean;
  /** What they stood for in the request that it was found for; only there. */
  readonly named?: string;
  /** Null for surfaces that are only read. */
  readonly wire: WireId | null;
  readonly rule: MeteredRule | null;
  /** It asks what became of work that an earlier call began: nothing is billed for it, and it leaves no record. */
  readonly isFollowUp?: boolean;
  /** Who is signed in pays, whatever the request carries to prove that: it is no key. */
  readonly isSessionPaid?: boolean;
  /** On the page's own origin, whichever that is; `hosts` is then empty. */
  readonly isOwnOrigin?: boolean;
}

/** The parts of a URL that are compared; a `URL` is one. */
export interface Location {
  readonly protocol: string;
  readonly hostname: string;
  /** Empty for the scheme's own. */
  readonly port: string;
  readonly pathname: string;
}

/**
 * Finds the surface a request belongs to; null when it belongs to none. Called for every request of a watched page, and
 * in that page: so it and what it calls ask no method or iterator that a page could have patched.
 * @param page the page that asks; absent: surfaces of the page's own origin are not looked at.
 */
export function findSurface(
  surfaces: readonly Surface[],
  method: string,
  url: Location,
  page?: Location,
): Surface | null {
  for (let index = 0; index < surfaces.length; index++) {
    const surface = surfaces[index] as Surface;
    if (surface.method !== method || !isAtPath(surface, url.pathname)) continue;
    if (isOnHost(surface, url)) return surface;
    if (surface.isOwnOrigin && page !== undefined && isSameOrigin(url, page)) return surface;
  }
  return null;
}

/** Surfaces by where they are, so that a request to any other host costs next to nothing. */
export interface SurfaceTable {
  /** By exact host; without a prototype, which a page could have put something on. */
  readonly byHost: Readonly<Record<string, readonly Surface[] | undefined>>;
  /** Those on no host of their own: any below a suffix, the page's own, stand-ins. */
  readonly others: readonly Surface[];
}

/** The table of these surfaces; like {@link findSurface}, made without anything that a page could have patched. */
export function tableOf(surfaces: readonly Surface[]): SurfaceTable {
  const byHost = { __proto__: null } as unknown as Record<string, Surface[] | undefined>;
  const others: Surface[] = [];
  for (let index = 0; index < surfaces.length; index++) {
    const surface = surfaces[index] as Surface;
    if (!hasOnlyHosts(surface)) {
      others[others.length] = surface;
      continue;
    }
    for (let at = 0; at < surface.hosts.length; at++) {
      const host = surface.hosts[at] as string;
      const there = byHost[host] ?? [];
      there[there.length] = surface;
      byHost[host] = there;
    }
  }
  return { byHost, others };
}

function hasOnlyHosts({ hosts, testing, isOwnOrigin }: Surface): boolean {
  if (testing !== undefined || isOwnOrigin) return false;
  for (let index = 0; index < hosts.length; index++) if ((hosts[index] as string)[0] === '*') return false;
  return true;
}

/** As {@link findSurface}, in a table. */
export function findInTable(table: SurfaceTable, method: string, url: Location, page?: Location): Surface | null {
  const there = table.byHost[url.hostname];
  const found = there === undefined ? null : findSurface(there, method, url, page);
  return found ?? findSurface(table.others, method, url, page);
}

/** Whether a path is a surface's; the host is not looked at. */
export function isAtPath(surface: Pick<Surface, 'path' | 'isPattern'>, path: string): boolean {
  return surface.path === path || (surface.isPattern === true && matchPath(surface.path, path) !== null);
}

/**
 * What the stars of a path's pattern stand for, from the first to the last; empty where it has none; null: another path.
 * A star stands for at least one character, up to a `/` or to what follows it in the pattern; two for all that is left.
 */
export function matchPath(pattern: string, path: string): string | null {
  let at = 0;
  let from = -1;
  let to = -1;
  for (let index = 0; index < pattern.length; index++) {
    if (pattern[index] !== '*') {
      if (pattern[index] !== path[at++]) return null;
      continue;
    }
    const start = at;
    const isRest = pattern[index + 1] === '*';
    const stop = isRest ? undefined : pattern[index + 1];
    while (at < path.length && (isRest || (path[at] !== '/' && path[at] !== stop))) at++;
    if (at === start) return null;
    if (from < 0) from = start;
    to = at;
    if (isRest) break;
  }
  if (at !== path.length) return null;
  let found = '';
  for (let index = from; index >= 0 && index < to; index++) found += path[index];
  return found;
}

function isSameOrigin(a: Location, b: Location): boolean {
  return a.protocol === b.protocol && a.hostname === b.hostname && a.port === b.port;
}

/** Whether a place is on one of these hosts and ports; the path is not looked at. */
export function isOnHost(place: Place, url: Location): boolean {
  if (matchesHost(place, url.hostname) && matchesPort(place, url)) return true;
  return place.testing !== undefined && isOnHost(place.testing, url);
}

/** The parts of a web origin (`http://127.0.0.1:4118`); null for anything else, `null` and extension origins included. */
export function parseOrigin(origin: string): Location | null {
  const match = /^(https?:)\/\/([^\s/:@?#[\]]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/.exec(origin);
  const [, protocol, hostname, port = ''] = match ?? [];
  return protocol === undefined || hostname === undefined ? null : { protocol, hostname, port, pathname: '/' };
}

function matchesHost(place: Place, hostname: string): boolean {
  for (let index = 0; index < place.hosts.length; index++) {
    const host = place.hosts[index] as string;
    if (host === hostname || (host[0] === '*' && endsLike(hostname, host))) return true;
  }
  return false;
}

/** Whether a name ends as the pattern `*.suffix` does; the suffix alone does not. */
function endsLike(hostname: string, pattern: string): boolean {
  const before = hostname.length - pattern.length;
  if (before < 0) return false;
  for (let index = 1; index < pattern.length; index++) {
    if (hostname[before + index] !== pattern[index]) return false;
  }
  return true;
}

function matchesPort(place: Place, url: Location): boolean {
  if (place.ports === null) return url.port === '';
  const port = +(url.port || (url.protocol === 'https:' ? 443 : 80));
  return port >= place.ports[0] && port <= place.ports[1];
}
