import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { ChipView } from '../../lib/domain/card.ts';
import type { ChipHandle, ChipPlace, Look } from '../../lib/webext/page-ui.ts';
import { Chip, type Extent } from './chip.tsx';
import { fitChip } from './fit-chip.ts';
import { makeHost, type UiHost } from './host.ts';
import { type Box, GAP, type Place, placeChip, type Standard } from './place-chip.ts';
import { readRoom } from './read-room.ts';
import type { HostKind } from './styles.ts';
import { langOf, themeOf } from './theme.ts';

/** Looking around the page costs layout: at most this often, ms. */
const LOOK_MS_MIN = 100;
const WIDTH_MAX = 620;
const WIDTH_MIN = 200;
/** A narrow composer has a chip of up to this width all the same. */
const WIDTH_BESIDE_MIN = 340;
const CORNER_MARGIN = 8;

/** Shows one line at its place, never over a control; it follows its anchor until `close`. */
export function showChip(view: ChipView, { anchor, onClick, onOpen }: ChipPlace, look: Look): ChipHandle {
  let current = view;
  const placed = showPlaced(anchor === null ? 'corner' : 'chip', anchor, look, (extent) => {
    const { url } = current;
    const open = url === undefined || onOpen === undefined ? onClick : () => onOpen(url);
    return <Chip view={current} language={look.language} extent={extent} onClick={open} />;
  });
  return {
    update: (next) => {
      current = next;
      placed.placeSoon();
    },
    close: placed.close,
  };
}

/** Something that stands by an anchor, or in the corner, and follows it. */
export interface Placed extends UiHost {
  readonly mount: HTMLElement;
  /** Paints it anew, and looks for its place. */
  readonly placeSoon: () => void;
  readonly close: () => void;
}

/** Paints what `render` gives, in the largest extent for which there is a place, and keeps it there until `close`. */
export function showPlaced(
  kind: HostKind,
  anchor: Element | null,
  look: Look,
  render: (extent: Extent) => ReactNode,
  shapes: (viewportWidth: number, anchorWidth: number) => readonly Shape[] = chipShapes,
): Placed {
  const { host, root } = makeHost(kind);
  const mount = document.createElement('div');
  mount.lang = langOf(look);
  mount.dataset.theme = themeOf(look);
  mount.style.maxWidth = 'inherit';
  root.append(mount);
  document.documentElement.append(host);
  const react = createRoot(mount);
  let isClosed = false;
  let last: { readonly box: Box; readonly spot: Place } | null = null;

  const paint = (extent: Extent) => flushSync(() => react.render(render(extent)));
  const place = () => {
    if (isClosed) return;
    if (!host.isConnected) document.documentElement.append(host);
    const box = anchor === null ? corner() : boxOf(anchor);
    if (box === null) return styleHost(host, { visibility: 'hidden' });
    const room = { anchor: box, viewport: { width: innerWidth, height: innerHeight }, ...readRoom(anchor) };
    for (const shape of shapes(innerWidth, anchor === null ? innerWidth : box.right - box.left)) {
      const { maxWidth, extent, standard } = shape;
      paint(extent);
      styleHost(host, { 'max-width': `${maxWidth}px` });
      fitChip(mount);
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
    host,
    root,
    mount,
    placeSoon,
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

/** How much is said, in what width, and how good the place for it must be. */
export interface Shape {
  readonly maxWidth: number;
  readonly extent: Extent;
  readonly standard: Standard;
}

/** No wider than what it speaks of: it would lie across the page's other parts. */
export function widthOf(viewportWidth: number, anchorWidth: number): number {
  return Math.min(WIDTH_MAX, viewportWidth - 16, Math.max(anchorWidth, WIDTH_BESIDE_MIN));
}

/** From one line to narrow, to the price alone; over what is written only where there is no other place, and small. */
function chipShapes(viewportWidth: number, anchorWidth: number): readonly Shape[] {
  const wide = widthOf(viewportWidth, anchorWidth);
  const line = { maxWidth: wide, extent: 'all' } as const;
  const clause = { maxWidth: wide, extent: 'clause' } as const;
  const figure = { maxWidth: wide, extent: 'figure' } as const;
  return [
    { ...line, standard: 'blank' },
    { ...line, maxWidth: Math.min(wide, WIDTH_MIN), standard: 'blank' },
    { ...clause, standard: 'blank' },
    { ...figure, standard: 'blank' },
    { ...figure, standard: 'near' },
    { ...line, standard: 'far-blank' },
    { ...figure, standard: 'far-blank' },
    { ...figure, standard: 'far' },
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
