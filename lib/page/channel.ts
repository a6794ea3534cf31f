import { findSurface, type Surface } from '../domain/surface.ts';
import { openLink } from './link.ts';
import { NativePromise, now, startTimer } from './natives.ts';
import { type BridgeMessage, CONFIG_MS_MAX, type TapMessage, type TextMessage } from './protocol.ts';
import { type LeaveReason, openWaits, type Wait } from './waits.ts';

/** What the bridge asks for apart from answers to waiting calls. */
export type Command = Extract<BridgeMessage, { kind: 'send-rest' | 'ask-text' }>;

/** The tap's side of the talk with the bridge. Nothing here throws. */
export interface Channel {
  /** Whether a call would be reviewed now: a port, the site not switched off, the bridge not silent. */
  readonly isAlive: () => boolean;
  /** Whether anything is to be reported: false when the site is switched off or another tap has taken over. */
  readonly isOn: () => boolean;
  /** Resolves when this site's settings have come, after `CONFIG_MS_MAX` at most; at once when they were waited for. */
  readonly ready: () => Promise<void>;
  /** Finds a built-in or described surface. */
  readonly find: (method: string, url: URL) => Surface | null;
  /** Before the settings are there: a known path on a host we do not know, which could be a described surface. */
  readonly mayBecome: (method: string, url: URL) => boolean;
  /** Whether any surface has this method. */
  readonly hasMethod: (method: string) => boolean;
  readonly nextCall: () => number;
  readonly post: (message: TapMessage | TextMessage) => void;
  /** Waits for the bridge's word on a call; `leave` also tells the bridge that the page is gone. */
  readonly wait: (callNumber: number, timeoutMs: number) => Wait;
  /** The bridge said nothing in time: for a while nobody is made to wait for it. */
  readonly noteSilence: () => void;
  /** The document goes away: every call that waits is left. */
  readonly leaveAll: () => void;
  /** For good: another tap has taken over; everything passes. */
  readonly retire: () => void;
}

/** After a silence the bridge is not waited for again within this, ms; doubled with each one, as far as the maximum. */
const SILENCE_MS = 10_000;
const SILENCE_MS_MAX = 320_000;

/** Opens the talk on `target` (the document). */
export function openChannel(
  target: EventTarget,
  builtIn: readonly Surface[],
  onCommand: (c: Command) => void,
): Channel {
  const waits = openWaits();
  const settings = openSettings(builtIn);
  const silence = openSilence();
  let isRetired = false;
  let lastCall = 0;

  const onMessage = (message: BridgeMessage): void => {
    silence.end();
    if (message.kind === 'config') {
      settings.set(message.surfaces, message.isOff);
      if (message.isOff) waits.tellAll({ kind: 'silent' });
    } else if (message.kind === 'send-rest' || message.kind === 'ask-text') onCommand(message);
    else waits.tell(message, message.call);
  };

  const link = openLink(target, onMessage, () => waits.tellAll({ kind: 'silent' }));
  const isOn = (): boolean => !isRetired && !settings.isOff();
  const post: Channel['post'] = (message) => {
    if (isOn()) link.post(message);
  };

  return {
    isAlive: () => isOn() && link.isUp() && !silence.isOn(),
    isOn,
    ready: settings.ready,
    find: (method, url) => findSurface(settings.surfaces(), method, url),
    mayBecome: (method, url) =>
      settings.isAwaited() && settings.surfaces().some((s) => s.method === method && s.path === url.pathname),
    hasMethod: (method) => settings.surfaces().some((surface) => surface.method === method),
    nextCall: () => ++lastCall,
    post,
    wait(callNumber, timeoutMs) {
      const wait = waits.open(callNumber, timeoutMs);
      const leave = (reason: LeaveReason): boolean => {
        const isWaiting = wait.leave(reason);
        if (isWaiting) post({ kind: 'gone', call: callNumber, reason });
        return isWaiting;
      };
      return { answer: wait.answer, leave };
    },
    noteSilence: silence.begin,
    leaveAll: () => waits.tellAll({ kind: 'left', reason: 'abort' }),
    retire() {
      isRetired = true;
      link.retire();
      waits.tellAll({ kind: 'silent' });
    },
  };
}

interface Settings {
  readonly surfaces: () => readonly Surface[];
  readonly isOff: () => boolean;
  readonly isAwaited: () => boolean;
  readonly ready: () => Promise<void>;
  readonly set: (described: readonly Surface[], isOff: boolean) => void;
}

/** What the bridge sends first: the surfaces the user described, and whether the site is switched off. */
function openSettings(builtIn: readonly Surface[]): Settings {
  let surfaces = builtIn;
  let isOff = false;
  let isAwaited = true;
  let onReady: () => void = () => {};
  const readiness = new NativePromise<void>((resolve) => {
    onReady = resolve;
  });
  const stopWaiting = (): void => {
    isAwaited = false;
    onReady();
  };
  return {
    surfaces: () => surfaces,
    isOff: () => isOff,
    isAwaited: () => isAwaited,
    ready() {
      if (isAwaited) startTimer(stopWaiting, CONFIG_MS_MAX);
      return readiness;
    },
    set(described, isNowOff) {
      surfaces = builtIn.concat(described);
      isOff = isNowOff;
      stopWaiting();
    },
  };
}

/** A bridge that is gone may leave its port open and never answer again: then nobody is made to wait for it. */
function openSilence(): { readonly isOn: () => boolean; readonly begin: () => void; readonly end: () => void } {
  let untilMs = 0;
  let lengthMs = SILENCE_MS;
  return {
    isOn: () => now() < untilMs,
    begin() {
      untilMs = now() + lengthMs;
      lengthMs = Math.min(lengthMs * 2, SILENCE_MS_MAX);
    },
    end() {
      untilMs = 0;
      lengthMs = SILENCE_MS;
    },
  };
}
