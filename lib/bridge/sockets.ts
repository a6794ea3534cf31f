import type { WireId } from '../domain/call.ts';
import type { TapMessage } from '../page/protocol.ts';
import { findSurfaceById } from '../providers/page-registry.ts';
import { type Bridge, nextOwnNumber } from './bridge.ts';
import { bringPart, NOBODY_WAITS_MS_MAX } from './bring-part.ts';
import { type SocketDesk, socketWorld } from './socket-parts.ts';

/** Messages that wait for what follows sockets. */
const WAITING_MAX = 64;

/**
 * Takes what the tap says of sockets: each call over one becomes a call like any other, which `tell` is told of. Returns a
 * function that says whether a message was of a socket. What follows them is brought in for the first one, and nothing waits for
 * it; where it cannot be had, nothing is known of these calls.
 */
export function openSockets(
  { link, isOff }: Pick<Bridge, 'link' | 'isOff'>,
  tell: (message: TapMessage) => void,
): (message: TapMessage) => boolean {
  /** How the open ones are spoken, by the tap's number. */
  const open = new Map<number, WireId>();
  let waiting: [TapMessage, WireId][] = [];
  let desk: SocketDesk | undefined;

  const start = (): void => {
    desk ??= socketWorld.__tollkeeperSockets?.openSocketDesk({ tell, nextNumber: nextOwnNumber });
    // Of these nothing will ever be known, whatever comes for the next one.
    if (!desk) open.clear();
    for (const [message, wire] of waiting) desk?.(message, wire);
    waiting = [];
  };
  return (message) => {
    if (!('call' in message)) return false;
    const surface = message.kind === 'passed' ? findSurfaceById(message.surface) : null;
    if (surface?.method === 'WS' && surface.wire !== null) {
      if (isOff()) return true;
      open.set(message.call, surface.wire);
      if (!desk) void bringPart(link, 'bring-sockets', NOBODY_WAITS_MS_MAX).then(start);
    }
    const wire = open.get(message.call);
    if (wire === undefined) return false;
    if (desk) desk(message, wire);
    else if (waiting.length < WAITING_MAX) waiting.push([message, wire]);
    if (message.kind === 'outcome') open.delete(message.call);
    return true;
  };
}
