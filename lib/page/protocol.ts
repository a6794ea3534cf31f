import type { Surface } from '../domain/surface.ts';

/**
 * What crosses the MessagePort between the tap (MAIN world, hostile ground) and the bridge (isolated world).
 * `call` is a number the tap counts up per document; the bridge makes the real `callId` from it, so that a page can
 * neither guess nor replay one. Everything here is parsed and bounded by the bridge before it is believed.
 */

/** From the tap to the bridge. Bodies go as they are: only the bridge understands them, and they go no further. */
export type TapMessage =
  /** A priced call is held; the tap waits for `release`, `cancel` or `held`, at most `VERDICT_MS_MAX`. */
  | {
      readonly kind: 'review';
      readonly call: number;
      readonly surface: string;
      /** What the stars of the surface's path stood for; absent: it has none. */
      readonly named?: string;
      /** What the page sends; at most `BODY_BYTES_MAX` characters. */
      readonly bodyText: string;
      /** The raw key of the request, for the fingerprint; null when it has none. */
      readonly key: string | null;
      /** Whether the page can still be given another answer after a refusal (fetch, async XHR; not beacon, sync). */
      readonly canRetry: boolean;
    }
  /**
   * A priced call that is not held (sync XHR, sendBeacon, keepalive, body too large), or a socket or event source that was
   * opened (`observed`); recorded as unreviewed.
   */
  | {
      readonly kind: 'passed';
      readonly call: number;
      readonly surface: string;
      /** Of a socket: the model that its address names, encoded as it stands there. */
      readonly named?: string;
      /** Null when it could not be read. */
      readonly bodyText: string | null;
      readonly key: string | null;
      readonly why: PassReason;
    }
  /** The request of `call` really left, with the body that the bridge released it with. */
  | { readonly kind: 'sent'; readonly call: number }
  /** More of what came back, in the page's own order. */
  | {
      readonly kind: 'body';
      readonly call: number;
      readonly status: number;
      readonly headers: HeaderRecord;
      /** At most `TEXT_CHARS_MAX`. Of a socket: frames, each after a `FRAME_MARK`. */
      readonly text: string;
      /** This is all of the body, and replaces what came before. */
      readonly isAll: boolean;
    }
  | { readonly kind: 'outcome'; readonly call: number; readonly outcome: PageOutcome }
  /** Is anybody there? Asked of what is held or withheld; answered by `held`. */
  | { readonly kind: 'waiting'; readonly call: number }
  /**
   * Nobody waits any more: the page gave up, or `HELD_MS_MAX` has passed (`timeout`). A held call was not sent; a
   * withheld answer was handed over, unless the page has left.
   */
  | { readonly kind: 'gone'; readonly call: number; readonly reason: 'abort' | 'timeout' | 'reopen' }
  /** A balance, key or price list that the page itself loaded whole. */
  | {
      readonly kind: 'reading';
      readonly surface: string;
      readonly url: string;
      /** At most `READING_CHARS_MAX`. Empty: it was refused. */
      readonly text: string;
      /** When the page asked for it, ms of this document's clock: what it says is no newer than that. */
      readonly askedAt: number;
    }
  /** What `read-again` asked for could not be had. */
  | { readonly kind: 'unread'; readonly surface: string };

/** Why a priced call went out without a verdict. */
export type PassReason = 'sync' | 'beacon' | 'keepalive' | 'body-too-large' | 'body-unread' | 'no-verdict' | 'observed';

/** What the tap saw; what it means is read by the bridge, which has the wires and the patterns. */
export type PageOutcome =
  /**
   * A good status; its body came before, in `body` messages, as far as it was seen. Not `isWhole`: the page or the
   * network broke it off, or the document went away.
   */
  | { readonly kind: 'answer'; readonly isWhole: boolean }
  /** An HTTP error. The tap waits for `deliver` or `retry` when `isWithheld`. */
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly headers: HeaderRecord;
      /** At most `ERROR_CHARS_MAX`. */
      readonly bodyText: string;
      readonly isWithheld: boolean;
    }
  /** No HTTP answer at all (network, CORS, opaque). The page's own error text is not told. */
  | { readonly kind: 'error' };

/** Lower-case names; only those of `HEADERS_KEPT` (call-outcome.ts). */
export type HeaderRecord = Readonly<Record<string, string>>;

/** From the bridge to the tap. `bodyText` is what is sent instead of the page's own body; null: the page's own. */
export type BridgeMessage =
  /** Surfaces beside the built-in ones, and whether this site is switched off. Sent first, and again when it changes. */
  | { readonly kind: 'config'; readonly surfaces: readonly Surface[]; readonly isOff: boolean }
  /** A card is up, or still up: keep waiting (at most `HELD_MS_MAX` from the first). */
  | { readonly kind: 'held'; readonly call: number }
  | { readonly kind: 'release'; readonly call: number; readonly bodyText: string | null }
  /** The user cancelled: AbortError for fetch, trusted abort for XHR; nothing is sent. */
  | { readonly kind: 'cancel'; readonly call: number }
  /** Hand over the withheld answer, byte for byte. */
  | { readonly kind: 'deliver'; readonly call: number }
  /** Send again through the page's own means; the page sees only the new answer. `next` numbers the new attempt. */
  | { readonly kind: 'retry'; readonly call: number; readonly next: number; readonly bodyText: string | null }
  /** Send this beside the page, which does not see the answer: what a smaller batch has left out. */
  | { readonly kind: 'send-rest'; readonly call: number; readonly next: number; readonly bodyText: string }
  /** Read this path of the page's own server again, as the page does; the answer is a `reading` of this surface, or `unread`. */
  | { readonly kind: 'read-again'; readonly surface: string; readonly path: string };

/** What a path names beyond this is no model's name, and is not told, characters. */
export const NAMED_CHARS_MAX = 2048;
/** Set by the build for the tests: two browsers on two cores say nothing about how long a person has to wait. */
declare const __TESTING_VERDICT_MS__: number | undefined;

/** No verdict within this: the request goes out untouched, ms. */
export const VERDICT_MS_MAX: number = typeof __TESTING_VERDICT_MS__ === 'undefined' ? 400 : __TESTING_VERDICT_MS__;
/** Until `config` has come, a priced-looking call waits this long at most, counted within the 400, ms. */
export const CONFIG_MS_MAX = 50;
/** A held call or a withheld refusal is let go after this, ms. */
export const HELD_MS_MAX = 600_000;
/** Whoever waits asks this often whether the bridge is still there, ms. */
export const LOOK_MS = 5000;
/** Request bodies above this go out unreviewed, bytes. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Lists of prices are the longest. */
export const READING_CHARS_MAX = 1024 * 1024;
/** A `body` message carries at most this. */
export const TEXT_CHARS_MAX = 8 * 1024 * 1024;
export const ERROR_CHARS_MAX = 64 * 1024;
/** Stands before each frame of a socket: a character that no JSON has, as in RFC 7464. */
export const FRAME_MARK = '\u001e';
/** Longer frames are not looked at, characters. */
export const FRAME_CHARS_MAX = 1024 * 1024;
/** Calls the tap keeps the request of, for retry and rest; the oldest is forgotten. */
export const KEPT_CALLS_MAX = 32;
/** Name of the hand-over event on `document`; it carries the port and nothing else. */
export const HANDOVER_EVENT = 'tollkeeper:port';
/** Dispatched by a tap that starts after the bridge. Carries nothing. */
export const TAP_READY_EVENT = 'tollkeeper:tap';
