import type { Question } from './held-call.ts';
import { headers, newHeaders, strings } from './natives.ts';
import type { SentBody } from './xhr-body.ts';

/** One `open()` of an XMLHttpRequest to a place that may be priced. */
export interface XhrState {
  /** Arguments of the page's `open()`, for opening again. */
  readonly openArgs: readonly [method: string, url: string, isAsync: boolean, user?: string, password?: string];
  readonly find: Question['find'];
  /** What the page set, in its order. */
  readonly headers: (readonly [name: string, value: string])[];
  /**
   * `open`: not sent yet. `waiting`: the page has sent, and the browser knows of nothing under way: the call is held, or
   * its error answer withheld. `sent`: the browser's own affair, or over.
   */
  phase: 'open' | 'waiting' | 'sent';
  /** What the page has sent while it waits, and for a retry. */
  body: SentBody | null;
  /** When the page's `send()`, or the browser's, began; ms as of `now()`. */
  sentAt: number;
  /** Sees each event before the page's listeners do. */
  onEvent: ((type: string, event: Event) => void) | null;
  /** The page leaves a request that waits or is under way: by `abort()` or another `open()`. */
  onLeave: ((reason: 'abort' | 'reopen') => void) | null;
  /** The state the page sees; 1 while an error answer is withheld, which then is not seen at all; null: the browser's. */
  mask: number | null;
}

/** Gives each header the page set, in its order. */
export function eachHeader({ headers }: XhrState, give: (name: string, value: string) => void): void {
  for (let index = 0; index < headers.length; index++) {
    const header = headers[index] as XhrState['headers'][number];
    give(header[0], header[1]);
  }
}

/** A header the page set, by its lower-case name; null when it set none. */
export function headerIn(state: XhrState, name: string): string | null {
  let found: string | null = null;
  eachHeader(state, (each, value) => {
    if (found === null && strings.toLowerCase(each) === name) found = value;
  });
  return found;
}

/** All of them, in an object of ours. */
export function headersSet(state: XhrState): Headers {
  const all = newHeaders();
  eachHeader(state, (name, value) => headers.append(all, name, value));
  return all;
}

/** From here on the browser's own state is shown, and its events go to `onEvent`. */
export function enter(state: XhrState, phase: XhrState['phase'], onEvent: XhrState['onEvent'] = null): void {
  state.phase = phase;
  state.onEvent = onEvent;
  state.onLeave = null;
  state.mask = null;
}
