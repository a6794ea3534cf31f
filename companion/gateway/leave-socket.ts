import type { Duplex } from 'node:stream';
import type { SocketMeter } from './meter-socket.ts';

/** Ends a conversation from here. */
export interface LeaveSocket {
  /** With this frame, where it cuts no other one. `waitMs`: a response under way may end first, so long at most. */
  readonly leave: (frame: Buffer, waitMs: number) => void;
}

/** So long a client may take to say that it has heard, ms. */
const HEARD_MS_MAX = 1000;

/** `meter` has looked at a piece before it is asked here whether the next frame begins. */
export function openLeave(client: Duplex, provider: Duplex, meter: SocketMeter): LeaveSocket {
  let last: Buffer | null = null;
  let isWaiting = false;
  const look = (): void => {
    if (last === null || client.writableEnded || !meter.isBetween() || (isWaiting && !meter.isIdle())) return;
    provider.unpipe(client);
    client.unpipe(provider);
    // What it goes on saying is heard by nobody; unread it would take the frame with it.
    client.resume();
    client.end(last);
    const gone = (): void => void provider.destroy();
    client.once('end', gone);
    setTimeout(gone, HEARD_MS_MAX).unref();
  };
  // After the piece itself was handed on.
  provider.on('data', () => queueMicrotask(look));
  return {
    leave(frame, waitMs) {
      if (last !== null) return;
      last = frame;
      isWaiting = waitMs > 0;
      if (isWaiting) {
        setTimeout(() => {
          isWaiting = false;
          look();
        }, waitMs).unref();
      }
      look();
    },
  };
}

/** A close frame (RFC 6455, 5.5.1). */
export function closeFrame(code: number, reason: string): Buffer {
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
  return Buffer.concat([Buffer.from([0x88, payload.byteLength]), payload]);
}
