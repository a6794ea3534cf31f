import type { Count, Draft, Revision, Usage } from '../domain/call.ts';
import type { Surface } from '../domain/surface.ts';

/**
 * What crosses the MessagePort between the tap (MAIN world, hostile ground) and the bridge (isolated world).
 * `call` is a number the tap counts up per document; the bridge makes the real `callId` from it, so that a page can
 * neither guess nor replay one. Everything here is parsed and bounded by the bridge before it is believed.
 */

/** From the tap to the bridge. */
export type TapMessage =
  /** A priced call is held; the tap waits for `release`, `cancel` or `held`, at most `VERDICT_MS_MAX`. */
  | {
      readonly kind: 'review';
      readonly call: number;
      readonly surface: string;
      readonly draft: Draft;
      /** The raw key of the request, for the fingerprint; null when it has none. Goes no further than the bridge. */
      readonly key: string | null;
      /** Whether the page can still be given another answer after a refusal (fetch, async XHR; not beacon, sync). */
      readonly canRetry: boolean;
    }
  /** A priced call that is not held (sync XHR, sendBeacon, keepalive, body too large); recorded as unreviewed. */
  | {
      readonly kind: 'passed';
      readonly call: number;
      readonly surface: string;
      readonly draft: Draft | null;
      readonly key: string | null;
      readonly why: PassReason;
    }
  /** The request of `call` really left, with this draft (it differs from the reviewed one after a revision). */
  | { readonly kind: 'sent'; readonly call: number; readonly draft: Draft | null }
  | { readonly kind: 'outcome'; readonly call: number; readonly outcome: PageOutcome }
  /** The page gave up while the call was held: nothing was sent. */
  | { readonly kind: 'gone'; readonly call: number; readonly reason: 'abort' | 'timeout' | 'reopen' }
  /** A balance or key list the page itself loaded; at most `READING_CHARS_MAX`. */
  | { readonly kind: 'reading'; readonly surface: string; readonly url: string; readonly bodyText: string };

/** Why a priced call went out without a verdict. */
export type PassReason =
  | 'sync'
  | 'beacon'
  | 'keepalive'
  | 'body-too-large'
  | 'body-unread'
  | 'not-understood'
  | 'no-verdict'
  | 'off';

/** What the tap saw; refusals are recognised by the bridge, which has the patterns. */
export type PageOutcome =
  | {
      readonly kind: 'answer';
      readonly usage: Usage | null;
      readonly cost: string | null;
      readonly output: Count | null;
    }
  | { readonly kind: 'cut'; readonly usage: Usage | null; readonly cost: string | null; readonly output: Count | null }
  /** An HTTP error, or an error inside a good answer. The tap waits for `deliver` or `retry` when `isWithheld`. */
  | {
      readonly kind: 'failed';
      readonly status: number;
      /** Lower-case names; only `retry-after`, `content-type`, `x-request-id`, `request-id`. */
      readonly headers: Readonly<Record<string, string>>;
      /** At most `ERROR_CHARS_MAX`. */
      readonly bodyText: string;
      readonly isWithheld: boolean;
      readonly hasAnswerBegun: boolean;
      readonly output: Count | null;
    }
  /** No HTTP answer at all (network, CORS, opaque): `status` null. `reason` is never the page's text. */
  | { readonly kind: 'error'; readonly status: number | null };

/** From the bridge to the tap. */
export type BridgeMessage =
  /** Surfaces the user described, and whether this site is switched off. Sent first, once. */
  | { readonly kind: 'config'; readonly surfaces: readonly Surface[]; readonly isOff: boolean }
  /** A card is up: keep waiting (at most `HELD_MS_MAX`). */
  | { readonly kind: 'held'; readonly call: number }
  | { readonly kind: 'release'; readonly call: number; readonly revision: Revision | null }
  /** The user cancelled: AbortError for fetch, trusted abort for XHR; nothing is sent. */
  | { readonly kind: 'cancel'; readonly call: number }
  /** Hand over the withheld answer, byte for byte. */
  | { readonly kind: 'deliver'; readonly call: number }
  /** Send again through the page's own means; the page sees only the new answer. `next` numbers the new attempt. */
  | { readonly kind: 'retry'; readonly call: number; readonly next: number; readonly revision: Revision | null }
  /** Send the records that a `batch` revision left out; the answer is kept for `copy-answer`. */
  | { readonly kind: 'send-rest'; readonly call: number; readonly next: number }
  /** The text the user may copy (`message`: what they wrote, `answer`: the answer to the rest). Answered by `text`. */
  | { readonly kind: 'ask-text'; readonly call: number; readonly which: 'message' | 'answer' };

/** The tap's answer to `ask-text`; never leaves the bridge. */
export interface TextMessage {
  readonly kind: 'text';
  readonly call: number;
  readonly which: 'message' | 'answer';
  readonly text: string;
}

/** No verdict within this: the request goes out untouched, ms. */
export const VERDICT_MS_MAX = 400;
/** Until `config` has come, a priced-looking call waits this long at most, counted within the 400, ms. */
export const CONFIG_MS_MAX = 50;
/** A held call or a withheld refusal is let go after this, ms. */
export const HELD_MS_MAX = 600_000;
/** Request bodies above this go out unreviewed, bytes. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;
export const READING_CHARS_MAX = 256 * 1024;
export const ERROR_CHARS_MAX = 64 * 1024;
/** Calls the tap keeps the request of, for retry and rest; the oldest is forgotten. */
export const KEPT_CALLS_MAX = 32;
/** Name of the hand-over event on `document`; it carries the port and nothing else. */
export const HANDOVER_EVENT = 'tollkeeper:port';
/** Dispatched by a tap that starts after the bridge. Carries nothing. */
export const TAP_READY_EVENT = 'tollkeeper:tap';
