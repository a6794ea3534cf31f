import type { CardAction } from '../../lib/domain/card.ts';
import { isLeftReadable } from './root-effects.ts';

/** A click counts only so long after painting: a second Enter, or a double click, must not pay. ms */
const ARM_MS = 500;

/** Decides whether a click in the card was meant. */
export interface ClickGuard {
  /** The card was painted anew, or came back on top: the half second starts again. */
  readonly rearm: () => void;
  readonly isArmed: (event: Event) => boolean;
  readonly accepts: (event: MouseEvent, action: CardAction) => boolean;
  readonly stop: () => void;
}

/** What cannot cost anything needs no proof that the card was seen. */
const HARMLESS: readonly CardAction['kind'][] = [
  'dismiss',
  'copy-message',
  'copy-note',
  'copy-answer',
  'show-original',
];

/** Watches one card. `host` is its element in the page, `dialog` the card inside `root`. */
export function openClickGuard(host: HTMLElement, root: ShadowRoot, dialog: HTMLElement): ClickGuard {
  let armedAt = Number.POSITIVE_INFINITY;
  let pressedAt = Number.NEGATIVE_INFINITY;
  const sight = watchSight(dialog);
  const onPress = (event: PointerEvent) => {
    if (event.isTrusted) pressedAt = event.timeStamp;
  };
  dialog.addEventListener('pointerdown', onPress, true);

  const isArmed = (event: Event) => event.timeStamp >= armedAt;
  const rearm = () => {
    armedAt = Number.POSITIVE_INFINITY;
    // Two frames: the first callback runs before the card is painted.
    requestAnimationFrame(() =>
      requestAnimationFrame((now) => {
        armedAt = now + ARM_MS;
      }),
    );
  };
  return {
    rearm,
    isArmed,
    accepts: (event, action) => {
      if (!event.isTrusted || !isArmed(event)) return false;
      if (HARMLESS.includes(action.kind)) return true;
      const isByPointer = event.detail > 0;
      if (isByPointer && pressedAt < armedAt) return false;
      return isLeftReadable(host) && isTopmost(event, host, root, dialog, isByPointer) && sight.isClear();
    },
    stop: () => {
      dialog.removeEventListener('pointerdown', onPress, true);
      sight.stop();
    },
  };
}

/** Whether what is under the click is our card, as the page sees it and as we do. */
function isTopmost(
  event: MouseEvent,
  host: HTMLElement,
  root: ShadowRoot,
  dialog: HTMLElement,
  isByPointer: boolean,
): boolean {
  const target = event.target instanceof Element ? event.target : dialog;
  const box = target.getBoundingClientRect();
  const x = isByPointer ? event.clientX : box.left + box.width / 2;
  const y = isByPointer ? event.clientY : box.top + box.height / 2;
  const inner = root.elementFromPoint(x, y);
  return document.elementFromPoint(x, y) === host && inner !== null && dialog.contains(inner);
}

/**
 * Chromium can tell whether anything at all, also what takes no clicks, is painted over an element
 * (IntersectionObserver v2, https://w3c.github.io/IntersectionObserver/v2/). Elsewhere nothing can: always clear.
 */
function watchSight(element: Element): { readonly isClear: () => boolean; readonly stop: () => void } {
  if (!('isVisible' in IntersectionObserverEntry.prototype)) return { isClear: () => true, stop: () => {} };
  let isClear = false;
  const options = { threshold: [0, 0.5, 1], trackVisibility: true, delay: 100 };
  const observer = new IntersectionObserver((entries) => {
    isClear = (entries.at(-1) as { isVisible?: boolean } | undefined)?.isVisible === true;
  }, options);
  observer.observe(element);
  return { isClear: () => isClear, stop: () => observer.disconnect() };
}
