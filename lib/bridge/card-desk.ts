import type { CardAction, CardView } from '../domain/card.ts';
import type { Money } from '../domain/money.ts';
import { HELD_MS_MAX } from '../page/protocol.ts';
import type { CardHandle } from '../webext/page-ui.ts';
import type { BackgroundLink } from './background-link.ts';
import type { BridgeCall } from './call.ts';
import { loadPageUi, readLook } from './load-page-ui.ts';

/** A card on the screen and the calls that wait for it; the first is the one it speaks about. */
export interface OpenCard {
  readonly kind: 'ask' | 'refusal' | 'notice';
  readonly calls: readonly BridgeCall[];
  readonly view: CardView;
  /** What was usable when it opened; null: not known. */
  readonly usable: Money | null;
  /** When it was shown, ms of this document's clock. */
  readonly shownAt: number;
}

/** One card at a time: calls of the same kind join the open one, others wait until it is closed. */
export interface CardDesk {
  readonly current: () => OpenCard | null;
  /** False when no card can be shown here: the caller lets the call go. */
  readonly show: (card: Omit<OpenCard, 'shownAt'>) => Promise<boolean>;
  /** Adds a call to the open card; `view` replaces what it says. */
  readonly join: (call: BridgeCall, view: CardView) => void;
  readonly update: (view: CardView) => void;
  readonly setBusy: CardHandle['setBusy'];
  /** Puts a text on the clipboard, from the card, which says so. Empty texts and closed cards do nothing. */
  readonly copyText: (text: string) => Promise<void>;
  /** A call the page gave up on leaves its card; the last one closes it. */
  readonly leave: (call: BridgeCall) => void;
  readonly close: () => void;
}

/** The desk of one document. `onAction` is told what was clicked; a card left alone for too long counts as dismissed. */
export function openCardDesk(link: BackgroundLink, onAction: (card: OpenCard, action: CardAction) => void): CardDesk {
  const turns = openTurns();
  let card: OpenCard | null = null;
  // Null while the UI is still on its way: calls can join meanwhile.
  let handle: CardHandle | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Counts cards: while the UI is on its way to one, it may be closed and the desk go on to the next.
  let turn = 0;

  const close = (): void => {
    if (card === null) return;
    clearTimeout(timer);
    handle?.close();
    card = null;
    handle = null;
    turns.end();
  };
  const act = (action: CardAction): void => {
    if (card !== null) onAction(card, action);
  };
  const change = (next: OpenCard): void => {
    card = next;
    handle?.update(next.view);
  };
  const mount = async (own: number): Promise<boolean> => {
    const ui = await loadPageUi(link);
    const look = await readLook();
    if (ui === null || card === null || turn !== own) return false;
    handle = ui.showCard(card.view, { look, onAction: act });
    // Behind a notice nobody waits.
    if (card.kind !== 'notice') timer = setTimeout(() => act({ kind: 'dismiss' }), HELD_MS_MAX);
    return true;
  };
  return {
    current: () => card,
    show: async (next) => {
      await turns.take();
      turn += 1;
      const own = turn;
      card = { ...next, shownAt: performance.now() };
      // A card that cannot be built must not leave a desk that others would join, and wait at.
      const isShown = next.calls.some((call) => isWaiting(next.kind, call)) && (await mount(own).catch(() => false));
      if (!isShown && turn === own) close();
      return isShown;
    },
    join: (call, view) => {
      if (card !== null) change({ ...card, view, calls: [...card.calls, call] });
    },
    update: (view) => {
      if (card !== null) change({ ...card, view });
    },
    setBusy: (line) => handle?.setBusy(line),
    copyText: async (text) => {
      if (text !== '') await handle?.copyText(text);
    },
    leave: (call) => {
      if (card === null || !card.calls.includes(call)) return;
      card = { ...card, calls: card.calls.filter((other) => other !== call) };
      if (card.calls.length === 0) close();
    },
    close,
  };
}

/** Whether there is still something to say: a call may have left, or gone out, while its card waited for its turn. */
function isWaiting(kind: OpenCard['kind'], { state }: BridgeCall): boolean {
  return kind === 'ask' ? state === 'held' : state !== 'gone';
}

/** Lets one in at a time, in order. */
function openTurns(): { readonly take: () => Promise<void>; readonly end: () => void } {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    take: () => {
      if (isTaken) return new Promise((resolve) => waiting.push(resolve));
      isTaken = true;
      return Promise.resolve();
    },
    end: () => {
      const next = waiting.shift();
      if (next) next();
      else isTaken = false;
    },
  };
}
