import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { ChipView } from '../../lib/domain/card.ts';
import type { ChipHandle, ChipPlace, Look } from '../../lib/webext/page-ui.ts';
import { Chip } from './chip.tsx';
import { makeHost } from './host.ts';
import { type Box, GAP, type Place, placeChip, type Standard } from './place-chip.ts';
import { readRoom } from './read-room.ts';
import { langOf, themeOf } from './theme.ts';

/** Looking around the page costs layout: at most this often, ms. */
const LOOK_MS_MIN = 100;
const WIDTH_MAX = 620;
const WIDTH_MIN = 200;
const CORNER_MARGIN = 8;

/** Shows one line at its place, never over a control; it follows its anchor until `close`. */
export function showChip(view: ChipView, { anchor, onClick, onOpen }: ChipPlace, look: Look): ChipHandle {
  const { host, root } = makeHost(anchor === null ? 'corner' : 'chip');
  const mount = document.createElement('div');
  mount.lang = langOf(look);
  mount.dataset.theme = themeOf(look);
  mount.style.maxWidth = 'inherit';
  root.append(mount);
  document.documentElement.append(host);
  const react = createRoot(mount);
  let current = view;
  let isClosed = false;
  let last: { readonly box: Box; readonly spot: Place } | null = null;

  const paint = (isShort: boolean) => {
    const { url } = current;
    const open = url === undefined || onOpen === undefined ? onClick : () => onOpen(url);
    flushSync(() => react.render(<Chip view={current} language={look.language} isShort={isShort} onClick={open} />));
  };
  const place = () => {
    if (isClosed) return;
    if (!host.isConnected) document.documentElement.append(host);
    const box = anchor === null ? corner() : boxOf(anchor);
    if (box === null) return styleHost(host, { visibility: 'hidden' });
    const room = { anchor: box, viewport: { width: innerWidth, height: innerHeight }, ...readRoom(anchor) };
    for (const shape of shapes(innerWidth)) {
      const { maxWidth, isShort, standard } = shape;
      paint(isShort);
      styleHost(host, { 'max-width': `${maxWidth}px` });
      // What is written around it changes while an answer comes in: no reason to jump about.
      const stay = last !== null && isSameBox(last.box, box) ? last.spot : null;
      const spot = placeChip(host.getBoundingClientRect(), room, standard, stay);
      if (spot === null) continue;
      last = { box, spot };
      const left = `${Math.round(spot.left)}px`;
      return styleHost(host, { left, top: `${Math.round(spot.top)}px`, visibility: 'visible' });
    }
    last = null;
    styleHost(host, { visibility: 'hidden' });
  };
  const { placeSoon, stop } = watchRoom(anchor, place);
  place();

  return {
    update: (next) => {
      current = next;
      placeSoon();
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      stop();
      react.unmount();
      host.remove();
    },
  };
}

/** Null when nothing of it is in view. */
function boxOf(anchor: Element): Box | null {
  const box = anchor.isConnected ? anchor.getBoundingClientRect() : null;
  return box !== null && box.width > 0 && box.bottom > 0 && box.top < innerHeight ? box : null;
}

/** Where the last line ends, a little inside: a line over it, aligned to its right edge, keeps off both edges alike. */
function corner(): Box {
  const { clientWidth, clientHeight } = document.documentElement;
  const right = clientWidth - CORNER_MARGIN;
  const bottom = clientHeight - CORNER_MARGIN;
  return { left: right - 1, right, top: bottom + GAP, bottom: bottom + GAP };
}

/** The few things that change; the rest is fixed in the root's own styles. */
function styleHost(host: HTMLElement, style: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(style)) host.style.setProperty(`--tk-${name}`, value);
}

/** From one line to narrow, to the price alone; over what is written only where there is no other place, and small. */
function shapes(viewportWidth: number): readonly {
  readonly maxWidth: number;
  readonly isShort: boolean;
  readonly standard: Standard;
}[] {
  const wide = Math.min(WIDTH_MAX, viewportWidth - 16);
  const line = { maxWidth: wide, isShort: false } as const;
  const price = { maxWidth: wide, isShort: true } as const;
  return [
    { ...line, standard: 'blank' },
    { ...line, maxWidth: Math.min(wide, WIDTH_MIN), standard: 'blank' },
    { ...price, standard: 'blank' },
    { ...price, standard: 'near' },
    { ...line, standard: 'far-blank' },
    { ...price, standard: 'far-blank' },
    { ...price, standard: 'far' },
  ];
}

function isSameBox(one: Box, other: Box): boolean {
  return one.left === other.left && one.top === other.top && one.right === other.right && one.bottom === other.bottom;
}

/** Calls `place` when anchor, page or viewport moved; at once, then at most every {@link LOOK_MS_MIN}. */
function watchRoom(anchor: Element | null, place: () => void) {
  let placedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const placeNow = () => {
    timer = null;
    placedAt = performance.now();
    place();
  };
  const placeSoon = () => {
    if (timer !== null) return;
    timer = setTimeout(placeNow, Math.max(0, LOOK_MS_MIN - (performance.now() - placedAt)));
  };
  const resizes = new ResizeObserver(placeSoon);
  if (anchor) resizes.observe(anchor);
  resizes.observe(document.documentElement);
  if (document.body) resizes.observe(document.body);
  const changes = new MutationObserver(placeSoon);
  changes.observe(document.body ?? document.documentElement, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  addEventListener('scroll', placeSoon, { capture: true, passive: true });
  addEventListener('resize', placeSoon);
  return {
    placeSoon,
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      resizes.disconnect();
      changes.disconnect();
      removeEventListener('scroll', placeSoon, { capture: true });
      removeEventListener('resize', placeSoon);
    },
  };
}
