import * as v from 'valibot';
import { limitRate } from '../domain/limit-rate.ts';
import { type BridgeMessage, HANDOVER_EVENT, TAP_READY_EVENT, type TapMessage } from '../page/protocol.ts';
import { tapMessageSchema } from '../webext/schemas.ts';

/** Messages a page can make us handle in a minute; what is above is dropped and the calls go out unreviewed. */
const MESSAGES_PER_MINUTE_MAX = 1200;
/** Answers come in many pieces, a few a second each; what is above is not seen, and the cost an estimate. */
const BODIES_PER_MINUTE_MAX = 12_000;

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
  const isAllowed = limitRate<'port'>(MESSAGES_PER_MINUTE_MAX);
  const isBodyAllowed = limitRate<'port'>(BODIES_PER_MINUTE_MAX);
  const handOver = (): void => {
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (event: MessageEvent<unknown>) => {
      const message = v.safeParse(tapMessageSchema, event.data);
      if (!message.success) return;
      const isWithin = message.output.kind === 'body' ? isBodyAllowed : isAllowed;
      if (isWithin('port', performance.now())) onMessage(message.output as TapMessage);
    };
    const event = new MessageEvent(HANDOVER_EVENT, { ports: [channel.port2], cancelable: true });
    // The tap cancels what it takes. From then on nobody is answered: a page that asks later gets nothing.
    if (!document.dispatchEvent(event)) document.removeEventListener(TAP_READY_EVENT, handOver);
  };
  document.addEventListener(TAP_READY_EVENT, handOver, { once: true });
  handOver();
  return {
    post: (message) => port?.postMessage(message),
    close: () => {
      document.removeEventListener(TAP_READY_EVENT, handOver);
      port?.close();
      port = null;
    },
  };
}
