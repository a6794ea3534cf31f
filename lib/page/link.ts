import { capture, events, listen, NativeEvent, targets, unlisten } from './natives.ts';
import { type BridgeMessage, HANDOVER_EVENT, TAP_READY_EVENT, type TapMessage } from './protocol.ts';
import { quietly } from './quietly.ts';

const ports = capture(MessagePort.prototype, 'postMessage', 'start');
const messages = capture(MessageEvent.prototype, 'data', 'ports');

let port: MessagePort | null = null;
let unlink: () => void;

/**
 * Waits on `target` (the document) for the event that carries the port, and announces itself. The first port wins as
 * long as it is open. Its event goes to nobody else, and is `defaultPrevented`, so that a bridge whose event is
 * cancelable knows at once that its port was taken.
 */
export function openLink(target: EventTarget, onMessage: (message: BridgeMessage) => void, onDown: () => void): void {
  const onHandOver = (event: Event): void =>
    quietly(() => {
      // No destructuring: an iterator could be the page's, and would be shown the port.
      const next = messages.ports(event as MessageEvent)[0];
      if (port !== null || next === undefined) return;
      events.preventDefault(event);
      events.stopImmediatePropagation(event);
      port = next;
      listen(next, 'message', (message) => quietly(() => onMessage(messages.data(message as MessageEvent))));
      listen(next, 'close', () => {
        port = null;
        onDown();
      });
      ports.start(next);
    });
  listen(target, HANDOVER_EVENT, onHandOver);
  unlink = () => unlisten(target, HANDOVER_EVENT, onHandOver);
  targets.dispatchEvent(target, new NativeEvent(TAP_READY_EVENT));
}

/** Whether there is an open port. */
export function isLinked(): boolean {
  return port !== null;
}

/** Dropped where there is no port: then nobody is there who could do anything with it. Never throws. */
export function send(message: TapMessage): void {
  const open = port;
  if (open !== null) quietly(() => ports.postMessage(open, message));
}

/** Takes no other port from now on: the next one is for another tap. */
export function closeLink(): void {
  unlink();
}
