import { readModel } from '../../lib/wires/request-keys.ts';
import { socketWires } from '../../lib/wires/socket-registry.ts';
import type { ConversationEvent, ResponseMeter, SocketWire } from '../../lib/wires/wire.ts';
import { openFrames } from './frames.ts';
import type { Gateway } from './gateway.ts';
import type { CallEnd, CallOf } from './review-port.ts';

/** Looks at what a provider says over a socket: each response is a call of its own. */
export interface SocketMeter {
  readonly push: (chunk: Buffer) => void;
  /** As far as what was pushed can be read, the next byte begins a frame. */
  readonly isBetween: () => boolean;
  /** No response is under way. */
  readonly isIdle: () => boolean;
  /** It is closed: what was under way is cut. Resolves when all of it is told. */
  readonly end: () => Promise<void>;
}

/** A call over the socket that is under way. */
interface Spoken {
  readonly call: CallOf;
  readonly meter: ResponseMeter;
  readonly startedAt: number;
  /** When it was reviewed, which comes before it is settled. Never rejects. */
  readonly reviewed: Promise<void>;
}

const HEAD = { contentType: 'text/event-stream', headers: {} };

/** How calls over a socket of this surface are spoken; null: nobody knows, or they are not made over it. */
export function socketWireOf({ wire }: Pick<CallOf, 'wire'>): SocketWire | null {
  return Object.values(socketWires).find(({ id }) => id === wire) ?? null;
}

/**
 * Meters the calls over one socket, `opening` it. `stop` is called when one of them may not be made, or nobody can tell: what
 * was begun cannot be unsaid, only left, and is booked as far as it came.
 */
export function meterSocket(
  gateway: Gateway,
  {
    opening,
    wire,
    model,
    stop,
  }: { readonly opening: CallOf; readonly wire: SocketWire; readonly model: string | null; readonly stop: () => void },
): SocketMeter {
  const open = new Map<string, Spoken>();
  const telling = new Set<Promise<void>>();

  function begin(id: string, bodyText: string): void {
    const call: CallOf = { ...opening, callId: gateway.newCallId(), requestId: opening.callId, retry: null };
    const body = { kind: 'text', text: bodyText, bytes: Buffer.byteLength(bodyText) } as const;
    const { signal } = new AbortController();
    const reviewed = gateway.port.review({ ...call, body, signal, spoken: 'response' }).then(
      (answer) => (answer.kind === 'refuse' ? stop() : undefined),
      // Nobody can tell whether it may go on, and a budget wants to know.
      stop,
    );
    open.set(id, { call, meter: wire.openMeter(HEAD, null), startedAt: Date.now(), reviewed });
  }

  function end(id: string, how: CallEnd['how'], errorText: string | null): void {
    const spoken = open.get(id);
    if (spoken === undefined) return;
    open.delete(id);
    const { call, meter, startedAt } = spoken;
    const reading = meter.end();
    const told = spoken.reviewed
      .then(() =>
        gateway.port.settle({
          ...{ call, how, status: 200, headers: { 'x-request-id': id }, bookedAs: null, errorText: null },
          reading: errorText === null ? reading : { ...reading, errorText },
          ...{ startedAt, firstByteAt: startedAt, endedAt: Date.now() },
        }),
      )
      .catch(() => console.error('[gateway] a call over a socket could not be settled'))
      .finally(() => telling.delete(told));
    telling.add(told);
  }

  const conversation = wire.openConversation(readModel(model), (event: ConversationEvent) => {
    if (event.kind === 'begin') begin(event.id, event.bodyText);
    else if (event.kind === 'text') open.get(event.id)?.meter.push(event.text);
    else end(event.id, 'answer', event.errorText);
  });
  const frames = openFrames(conversation.push);
  return {
    push: frames.push,
    isBetween: frames.isBetween,
    isIdle: () => open.size === 0,
    async end() {
      for (const id of [...open.keys()]) end(id, 'cut-by-client', null);
      await Promise.all(telling);
    },
  };
}
