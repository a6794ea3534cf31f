import type { IncomingMessage } from 'node:http';
import { headerOf } from './read-caller.ts';

/** Whom the gateway serves. */
export interface DoorRules {
  /** Names that requests may be addressed to besides those of this machine, without a port. */
  readonly hosts: readonly string[];
  /** Origins of pages that may call; none unless somebody names them. */
  readonly origins: readonly string[];
}

/** Why a request is turned away before it is looked at. */
export type TurnedAway = 'no-host' | 'several-hosts' | 'foreign-host' | 'foreign-page';

/**
 * Whether a request is meant for this gateway and comes from no page that nobody allowed. Any site can have a name that leads
 * to 127.0.0.1, and its page may then ask here as if we were that site (DNS rebinding): the Host tells. Any page may post
 * here blindly: browsers say Origin, or at least where from.
 */
export function judgeDoor(
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  rules: DoorRules,
): TurnedAway | null {
  const host = headers.host;
  if (host === undefined || host === '') return 'no-host';
  // Node keeps the first and says nothing; whoever stands before us may have gone by the last (RFC 9112, section 3.2).
  if (hasSeveralHosts(rawHeaders)) return 'several-hosts';
  const name = /^(\[[\da-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
  if (name === undefined || !(isLoopbackName(name) || rules.hosts.includes(name))) return 'foreign-host';
  const origin = headerOf(headers, 'origin');
  if (origin !== null) return rules.origins.includes(origin) ? null : 'foreign-page';
  const site = headerOf(headers, 'sec-fetch-site');
  return site === null || site === 'none' || site === 'same-origin' ? null : 'foreign-page';
}

/** `rawHeaders`: names and values in turn. */
function hasSeveralHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

/** Whether an Origin is that of a browser's extension: no page can have one. */
export function isExtensionOrigin(origin: string): boolean {
  return /^(?:chrome|moz)-extension:\/\/[\w-]{1,64}$/.test(origin);
}

/** Whether a browser says that somebody opens an address in a tab: the page that led there gets nothing of the answer. */
export function isOpened({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  const isNavigation = headerOf(headers, 'sec-fetch-mode') === 'navigate';
  const isTab = headerOf(headers, 'sec-fetch-dest') === 'document';
  return method === 'GET' && headerOf(headers, 'origin') === null && isNavigation && isTab;
}

/**
 * Whether a page of ours sends a form: its Origin is the very name that it asks. Whoever judges the door has found that name to be
 * ours; what comes of the form is for its own proof to say.
 */
export function isOwnForm({
  method,
  headers,
  socket,
}: Pick<IncomingMessage, 'method' | 'headers' | 'socket'>): boolean {
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  const site = headerOf(headers, 'sec-fetch-site');
  const isSame = headerOf(headers, 'origin') === `${scheme}://${headers.host}`;
  return method === 'POST' && isSame && (site === null || site === 'same-origin');
}

/** Names under which no other machine can be meant. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/** Whether the other end of a connection is this machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^(::ffff:)?127\./.test(address));
}

/** The answer to a browser that asks whether an allowed page may call; null: it asks something else. */
export function preflightHeaders({
  headers,
  method,
}: Pick<IncomingMessage, 'headers' | 'method'>): Readonly<Record<string, string>> | null {
  const asked = headerOf(headers, 'access-control-request-method');
  if (method !== 'OPTIONS' || asked === null || headerOf(headers, 'origin') === null) return null;
  return {
    ...pageHeaders({ headers }),
    'access-control-allow-methods': asked,
    'access-control-allow-headers': headerOf(headers, 'access-control-request-headers') ?? '*',
    'access-control-allow-private-network': 'true',
    'access-control-max-age': '600',
  };
}

/** What lets an allowed page read an answer. */
export function pageHeaders({ headers }: Pick<IncomingMessage, 'headers'>): Readonly<Record<string, string>> {
  const origin = headerOf(headers, 'origin');
  if (origin === null) return {};
  return { 'access-control-allow-origin': origin, vary: 'origin', 'access-control-expose-headers': '*' };
}
