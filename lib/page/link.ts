import { apply, call, getterOf, listen, unlisten } from './natives.ts';
import { type BridgeMessage, HANDOVER_EVENT, TAP_READY_EVENT, type TapMessage, type TextMessage } from './protocol.ts';

/** The tap's end of the port. */
export interface Link {
  readonly isUp: () => boolean;
  /** Kept until there is a port, the first `UNSENT_MAX` messages of them; dropped once the port is closed. */
  readonly post: (message: TapMessage | TextMessage) => void;
  /** Takes no other port from now on: the next one is for another tap. */
  readonly retire: () => void;
}

/** Messages kept until there is a port. */
const UNSENT_MAX = 16;

const { postMessage, start } = MessagePort.prototype;
const dataOf = getterOf(MessageEvent.prototype, 'data');
const portsOf = getterOf(MessageEvent.prototype, 'ports');
const { preventDefault, stopImmediatePropagation } = Event.prototype;
const { dispatchEvent } = EventTarget.prototype;

/**
 * Waits on `target` (the document) for the event that carries the port, and announces itself. The first port wins as
 * long as it is open. Its event goes to nobody else, and is `defaultPrevented`, so that a bridge whose event is
 * cancelable knows at once that its port was taken.
 */
export function openLink(target: EventTarget, onMessage: (message: BridgeMessage) => void, onDown: () => void): Link {
  let unsent: (TapMessage | TextMessage)[] = [];
  let port: MessagePort | null = null;

  const post: Link['post'] = (message) => {
    if (port !== null) quietly(() => apply(postMessage as (message: unknown) => void, port, [message]));
    else if (unsent.length < UNSENT_MAX) unsent[unsent.length] = message;
  };

  const adopt = (next: MessagePort): void => {
    port = next;
    listen(next, 'message', (event) => quietly(() => onMessage(dataOf(event as MessageEvent) as BridgeMessage)));
    listen(next, 'close', () => {
      if (port !== next) return;
      port = null;
      onDown();
    });
    call(start, next);
    const waiting = unsent;
    unsent = [];
    for (let index = 0; index < waiting.length; index++) post(waiting[index] as TapMessage);
  };

  const onHandOver = (event: Event): void =>
    quietly(() => {
      const next = portsOf(event as MessageEvent)[0];
      if (port !== null || next === undefined) return;
      call(preventDefault, event);
      call(stopImmediatePropagation, event);
      adopt(next);
    });

  listen(target, HANDOVER_EVENT, onHandOver);
  call(dispatchEvent, target, new Event(TAP_READY_EVENT));
  return { isUp: () => port !== null, post, retire: () => unlisten(target, HANDOVER_EVENT, onHandOver) };
}

/** Runs it; what it throws is ours to swallow, never the page's to see. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Nothing: a call that waits is let go by its timer.
  }
}
