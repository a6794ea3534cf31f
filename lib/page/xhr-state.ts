import type { Surface } from '../domain/surface.ts';
import { NativeRequest } from './natives.ts';
import type { SentBody } from './xhr-body.ts';

/** What the page sees instead of the browser's state. */
export interface Mask {
  readonly readyState: number;
  /** Whether status, headers and body look as if no answer had come. */
  readonly hides: boolean;
}

/** One `open()` of an XMLHttpRequest to a place that may be priced. */
export interface XhrState {
  /** Arguments of the page's `open()`, for opening again. */
  readonly openArgs: readonly unknown[];
  readonly url: string;
  readonly isAsync: boolean;
  readonly find: () => Surface | null;
  /** What the page set, in its order. */
  readonly headers: (readonly [string, string])[];
  /**
   * `open`: not sent yet. `held`: the page has sent, the browser has not. `sent`: the browser's own affair.
   * `withheld`: an error answer is there, the page still waits. `over`: ended by us.
   */
  phase: 'open' | 'held' | 'sent' | 'withheld' | 'over';
  body: SentBody | null;
  /** When the page's `send()`, or the browser's, began; ms as of `now()`. */
  sentAt: number;
  /** Nothing of what happens is for the page's listeners. */
  isMuted: boolean;
  /** Sees each event before the page's listeners do. */
  onEvent: ((type: string, event: Event) => void) | null;
  /** The page leaves a request that waits or is under way: by `abort()` or another `open()`. */
  onLeave: ((reason: 'abort' | 'reopen') => void) | null;
  /** The page changed `timeout`. */
  onTimeoutSet: (() => void) | null;
  mask: Mask | null;
}

/** Whether the page has sent and must be told so, while the browser knows of nothing under way. */
export function isWaiting(state: XhrState): boolean {
  return state.phase === 'held' || state.phase === 'withheld';
}

/** A header the page set, by its lower-case name; null when it set none. */
export function headerIn(state: XhrState, name: string): string | null {
  for (const [key, value] of state.headers) if (key.toLowerCase() === name) return value;
  return null;
}

/** Makes a request like this one with another body; for what is sent apart from it. */
export function repeatXhr(withCredentials: boolean, state: XhrState): (body: string) => Request {
  const { headers, url, openArgs } = state;
  const credentials = withCredentials ? 'include' : 'same-origin';
  return (body) =>
    new NativeRequest(url, { method: String(openArgs[0]), headers: headers as [string, string][], body, credentials });
}
