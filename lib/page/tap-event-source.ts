import type { Flight } from './flights.ts';
import { keepText } from './kept-text.ts';
import {
  apply,
  capture,
  construct,
  events,
  getPrototypeOf,
  listen,
  NativeProxy,
  NativeUrl,
  newMap,
  newWeakMap,
  strings,
} from './natives.ts';
import { FRAME_CHARS_MAX, type PageOutcome } from './protocol.ts';
import { quietly } from './quietly.ts';
import type { TapParts } from './tap-parts.ts';

const NativeSource = EventSource;
const sources = capture(EventSource.prototype, 'readyState', 'url');
const messages = capture(MessageEvent.prototype, 'data');
const messagePrototype = MessageEvent.prototype;
const CONNECTING = 0;
const CUT: PageOutcome = { kind: 'answer', isWhole: false };
const HEADERS = { 'content-type': 'text/event-stream' } as const;
/** Names of events that are looked at for one source, besides those a browser has. */
const NAMES_MAX = 64;

/** A source whose events are looked at. */
interface Watch {
  /** Events of this name are looked at from now on: the browser shows only those that somebody listens to. */
  readonly hear: (name: string) => void;
  /** The page has closed it. */
  readonly close: () => void;
}

const watches = newWeakMap<EventSource, Watch>();

/** Puts the tap before `EventSource`. Sources are looked at, never held or changed. */
export function tapEventSource(owner: typeof globalThis, parts: TapParts): void {
  const { prototype } = NativeSource;
  const proxy = new NativeProxy(NativeSource, {
    construct(target, args, newTarget) {
      const source = construct(target, args, newTarget) as EventSource;
      quietly(() => watchSource(source, parts));
      return source;
    },
  });
  parts.replace(owner, 'EventSource', proxy, NativeSource);
  parts.replace(prototype, 'constructor', proxy, NativeSource);
  parts.wrap(prototype, 'close', (self, args, native) => {
    const watch = watches.get(self);
    if (!watch) return null;
    return () => {
      apply(native, self, args);
      watch.close();
    };
  });
  // From the beginning, as all else: a page would notice a function that becomes another one with its first source.
  parts.wrap(EventTarget.prototype, 'addEventListener', (self, args) => {
    const name = args[0];
    if (typeof name === 'string') watches.get(self)?.hear(name);
    return null;
  });
}

/** Passes on what a source of a surface gives the page, as the event stream it came as. */
function watchSource(source: EventSource, { find, openPassing, post }: TapParts): void {
  const url = new NativeUrl(sources.url(source));
  const first = find('GET', url);
  if (first === null || (first && first.kind !== 'call')) return;
  let flight: Flight | null = null;
  let hasOpened = false;
  /** Before the settings are there it may not be known yet what this is. */
  const fly = (): Flight | null => {
    const surface = flight === null ? find('GET', url) : null;
    if (surface?.kind !== 'call') return flight;
    flight = openPassing({ surface, body: null, key: null, why: 'observed' });
    flight.cut = () => end(CUT);
    return flight;
  };
  const kept = keepText((text) => {
    const call = fly()?.callNumber;
    if (call !== undefined) post({ kind: 'body', call, status: 200, headers: HEADERS, text, isAll: false });
  });
  const end = (outcome: PageOutcome): void => {
    kept.flush();
    flight?.settle(outcome);
    flight = null;
  };
  const names = newMap<string, true>();
  let count = 0;
  const hear = (name: string): void => {
    if (names.has(name) || count++ >= NAMES_MAX) return;
    names.set(name, true);
    listen(source, name, onEvent);
  };
  const onEvent = (event: Event): void =>
    quietly(() => {
      // What the page dispatches itself came from no server.
      if (!event.isTrusted) return;
      // Not `instanceof`, whose answer a page can give. Nobody has had the event before us.
      if (getPrototypeOf(event) !== messagePrototype) return onChange(events.type(event));
      const data: unknown = messages.data(event as MessageEvent);
      if (typeof data === 'string' && data.length <= FRAME_CHARS_MAX) kept.add(toEvent(data));
    });
  /** The browser's own events; a server may call its messages the same. */
  const onChange = (type: string): void => {
    if (type === 'open') {
      hasOpened = true;
      // Connected anew, it is asked for anew.
      fly();
    } else {
      // The server has ended it, and the browser comes again; or it has given up.
      if (hasOpened) end({ kind: 'answer', isWhole: true });
      else if (sources.readyState(source) !== CONNECTING) end({ kind: 'error' });
      hasOpened = false;
    }
  };
  hear('message');
  hear('open');
  hear('error');
  watches.set(source, { hear, close: () => end(CUT) });
  fly();
}

/** The event as it stands in a stream. */
function toEvent(data: string): string {
  let text = '';
  for (let from = 0; ; ) {
    const at = strings.indexOf(data, '\n', from);
    if (at < 0) return `${text}data: ${strings.slice(data, from)}\n\n`;
    text += `data: ${strings.slice(data, from, at)}\n`;
    from = at + 1;
  }
}
