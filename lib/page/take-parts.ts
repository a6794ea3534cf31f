import { capture, events, listen, unlisten } from './natives.ts';
import { PARTS_EVENT, type TapParts } from './tap-parts.ts';

const customs = capture(CustomEvent.prototype, 'detail');

/** Waits on `target` (the document) for the tap, which starts next; takes its parts once. */
export function takeParts(target: EventTarget, start: (parts: TapParts) => void): void {
  const onParts = (event: Event): void => {
    unlisten(target, PARTS_EVENT, onParts);
    events.stopImmediatePropagation(event);
    start(customs.detail(event as CustomEvent<TapParts>));
  };
  listen(target, PARTS_EVENT, onParts);
}
