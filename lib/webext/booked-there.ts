import { namesOfHost } from '../domain/site.ts';
import { isOnHost } from '../domain/surface.ts';
import { findSurfaceById } from '../providers/registry.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { readLink } from './sync-companion.ts';

/**
 * Whether the companion that this browser is paired with has booked the call itself, because it was the gateway: its record comes with
 * the next exchange, and a second one would count the call twice. Nobody else's word is taken: any server can send that header.
 */
export async function isBookedThere(
  { bookedAs, surface }: Pick<RequestOf<'settle'>, 'bookedAs' | 'surface'>,
  { database, sender }: Pick<Desk, 'database' | 'sender'>,
): Promise<boolean> {
  if (bookedAs == null || sender.isPrivate) return false;
  const [link, place] = [await readLink(database), findSurfaceById(surface)];
  if (link === null || place === null) return false;
  const { protocol, hostname, port } = new URL(link.address);
  // Whoever paired with 127.0.0.1 may call localhost: that is the same gateway.
  return namesOfHost(hostname).some((name) => isOnHost(place, { protocol, hostname: name, port, pathname: '/' }));
}
