import type { Description } from '../described/description.ts';
import type { AnswerWireId } from '../domain/call.ts';
import type { CardAction, CardView, ChipView, LineView } from '../domain/card.ts';
import type { ConsoleReaders } from '../domain/console-readers.ts';
import type { TokenCounter } from '../domain/count-tokens.ts';
import type { Meaning } from '../domain/read-by-meaning.ts';
import type { FailedResponse } from '../domain/read-refusal.ts';
import type { Recount } from '../domain/recount.ts';
import type { SitePrices } from '../domain/site-facts.ts';
import type { Language, Text } from '../domain/text.ts';
import type { PageProvider } from '../providers/provider.ts';
import type { MediaCount } from '../wires/input-count.ts';
import type { Wire } from '../wires/wire.ts';

/**
 * What the UI bundle offers to the bridge. It is brought into the frame's isolated world only when a chip or card is
 * shown (`scripting.executeScript`) and shares its globals; the page's MAIN world cannot see it.
 */
export interface PageUi {
  readonly showCard: (view: CardView, host: CardHost) => CardHandle;
  /** The chip never covers a control. */
  readonly showChip: (view: ChipView, place: ChipPlace, look: Look) => ChipHandle;
  /** Like the chip, with buttons: each click is looked at as one on a card is. */
  readonly showLine: (view: LineView, place: LinePlace, look: Look) => LineHandle;
}

/** How texts are rendered. `theme` null: follow the page (its background's lightness), else the system. */
export interface Look {
  readonly language: Language;
  readonly theme: 'light' | 'dark' | null;
}

/** Where a chip belongs, and what a trusted click on it does. */
export interface ChipPlace {
  /** The composer it speaks about; null: none, it stands in the corner at the end of the lines. */
  readonly anchor: Element | null;
  /** Null: it takes no clicks but those that open a page. */
  readonly onClick: (() => void) | null;
  /** Opens the page of the provider that the view names. Absent: nothing does. */
  readonly onOpen?: (url: string) => void;
}

/** Where a line belongs, and what hears of its buttons. */
export interface LinePlace extends Pick<ChipPlace, 'anchor'> {
  readonly onAction: (action: CardAction) => void;
}

/** What a card is given by the bridge. */
export interface CardHost {
  readonly look: Look;
  /** A trusted click, 500 ms after painting, card topmost; or the page removed the card twice (`dismiss`). */
  readonly onAction: (action: CardAction) => void;
  /** Whether the extension was updated, removed or switched off: what needs the background is then not asked for. Absent: it never is. */
  readonly link?: { readonly isGone: () => boolean };
}

/** What the bridge can do with a card that is shown. */
export interface CardHandle {
  /**
   * Replaces the content; the half second of dead keys starts again when anything of it changed, or when it stands for more
   * calls than before (`isForMore`).
   */
  readonly update: (view: CardView, isForMore?: boolean) => void;
  /** Says that something is under way (a balance read, a retry): buttons disabled, a line shown; null ends it. */
  readonly setBusy: (line: Text | null) => void;
  /**
   * Copies from inside the card, while the click that asked for it still counts: nothing outside a modal dialog can be
   * focused. Says `said`, or "Copied."; where the browser refuses, shows the text selected in a field and resolves to false.
   */
  readonly copyText: (value: string, said?: Text) => Promise<boolean>;
  /** Whether it is to be seen: a page may have taken it away, a browser may have closed it. */
  readonly isShown: () => boolean;
  readonly close: () => void;
}

/** What the bridge can do with a chip that is shown. */
export interface ChipHandle {
  readonly update: (view: ChipView) => void;
  readonly close: () => void;
}

/**
 * What the bundle that understands errors of any provider offers to the bridge. It is brought in likewise, and only when an
 * error came that the provider's own patterns do not know: no page carries it for nothing.
 */
export interface ErrorReader {
  readonly meaningOf: (response: FailedResponse) => Meaning | null;
}

/** What counts tokens, in a bundle that is brought in likewise before the first call or the first chip. */
export interface CounterParts {
  readonly openTokenCounter: () => TokenCounter;
  /** For a text that has a chip: it is counted with each key. */
  readonly openRecount: () => Recount;
}

/**
 * What the bridge needs on few pages, in a bundle that is brought in likewise: wires that are not everybody's, and what
 * makes providers of a person's descriptions.
 */
export interface RareParts {
  /** All but the one that is always there. */
  readonly wires: Readonly<Partial<Record<AnswerWireId, Wire>>>;
  readonly toProviders: (descriptions: readonly Description[]) => readonly PageProvider[];
}

/** What reads what a console says, in a bundle that is brought in likewise for the first console that says something. */
export interface PageReaders extends ConsoleReaders {
  /** What a site lists of its prices; null: nothing that could be understood. `readOn`: ISO day. */
  readonly readSitePrices: (family: { readonly id: string }, body: unknown, readOn: string) => SitePrices | null;
}

/** What the bridge needs where a request holds more than texts, in a bundle that is brought in for the first. */
interface MediaParts {
  readonly openMedia: () => MediaCount;
}

/** What the bridge can do with a line that is shown. */
export interface LineHandle {
  readonly update: (view: LineView) => void;
  readonly close: () => void;
}

/** Where a bridge leaves the answer to whether it still serves this document. */
export const BRIDGE_GLOBAL = '__tollkeeperBridge';

/** What our bundles leave for each other in a frame's isolated world. */
interface IsolatedWorld {
  __tollkeeperPageUi?: PageUi;
  __tollkeeperErrorReader?: ErrorReader;
  __tollkeeperRare?: RareParts;
  __tollkeeperMedia?: MediaParts;
  __tollkeeperReaders?: PageReaders;
  __tollkeeperCounter?: CounterParts;
  /** The bridge's, which what is brought in counts with (`page-providers-plugin`): one counter is enough. */
  __tollkeeperOpenCounter?: () => TokenCounter;
  [BRIDGE_GLOBAL]?: () => boolean;
}

/** This frame's isolated world. */
export const isolatedWorld = globalThis as typeof globalThis & IsolatedWorld;
