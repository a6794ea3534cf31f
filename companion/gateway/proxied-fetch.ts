import { fetch as fetchBy } from 'undici';
import { BOUNDS } from './bounds.ts';
import { type Environment, openDispatcher } from './open-dispatcher.ts';

/** `fetch` by the way to the network that the gateway's calls take. A fetch of Node's own knows no proxy. */
export function openProxiedFetch(environment: Environment): typeof fetch {
  const dispatcher = openDispatcher(environment, BOUNDS);
  return ((url: string, init: object) => fetchBy(url, { ...init, dispatcher })) as unknown as typeof fetch;
}
