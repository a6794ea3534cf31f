import type { Flight } from './flights.ts';
import { keepText } from './kept-text.ts';
import { capture, construct, listen, NativeProxy, NativeUrl, patterns, strings, unlisten } from './natives.ts';
import { FRAME_CHARS_MAX, FRAME_MARK } from './protocol.ts';
import { quietly } from './quietly.ts';
import type { TapParts } from './tap-parts.ts';

const NativeSocket = WebSocket;
const sockets = capture(WebSocket.prototype, 'url');
const messages = capture(MessageEvent.prototype, 'data');
const { isArray } = Array;

/** Where an address names the model (at Azure: what it was deployed as), and where it carries a key. */
const MODEL = /[?&](?:model|deployment)=([^&#]*)/;
const KEY = /[?&](?:key|api-key)=([^&#]*)/;
/** Browsers can send no header with a socket: a key goes as the name of a protocol. */
const KEY_PROTOCOL = 'openai-insecure-api-key.';
/** Longer ones are no keys, characters. */
const KEY_CHARS_MAX = 512;

/** Puts the tap before `WebSocket`. Sockets are looked at, never held or changed. */
export function tapSocket(owner: typeof globalThis, parts: TapParts): void {
  const proxy = new NativeProxy(NativeSocket, {
    construct(target, args, newTarget) {
      const socket = construct(target, args, newTarget) as WebSocket;
      quietly(() => watchSocket(socket, args[1], parts));
      return socket;
    },
  });
  parts.replace(owner, 'WebSocket', proxy, NativeSocket);
  parts.replace(NativeSocket.prototype, 'constructor', proxy, NativeSocket);
}

/** Passes the texts on that come over a socket to a surface; what is no text or very long is not looked at. */
function watchSocket(socket: WebSocket, protocols: unknown, { find, openPassing, post }: TapParts): void {
  const address = sockets.url(socket);
  const url = new NativeUrl(address);
  if (find('WS', url) === null) return;
  const key = keyIn(address, protocols);
  let flight: Flight | null = null;
  /** Before the settings are there it may not be known yet what this is. */
  const fly = (): Flight | null => {
    const surface = flight === null && find('WS', url);
    if (!surface) return flight;
    const named = patterns.exec(MODEL, address)?.[1] ?? '';
    flight = openPassing({ surface: { ...surface, named }, body: null, key, why: 'observed' });
    flight.cut = () => {
      kept.flush();
      flight?.settle({ kind: 'answer', isWhole: false });
      // The page may stay (it is kept to come back to): what follows is another call.
      flight = null;
    };
    return flight;
  };
  const kept = keepText((text) => {
    const open = fly();
    if (open === null) unlisten(socket, 'message', onMessage);
    else post({ kind: 'body', call: open.callNumber, status: 101, headers: {}, text, isAll: false });
  });
  const onMessage = (event: Event): void =>
    quietly(() => {
      // What the page dispatches itself came over no socket.
      const frame: unknown = event.isTrusted && messages.data(event as MessageEvent);
      if (typeof frame === 'string' && frame.length <= FRAME_CHARS_MAX) kept.add(FRAME_MARK + frame);
    });
  listen(socket, 'message', onMessage);
  listen(socket, 'close', (event) => {
    if (!event.isTrusted) return;
    kept.flush();
    flight?.settle({ kind: 'answer', isWhole: true });
  });
  fly();
}

/** The key that a socket is opened with; null when it has none. */
function keyIn(address: string, protocols: unknown): string | null {
  const names: readonly unknown[] = isArray(protocols) ? protocols : [protocols];
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    if (typeof name !== 'string' || strings.indexOf(name, KEY_PROTOCOL) !== 0) continue;
    return name.length > KEY_PROTOCOL.length + KEY_CHARS_MAX ? null : strings.slice(name, KEY_PROTOCOL.length);
  }
  const key = patterns.exec(KEY, address)?.[1];
  return key && key.length <= KEY_CHARS_MAX ? key : null;
}
