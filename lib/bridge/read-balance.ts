import type { Bridge } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import { balancePath } from './read-console.ts';

/** Who waits for a balance, by the surface that the tap was asked for. */
const waiting = new Map<string, Set<(isRead: boolean) => void>>();

/**
 * Has the console's own balance read repeated, as the page itself asks for it. False: this page is no console of the
 * provider, or it did not answer within `msMax` with a balance.
 */
export function readBalanceAgain(bridge: Bridge, call: BridgeCall, msMax: number): Promise<boolean> {
  const place = balancePath(call.surface);
  if (place === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const asked = waiting.get(place.surface) ?? new Set();
    waiting.set(place.surface, asked.add(resolve));
    setTimeout(() => {
      asked.delete(resolve);
      resolve(false);
    }, msMax);
    if (asked.size === 1) bridge.channel.post({ kind: 'read-again', ...place });
  });
}

/** Tells who waits that an answer of this surface was read, by then known to the background, or could not be. */
export function endReading(surface: string, isRead: boolean): void {
  for (const resolve of waiting.get(surface) ?? []) resolve(isRead);
  waiting.delete(surface);
}
