/**
 * Sites that were switched off, by origin. Permissions know no ports, so an origin without one stands for all ports of
 * its host; one with a port for that port alone.
 */

/** Whether nothing is to be looked at on pages of this origin. */
export function isSiteOff(sitesOff: readonly string[], origin: string): boolean {
  return sitesOff.includes(origin) || sitesOff.includes(withoutPort(origin));
}

/** The list with one site switched off, or on again; on with all that an origin without port stands for. */
export function switchSite(sitesOff: readonly string[], origin: string, isOn: boolean): readonly string[] {
  if (!isOn) return isSiteOff(sitesOff, origin) ? sitesOff : [...sitesOff, origin];
  const isWholeHost = withoutPort(origin) === origin;
  return sitesOff.filter(
    (site) => site !== origin && site !== withoutPort(origin) && !(isWholeHost && withoutPort(site) === origin),
  );
}

/** `http://127.0.0.1:4118` → `http://127.0.0.1`. */
export function withoutPort(origin: string): string {
  return origin.replace(/:\d+$/, '');
}

/** The match pattern of an origin's host, as permissions name it: patterns carry no ports (Firefox then matches nothing). */
export function permissionPattern(origin: string): string {
  return `${withoutPort(origin)}/*`;
}

/** Whether a host is this machine, and no other: what is said there is on no way where somebody else could be. */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|127\.0\.0\.1)$/.test(hostname);
}

/** By what names the same host is called: this machine has several, others their own. As addresses have them, `[::1]` in brackets. */
export function namesOfHost(hostname: string): readonly string[] {
  return LOOPBACK.includes(hostname) ? LOOPBACK : [hostname];
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a page of this origin falls under one of these patterns: one host, all below one (`*.host`), or all hosts. */
export function isCoveredBy(patterns: readonly string[], origin: string): boolean {
  const own = partsOf(permissionPattern(origin));
  return patterns.map(partsOf).some(({ scheme, host }) => {
    if (scheme !== own.scheme) return false;
    return host === '*' || host === own.host || (host.startsWith('*.') && own.host.endsWith(host.slice(1)));
  });
}

function partsOf(pattern: string): { readonly scheme: string; readonly host: string } {
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/]+)\/\*$/.exec(pattern) ?? [];
  return { scheme, host };
}

/** Whether the permission for this origin was given once and is gone. */
export function isSiteLost(sitesLost: readonly string[], origin: string): boolean {
  return sitesLost.includes(permissionPattern(origin));
}

/** What is lost when these permissions are left of those that were there: given again is lost no more. */
export function lostSites(given: {
  readonly lost: readonly string[];
  readonly before: readonly string[];
  readonly now: readonly string[];
}): readonly string[] {
  const { lost, before, now } = given;
  return [...new Set([...lost, ...before])].filter((pattern) => !now.includes(pattern)).slice(-SITES_LOST_MAX);
}

const SITES_LOST_MAX = 100;

/** "relay.example:8443" of an origin, or of a pattern that a browser is asked for: as people call it. */
export function hostOf(originOrPattern: string): string {
  return originOrPattern.replace(/^https?:\/\/|\/\*$/g, '');
}
