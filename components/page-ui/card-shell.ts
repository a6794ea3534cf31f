import type { CardAction } from '../../lib/domain/card.ts';
import { type ClickGuard, openClickGuard } from './click-guard.ts';
import { makeHost } from './host.ts';

/** The page may make our element inert; after so many repairs we stop arguing. */
const REPAIRS_MAX = 50;
/** Coming back on top happens at most this often, ms: a page may open popovers without end. */
const RAISE_MS_MIN = 100;
/** What must not reach the page from inside the card: its key handlers would act on it. */
const LEAKING = [
  ...['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'change', 'copy', 'cut', 'paste', 'contextmenu'],
  ...['click', 'dblclick', 'auxclick', 'mousedown', 'mouseup', 'mousemove', 'mouseover', 'mouseout', 'wheel'],
  ...['pointerdown', 'pointerup', 'pointermove', 'pointerover', 'pointerout', 'pointercancel'],
  ...['touchstart', 'touchend', 'touchmove', 'focusin', 'focusout', 'selectstart', 'dragstart'],
] as const;

/** A modal dialog in the page's top layer, in a closed root, that stays on top and in the page until it is closed. */
export interface CardShell {
  /** Where the content goes. */
  readonly dialog: HTMLDialogElement;
  readonly guard: ClickGuard;
  readonly hasFocus: () => boolean;
  /** Whether it is in the page and open: a page may have taken it away, a browser may have closed it. */
  readonly isShown: () => boolean;
  /** Shows it for the first time. */
  readonly open: () => void;
  readonly close: () => void;
}

/** Builds the shell. `onAction` gets `dismiss` on Escape, and when the page removed the card a second time. */
export function makeCardShell(onAction: (action: CardAction) => void, focusHeading: () => void): CardShell {
  const { host, root } = makeHost('card');
  const dialog = document.createElement('dialog');
  root.append(dialog);
  const guard = openClickGuard(host, root, dialog);
  const dismiss = () => onAction({ kind: 'dismiss' });
  let isClosed = false;
  let ownCloses = 0;

  const raise = () => {
    if (isClosed) return;
    const focused = root.activeElement;
    if (dialog.open) {
      ownCloses += 1;
      dialog.close();
    }
    dialog.showModal();
    guard.rearm();
    if (focused instanceof HTMLElement && dialog.contains(focused)) focused.focus({ preventScroll: true });
    else focusHeading();
  };
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    stopWatching();
    guard.stop();
    // Closing gives the focus back to where it was: the composer.
    if (dialog.open) dialog.close();
    host.remove();
  };
  dialog.addEventListener('close', () => {
    if (ownCloses > 0) ownCloses -= 1;
    else if (!isClosed && !dialog.open) dismiss();
  });
  listenForKeys(dialog, guard, dismiss);
  for (const type of LEAKING) root.addEventListener(type, (event) => event.stopPropagation());
  const stopWatching = watchPage(host, raise, dismiss);

  return {
    dialog,
    guard,
    hasFocus: () => root.activeElement !== null,
    isShown: () => host.isConnected && dialog.open,
    open: () => {
      document.documentElement.append(host);
      raise();
    },
    close,
  };
}

/** Keys are dead for the half second, a held-down Enter always; Escape is the way back. */
function listenForKeys(dialog: HTMLDialogElement, guard: ClickGuard, dismiss: () => void): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onKey = (event: KeyboardEvent) => {
    if (!event.isTrusted || !guard.isArmed(event)) return swallow(event);
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) return swallow(event);
    if (event.type === 'keydown' && event.key === 'Escape') {
      swallow(event);
      dismiss();
    }
  };
  dialog.addEventListener('keydown', onKey, true);
  dialog.addEventListener('keyup', onKey, true);
  // A close request that came past the keys (a back gesture, Escape while nothing in the card has the focus).
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    if (event.isTrusted && guard.isArmed(event)) dismiss();
  });
}

/** Keeps the card on top and in the page. Returns how to stop. */
function watchPage(host: HTMLElement, raise: () => void, dismiss: () => void): () => void {
  let removals = 0;
  let repairs = 0;
  let raisedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const raiseSoon = () => {
    if (timer !== null) return;
    const waitMs = Math.max(0, RAISE_MS_MIN - (performance.now() - raisedAt));
    timer = setTimeout(() => {
      timer = null;
      raisedAt = performance.now();
      raise();
    }, waitMs);
  };
  const onToggle = (event: Event) => {
    if (event.target !== host && (event as ToggleEvent).newState === 'open') raiseSoon();
  };
  const observer = new MutationObserver((mutations) => {
    if (!host.isConnected) {
      removals += 1;
      if (removals > 1) return dismiss();
      document.documentElement.append(host);
      return raise();
    }
    if (mutations.some(isOpening)) raiseSoon();
    if (mutations.some((mutation) => mutation.target === host) && repairs < REPAIRS_MAX) {
      repairs += 1;
      repair(host);
      observer.takeRecords();
    }
  });
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ['open', 'popover'] });
  observer.observe(host, { attributes: true });
  document.addEventListener('beforetoggle', onToggle, true);
  document.addEventListener('toggle', onToggle, true);
  document.addEventListener('fullscreenchange', raiseSoon, true);
  return () => {
    observer.disconnect();
    if (timer !== null) clearTimeout(timer);
    document.removeEventListener('beforetoggle', onToggle, true);
    document.removeEventListener('toggle', onToggle, true);
    document.removeEventListener('fullscreenchange', raiseSoon, true);
  };
}

function isOpening({ type, target, attributeName }: MutationRecord): boolean {
  return type === 'attributes' && attributeName === 'open' && target instanceof HTMLDialogElement && target.open;
}

function repair(host: HTMLElement): void {
  for (const name of ['inert', 'popover', 'style', 'hidden']) host.removeAttribute(name);
}
