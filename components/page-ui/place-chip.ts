/** A box in the viewport, CSS px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the chip goes: its top left corner. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

interface Room {
  readonly anchor: Box;
  readonly viewport: { readonly width: number; readonly height: number };
  /** What must not be covered. */
  readonly controls: readonly Box[];
  /** What had better not be covered. */
  readonly words: readonly Box[];
}

/** Between a chip and what it stands by, px. */
export const GAP = 6;
const MARGIN = 4;
/** How far the places of a strip are apart. */
const STEP = 24;
/** Farther away a chip is no longer seen as the composer's, px. */
const BESIDE_MAX = 80;

/**
 * A place for a chip of this size: next to the anchor, by preference where no words are, else the nearest free place.
 * Null when every place covers a control.
 */
export function placeChip(size: { readonly width: number; readonly height: number }, room: Room): Place | null {
  const over = placesOver(size, room.anchor);
  const aside = placesAside(size, room.anchor);
  const isFree = (place: Place) => isInside(place, size, room) && !covers(place, size, room.controls);
  const isBlank = (place: Place) => isFree(place) && !covers(place, size, room.words);
  const beside = stripPlaces(size, room).filter((place) => distanceTo(place, size, room.anchor) <= BESIDE_MAX);
  const everywhere = gridPlaces(size, room);
  return (
    over.find(isBlank) ??
    nearest(beside, size, room, isBlank) ??
    aside.find(isBlank) ??
    over.find(isFree) ??
    aside.find(isFree) ??
    nearest(everywhere, size, room, isBlank) ??
    nearest(everywhere, size, room, isFree)
  );
}

/** Over and under the anchor, aligned to its edges. */
function placesOver(
  { width, height }: { readonly width: number; readonly height: number },
  anchor: Box,
): readonly Place[] {
  const above = anchor.top - height - GAP;
  const below = anchor.bottom + GAP;
  return [
    { left: anchor.left, top: above },
    { left: anchor.right - width, top: above },
    { left: anchor.left, top: below },
    { left: anchor.right - width, top: below },
  ];
}

/** To its right and left: often another panel's ground. */
function placesAside(
  { width, height }: { readonly width: number; readonly height: number },
  anchor: Box,
): readonly Place[] {
  const top = (anchor.top + anchor.bottom - height) / 2;
  return [
    { left: anchor.right + GAP, top },
    { left: anchor.left - width - GAP, top },
  ];
}

/** Rows through the viewport close to the anchor's upper and lower edge, and along the viewport's edges. */
function stripPlaces(
  size: { readonly width: number; readonly height: number },
  { anchor, viewport }: Room,
): readonly Place[] {
  const rows = [anchor.top - size.height - GAP, anchor.bottom + GAP, viewport.height - size.height - MARGIN, MARGIN];
  return rows.flatMap((top) => columns(size, viewport.width).map((left) => ({ left, top })));
}

/** Everywhere. */
function gridPlaces(size: { readonly width: number; readonly height: number }, { viewport }: Room): readonly Place[] {
  const places: Place[] = [];
  for (let top = MARGIN; top + size.height <= viewport.height - MARGIN; top += STEP / 2) {
    for (const left of columns(size, viewport.width)) places.push({ left, top });
  }
  return places;
}

function columns({ width }: { readonly width: number }, viewportWidth: number): readonly number[] {
  const lefts: number[] = [];
  for (let left = MARGIN; left + width <= viewportWidth - MARGIN; left += STEP) lefts.push(left);
  const last = viewportWidth - width - MARGIN;
  return last >= MARGIN ? [...lefts, last] : lefts;
}

function nearest(
  places: readonly Place[],
  size: { readonly width: number; readonly height: number },
  { anchor }: Room,
  isGood: (place: Place) => boolean,
): Place | null {
  let best: Place | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const distance = distanceTo(place, size, anchor);
    if (distance < bestDistance && isGood(place)) {
      best = place;
      bestDistance = distance;
    }
  }
  return best;
}

function distanceTo(place: Place, size: { readonly width: number; readonly height: number }, anchor: Box): number {
  const x = Math.max(anchor.left - place.left - size.width, place.left - anchor.right, 0);
  const y = Math.max(anchor.top - place.top - size.height, place.top - anchor.bottom, 0);
  // Of two places as near, the one at the anchor's own edge.
  return Math.hypot(x, y) + Math.abs(place.left - anchor.left) / 1000;
}

function isInside(
  place: Place,
  size: { readonly width: number; readonly height: number },
  { viewport }: Room,
): boolean {
  return (
    place.left >= MARGIN &&
    place.top >= MARGIN &&
    place.left + size.width <= viewport.width - MARGIN &&
    place.top + size.height <= viewport.height - MARGIN
  );
}

function covers(
  place: Place,
  size: { readonly width: number; readonly height: number },
  boxes: readonly Box[],
): boolean {
  const right = place.left + size.width;
  const bottom = place.top + size.height;
  return boxes.some((box) => box.left < right && box.right > place.left && box.top < bottom && box.bottom > place.top);
}
