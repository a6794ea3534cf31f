import type { SeenRequest } from '../domain/recording-view.ts';
import { findSurface, parseOrigin, type Surface } from '../domain/surface.ts';
import type { TabCall } from '../domain/tab-call.ts';
import { findSurfaceById } from '../providers/registry.ts';

/** What the network says of a call; without that what its provider is known by. */
export interface Paired {
  readonly call: TabCall;
  readonly seen: SeenRequest | null;
  readonly address: { readonly method: string; readonly url: string };
}

/** A call is opened this much before or after its request begins, at most, ms: what was held begins when it is let go. */
const APART_MS_MAX = 5000;

/** Finds the request of each call: the nearest in time that went to its provider's address, each once. */
export function pairRequests(calls: readonly TabCall[], seen: readonly SeenRequest[]): readonly Paired[] {
  const left = new Set(seen);
  return calls.map((call) => {
    const surface = findSurfaceById(call.surface);
    const own = surface === null || call.state === 'unsent' ? null : nearest(left, call, surface);
    if (own !== null) left.delete(own);
    return { call, seen: own, address: addressOf(surface, call) };
  });
}

function nearest(left: ReadonlySet<SeenRequest>, { openedAt, origin }: TabCall, surface: Surface): SeenRequest | null {
  const page = parseOrigin(origin) ?? undefined;
  const distance = ({ startedAt }: SeenRequest): number => Math.abs(startedAt - openedAt);
  let found: SeenRequest | null = null;
  for (const one of left) {
    if (distance(one) > APART_MS_MAX || (found !== null && distance(one) >= distance(found))) continue;
    if (findSurface([surface], one.method, new URL(one.url), page) !== null) found = one;
  }
  return found;
}

/** Where a host or a part of the path may be anything, the star stands. */
function addressOf(surface: Surface | null, { origin }: TabCall): Paired['address'] {
  if (surface === null) return { method: 'POST', url: origin };
  const [host] = surface.hosts;
  const isSocket = surface.method === 'WS';
  const place = host === undefined ? origin : `${isSocket ? 'wss' : 'https'}://${host}`;
  return { method: isSocket ? 'GET' : surface.method, url: `${place}${surface.path}` };
}
