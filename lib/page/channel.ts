import { findInTable, isAtPath, matchPath, type Surface, type SurfaceTable, tableOf } from '../domain/surface.ts';
import { closeLink, isLinked, openLink, send } from './link.ts';
import { NativePromise, nativeSetTimeout, now, urls } from './natives.ts';
import { type BridgeMessage, CONFIG_MS_MAX, NAMED_CHARS_MAX, type TapMessage } from './protocol.ts';
import { tell, tellAll } from './waits.ts';

/*
 * The tap's side of the talk with the bridge. There is one in a document, as there is one `fetch`: it lives in this
 * module. Nothing here throws, but for what a page has broken.
 */

/** What the bridge asks for apart from answers to waiting calls. */
export type Command = Extract<BridgeMessage, { kind: 'send-rest' | 'read-again' }>;

/** How long what was read early is kept for the settings, ms. */
const EARLY_MS_MAX = 2000;
/** After a silence the bridge is not waited for within this, ms, unless it speaks: it may be gone, its port open. */
const SILENCE_MS = 30_000;

let builtIn: readonly Surface[];
let surfaces: readonly Surface[];
let table: SurfaceTable;
let isOff = false;
let isAwaited = true;
let isEarly = true;
let silentUntilMs = 0;
let lastCall = 0;
let stopWaiting: () => void;
const readiness = new NativePromise<void>((resolve) => {
  stopWaiting = () => {
    isAwaited = false;
    resolve();
  };
});

let endEarliness: () => void;
const earliness = new NativePromise<void>((resolve) => {
  endEarliness = () => {
    isEarly = false;
    resolve();
  };
});

/** Opens the talk on `target` (the document). */
export function openChannel(target: EventTarget, known: readonly Surface[], onCommand: (c: Command) => void): void {
  builtIn = known;
  surfaces = known;
  table = tableOf(known);
  const onMessage = (message: BridgeMessage): void => {
    silentUntilMs = 0;
    if (message.kind === 'config') configure(message);
    else if (message.kind === 'send-rest' || message.kind === 'read-again') onCommand(message);
    else tell(message.call, message);
  };
  openLink(target, onMessage, () => tellAll('silent'));
}

function configure(config: Extract<BridgeMessage, { kind: 'config' }>): void {
  const all: Surface[] = [];
  addAll(all, builtIn);
  addAll(all, config.surfaces);
  surfaces = all;
  table = tableOf(all);
  isOff = config.isOff;
  if (isOff) tellAll('silent');
  stopWaiting();
  endEarliness();
}

function addAll(all: Surface[], some: readonly Surface[]): void {
  for (let index = 0; index < some.length; index++) all[all.length] = some[index] as Surface;
}

/** Whether a call would be reviewed now: a port, the site not switched off, the bridge not silent. */
export function isAlive(): boolean {
  return !isOff && isLinked() && now() >= silentUntilMs;
}

/** Resolves when this site's settings have come, after `CONFIG_MS_MAX` at most; at once when they were waited for. */
export function ready(): Promise<void> {
  if (isAwaited) nativeSetTimeout(stopWaiting, CONFIG_MS_MAX);
  return readiness;
}

/**
 * Finds a built-in or described surface; null when it is none, or when nothing is to be reported: the site is switched
 * off, or another tap has taken over. Undefined before the settings are there, for a known path
 * on a host we do not know: it could be a described surface.
 */
export function find(method: string, url: URL): Surface | null | undefined {
  if (isOff) return null;
  // The getters of the page's `URL` may be its own.
  const place = {
    protocol: urls.protocol(url),
    hostname: urls.hostname(url),
    port: urls.port(url),
    pathname: urls.pathname(url),
  };
  const found = findInTable(table, method, place, globalThis.location);
  if (found?.isPattern) {
    const named = matchPath(found.path, place.pathname) ?? '';
    return { ...found, named: named.length > NAMED_CHARS_MAX ? '' : named };
  }
  return found ?? (isAwaited && looksPriced(method, place.pathname) ? undefined : null);
}

/**
 * Whether what is asked for now may turn out to be a reading that somebody described: consoles ask for balances while they
 * load, and the settings may come after that. Nothing waits for them; the answer is looked at by what is known then.
 */
export function mayBeReading(method: string): boolean {
  return isEarly && !isOff && method === 'GET';
}

/** Resolves when the settings are there, or `EARLY_MS_MAX` after it was first asked for; then nobody looks for them any more. */
export async function settingsCome(): Promise<void> {
  if (isEarly) nativeSetTimeout(endEarliness, EARLY_MS_MAX);
  await earliness;
}

function looksPriced(method: string, path: string): boolean {
  for (let index = 0; index < surfaces.length; index++) {
    const surface = surfaces[index];
    // A path that begins with a star is any path: nothing is to be told by it.
    if (surface?.method === method && surface.path[1] !== '*' && isAtPath(surface, path)) return true;
  }
  return false;
}

/** Numbers the next call of this document, from 1. */
export function nextCall(): number {
  return ++lastCall;
}

/** Tells the bridge, unless nothing is to be reported. Never throws. */
export function post(message: TapMessage): void {
  if (!isOff) send(message);
}

/** The bridge said nothing in time: for a while nobody is made to wait for it. */
export function noteSilence(): void {
  silentUntilMs = now() + SILENCE_MS;
}

/** For good: another tap has taken over; everything passes. */
export function retire(): void {
  isOff = true;
  closeLink();
  tellAll('silent');
}
