import type { Revision } from './call.ts';
import type { Text } from './text.ts';

/** Who a copied report of a card is for; `us`: who makes Tollkeeper. */
export type ReportReader = 'us' | 'support' | 'relay';

/** What a button does. The bridge carries it out; the card only says which one was clicked. */
export type CardAction =
  /** Held call: let it go as it is. */
  | { readonly kind: 'send' }
  /** Held call: let it go changed. */
  | { readonly kind: 'send-revised'; readonly revision: Revision }
  /** Held call: the page sees an AbortError. Refusal: the page gets the original answer. */
  | { readonly kind: 'dismiss' }
  /** Opens one of our own links in a new tab; the card stays. */
  | { readonly kind: 'open'; readonly url: string }
  /** Opens our own list of calls, of this call's account only; the card stays. */
  | { readonly kind: 'open-calls' }
  /** Reads the balance again, and retries when it suffices. */
  | { readonly kind: 'check-and-retry' }
  /** Sends again, as it was or changed; the answer goes to the page. */
  | { readonly kind: 'retry'; readonly revision: Revision | null; readonly afterMs: number }
  /** Held or refused while the user's own calls run: goes when they have settled and it fits. */
  | { readonly kind: 'send-when-free' }
  /** Sends the records that were not sent. */
  | { readonly kind: 'send-rest' }
  | { readonly kind: 'copy-message' }
  /** Who will read it: the provider's support, or the owner of the relay. */
  | { readonly kind: 'copy-note'; readonly reader: Exclude<ReportReader, 'us'> }
  | { readonly kind: 'copy-answer' }
  /** "This was wrong": copies what the card was made of, for whoever looks into it; no content, no key. */
  | { readonly kind: 'copy-report' }
  /** "Which account does this key belong to?": that one. */
  | { readonly kind: 'link-key'; readonly account: string }
  /** "Not this account": the key is not that one's, though it was assumed. */
  | { readonly kind: 'deny-account'; readonly account: string }
  /** Forgets that answer. */
  | { readonly kind: 'unlink-key' }
  | { readonly kind: 'show-original' }
  /** "Don't ask below $X here": raises the user's own limit for the account. */
  | { readonly kind: 'raise-own-limit'; readonly unit: string; readonly nano: bigint }
  /** The same on a card about a shortage: no such card for calls that cost less. */
  | { readonly kind: 'quiet-below'; readonly unit: string; readonly nano: bigint }
  /** "Don't ask here again today": no card about repeated requests of this page's. */
  | { readonly kind: 'quiet-today' };

/** One button. */
export interface CardButton {
  readonly label: Text;
  readonly action: CardAction;
}

/**
 * A card, ready to be painted: at most three short lines, one primary button, at most two more, the rest under "More".
 * "Show the sum" and close are always there and are no buttons of this list.
 */
export interface CardView {
  readonly kind: 'ask' | 'refusal' | 'notice';
  /** Which of the causes it speaks about; for tests, styles and statistics, never shown. */
  readonly cause: CardCause;
  /** First is the heading. */
  readonly lines: readonly Text[];
  /** The arithmetic in full, a line each. */
  readonly sum: readonly Text[];
  /** The first is the primary button. */
  readonly buttons: readonly CardButton[];
  readonly more: readonly CardButton[];
  /** Whose wallet it speaks about, where that was not read: said, asked, or to be undone. Absent or null: it was read. */
  readonly whose?: { readonly line: Text; readonly buttons: readonly CardButton[] } | null;
  /** The provider's own words, for "Show original error"; null when there are none. Stays in the tab. */
  readonly original: string | null;
}

/** Why a card is shown. `unsure` says what it cannot tell. */
export const CARD_CAUSES = [
  'depleted',
  'not-enough',
  'frozen',
  'in-flight',
  'billing-mismatch',
  'key-limit',
  'org-limit',
  'supplier-empty',
  'rate-limit',
  'own-limit',
  'budget',
  'repeat',
  'token-limit',
  'too-long',
  'batch',
  'unsure',
] as const;

export type CardCause = (typeof CARD_CAUSES)[number];

/** One line by the composer: before sending, and after the answer. */
export interface ChipView {
  readonly text: Text;
  /** `short`: it will not go through; `unsure`: something is not known; `ok` and `done` are calm. */
  readonly mood: 'ok' | 'short' | 'unsure' | 'done';
  /** One of the provider's own pages, which a trusted click on the chip opens. Absent: it takes no click. */
  readonly url?: string;
}

/** A few short sentences by the composer, with buttons; the page goes on behind it. */
export interface LineView {
  /** The first is the heading. */
  readonly lines: readonly Text[];
  /** The sentence that changes each second, which nobody is read aloud; null: none does. */
  readonly count: Text | null;
  /** The first is the primary button. */
  readonly buttons: readonly CardButton[];
}
