import type { UsableNow } from '../domain/balance.ts';
import type { CardAction, CardView } from '../domain/card.ts';
import type { Text } from '../domain/text.ts';
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
  readonly usable: UsableNow | null;
  /** Which wallet pays for its calls; null: not known. */
  readonly wallet: string | null;
  /** When it was shown, ms of this document's clock. */
  readonly shownAt: number;
}

/** A card that is to be shown. */
export type NewCard = Omit<OpenCard, 'shownAt'>;

/** One card at a time: calls of the same kind and wallet join the open one, others wait until it is closed. */
export interface CardDesk {
  readonly current: () => OpenCard | null;
  /**
   * Shows a card when it is its turn, or adds its call to one of the same kind and wallet, open or waiting, which then says
   * what this one says. Resolves when it is shown or joined; where no card can be shown, after its calls were let go.
   */
  readonly show: (card: NewCard) => Promise<void>;
  /** What the open card says from now on; `payer`: its calls are paid from another wallet than was thought. */
  readonly update: (view: CardView, payer?: Pick<OpenCard, 'usable' | 'wallet'>) => void;
  /** What the card says under which this call is, open or waiting. */
  readonly updateOf: (call: BridgeCall, view: CardView) => void;
  readonly setBusy: CardHandle['setBusy'];
  /** Puts a text on the clipboard, from the card, which says so, or what is to be `said`. Empty texts and closed cards do nothing. */
  readonly copyText: (text: string, said?: Text) => Promise<void>;
  /** Whether the open card is to be seen: it is not where `dismiss` came because the page took it away. */
  readonly isShown: () => boolean;
  /** A call that the page gave up on, or that went out, leaves its card; the last one closes it. */
  readonly leave: (call: BridgeCall) => void;
  readonly close: () => void;
}

/** Whom the desk tells. */
export interface CardDeskHost {
  /** What was clicked; a card left alone for too long counts as dismissed. */
  readonly onAction: (card: OpenCard, action: CardAction) => void;
  /** No card can be shown for these calls: they are to go. */
  readonly onUnshown: (calls: readonly BridgeCall[]) => void;
  /** A card is shown that had to wait: what it says may have changed meanwhile. */
  readonly onLate: () => void;
}

/** The desk of one document. */
export function openCardDesk(link: BackgroundLink, { onAction, onUnshown, onLate }: CardDeskHost): CardDesk {
  const turns = openTurns();
  /** Cards that wait for their turn, in order. */
  const line: { card: NewCard }[] = [];
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
    const isForMore = next.calls.some((call) => !card?.calls.includes(call));
    card = next;
    handle?.update(next.view, isForMore);
  };
  const mount = async (own: number): Promise<boolean> => {
    const ui = await loadPageUi(link);
    const look = await readLook();
    if (ui === null || card === null || turn !== own) return false;
    handle = ui.showCard(card.view, { look, onAction: act, link });
    // Behind a notice nobody waits.
    if (card.kind !== 'notice') timer = setTimeout(() => act({ kind: 'dismiss' }), HELD_MS_MAX);
    return true;
  };
  const join = (next: NewCard): boolean => {
    if (card !== null && isJoining(next, card)) {
      change(joined(card, next));
      return true;
    }
    const place = line.find((other) => isJoining(next, other.card));
    if (place) place.card = joined(place.card, next);
    return place !== undefined;
  };
  const showInTurn = async (next: NewCard): Promise<void> => {
    const place = { card: next };
    line.push(place);
    const isLate = await turns.take();
    line.splice(line.indexOf(place), 1);
    turn += 1;
    const own = turn;
    card = { ...withoutGone(place.card), shownAt: performance.now() };
    // A card that cannot be built must not leave a desk that others would join, and wait at.
    const isShown = card.calls.length > 0 && (await mount(own).catch(() => false));
    if (isShown && isLate) onLate();
    if (isShown || turn !== own) return;
    const calls = card?.calls ?? [];
    close();
    onUnshown(calls);
  };
  return {
    current: () => card,
    show: async (next) => {
      if (!join(next)) await showInTurn(next);
    },
    update: (view, payer) => {
      if (card !== null) change({ ...card, ...payer, view });
    },
    updateOf: (call, view) => {
      if (card?.calls.includes(call)) return change({ ...card, view });
      const place = line.find((other) => other.card.calls.includes(call));
      if (place) place.card = { ...place.card, view };
    },
    setBusy: (line) => handle?.setBusy(line),
    copyText: async (text, said) => {
      if (text !== '') await handle?.copyText(text, said);
    },
    isShown: () => handle?.isShown() ?? false,
    leave: (call) => {
      if (card === null || !card.calls.includes(call)) return;
      card = { ...card, calls: card.calls.filter((other) => other !== call) };
      if (card.calls.length === 0) close();
    },
    close,
  };
}

/** Notices are of one call each. */
function isJoining(next: NewCard, card: NewCard): boolean {
  return next.kind !== 'notice' && next.kind === card.kind && next.wallet === card.wallet;
}

function joined<T extends NewCard>(card: T, { calls, view }: NewCard): T {
  return { ...card, view, calls: [...withoutGone(card).calls, ...calls] };
}

/** Without calls of which there is nothing more to say: they may have left, or gone out, while the card waited. */
function withoutGone<T extends NewCard>(card: T): T {
  // What is only told is told of what is over, too.
  if (card.kind === 'notice') return card;
  const isWaiting = ({ state }: BridgeCall): boolean => (card.kind === 'ask' ? state === 'held' : state !== 'gone');
  return { ...card, calls: card.calls.filter(isWaiting) };
}

/** Lets one in at a time, in order; tells whether it had to wait. */
function openTurns(): { readonly take: () => Promise<boolean>; readonly end: () => void } {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    take: () => {
      if (isTaken) return new Promise((resolve) => waiting.push(() => resolve(true)));
      isTaken = true;
      return Promise.resolve(false);
    },
    end: () => {
      const next = waiting.shift();
      if (next) next();
      else isTaken = false;
    },
  };
}
