import * as v from 'valibot';
import { type BridgeMessage, HANDOVER_EVENT, TAP_READY_EVENT, type TapMessage } from '../page/protocol.ts';
import { limitMessages } from './limit-messages.ts';
import { tapMessageSchema } from './tap-schema.ts';

/** The bridge’s end of the port; after `close` the tap lets everything pass. */
export interface TapChannel {
  readonly post: (message: BridgeMessage) => void;
  readonly close: () => void;
}

/**
 * Hands a port to the tap and reads what it says. Whichever of the two scripts starts first announces itself; both
 * happen synchronously before any script of the page. The page may get at the port later: everything is parsed here.
 */
export function openTapChannel(onMessage: (message: TapMessage) => void): TapChannel {
  let port: MessagePort | null = null;
  const limit = limitMessages();
  const handOver = (): void => {
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (event: MessageEvent<unknown>) => {
      const parsed = v.safeParse(tapMessageSchema, event.data);
      if (!parsed.success) return;
      const message = parsed.output as TapMessage;
      // Whoever could answer is there. It is no call: no limit is used up.
      if (message.kind === 'waiting') port?.postMessage({ kind: 'held', call: message.call } satisfies BridgeMessage);
      else if (limit.isWithin(message, performance.now())) onMessage(message);
    };
    const event = new MessageEvent(HANDOVER_EVENT, { ports: [channel.port2], cancelable: true });
    // The tap cancels what it takes. From then on nobody is answered: a page that asks later gets nothing.
    if (!document.dispatchEvent(event)) document.removeEventListener(TAP_READY_EVENT, handOver);
  };
  document.addEventListener(TAP_READY_EVENT, handOver, { once: true });
  handOver();
  return {
    post: (message) => {
      limit.note(message);
      port?.postMessage(message);
    },
    close: () => {
      document.removeEventListener(TAP_READY_EVENT, handOver);
      port?.close();
      port = null;
    },
  };
}
