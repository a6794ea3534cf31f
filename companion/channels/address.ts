import { BlockList, isIP } from 'node:net';
import * as v from 'valibot';

const ADDRESS_CHARS_MAX = 2048;

/** An address that notices are sent to: https, or http on this machine; no name or password in it. */
export const webAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(ADDRESS_CHARS_MAX, `it is longer than ${ADDRESS_CHARS_MAX} characters`),
  v.check(isWebAddress, 'it is an https address (http on this machine alone), without a user name in it'),
);

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** A field that is one line. */
export function line(charsMax: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, 'it is empty'),
    v.maxLength(charsMax, `it is longer than ${charsMax} characters`),
    v.check((text) => !/\p{Cc}/u.test(text), 'it is one line'),
  );
}

/** Where an address leads, without its path: that is where the secrets are. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** This machine, by a name or number that can be nothing else. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    (isIP(bare) === 4 && bare.startsWith('127.'))
  );
}

/** A number of somebody's own network (RFC 1918, 6598, 3927, 4193, 4291); names are not looked up. */
export function isPrivate(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  return family !== 0 && PRIVATE.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(net, prefix, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');
