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
/** And those of rows near the anchor: the end of a short line is free, the line below it is not. */
const ROW_STEP = 8;
/** Farther away a chip is no longer seen as the composer's, px. */
const BESIDE_MAX = 80;

type Size = { readonly width: number; readonly height: number };

/**
 * How good a place must be. `blank`: next to the anchor, where nothing is written; `near`: next to it, over as few lines as
 * can be; `far-blank` and `far`: the same anywhere. No place of any kind covers a control.
 */
export type Standard = 'blank' | 'near' | 'far-blank' | 'far';

/**
 * A place of this standard for a chip of this size; null: there is none. `stay`: where it is already, which it leaves only
 * when it must.
 */
export function placeChip(size: Size, room: Room, standard: Standard, stay: Place | null = null): Place | null {
  const isFree = (place: Place) => isInside(place, size, room) && coveredBy(place, size, room.controls) === 0;
  const isBlank = (place: Place) => isFree(place) && coveredBy(place, size, room.words) === 0;
  switch (standard) {
    case 'blank':
      if (stay !== null && isBlank(stay)) return stay;
      return placesOver(size, room.anchor).find(isBlank) ?? nearest(placesNear(size, room), size, room, isBlank);
    case 'near':
      return leastWritten(placesNear(size, room).filter(isFree), size, room);
    case 'far-blank':
      return nearest(gridPlaces(size, room), size, room, isBlank);
    case 'far':
      return nearest(gridPlaces(size, room), size, room, isFree);
  }
}

/** Everywhere within reach of the anchor's eye; what is aligned to its edges first. */
function placesNear(size: Size, room: Room): readonly Place[] {
  const beside = stripPlaces(size, room).filter((place) => distanceTo(place, size, room.anchor) <= BESIDE_MAX);
  return [...placesOver(size, room.anchor), ...beside, ...placesAside(size, room.anchor)];
}

/** The one that covers the fewest lines, of equals the nearest. */
function leastWritten(places: readonly Place[], size: Size, { anchor, words }: Room): Place | null {
  const rated = places.map((place) => ({
    place,
    lines: coveredBy(place, size, words),
    distance: distanceTo(place, size, anchor),
  }));
  rated.sort((a, b) => a.lines - b.lines || a.distance - b.distance);
  return rated[0]?.place ?? null;
}

/** Over and under the anchor, aligned to its edges. */
function placesOver({ width, height }: Size, anchor: Box): readonly Place[] {
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
function placesAside({ width, height }: Size, anchor: Box): readonly Place[] {
  const top = (anchor.top + anchor.bottom - height) / 2;
  return [
    { left: anchor.right + GAP, top },
    { left: anchor.left - width - GAP, top },
  ];
}

/** Rows through the viewport, from the anchor's upper and lower edge outwards, and along the viewport's edges. */
function stripPlaces(size: Size, { anchor, viewport }: Room): readonly Place[] {
  const rows = [viewport.height - size.height - MARGIN, MARGIN];
  for (let off = 0; off <= BESIDE_MAX; off += ROW_STEP) {
    rows.push(anchor.top - size.height - GAP - off, anchor.bottom + GAP + off);
  }
  return rows.flatMap((top) => columns(size, viewport.width).map((left) => ({ left, top })));
}

/** Everywhere. */
function gridPlaces(size: Size, { viewport }: Room): readonly Place[] {
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
  size: Size,
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

function distanceTo(place: Place, size: Size, anchor: Box): number {
  const x = Math.max(anchor.left - place.left - size.width, place.left - anchor.right, 0);
  const y = Math.max(anchor.top - place.top - size.height, place.top - anchor.bottom, 0);
  // Of two places as near, the one at the anchor's own edge.
  return Math.hypot(x, y) + Math.abs(place.left - anchor.left) / 1000;
}

function isInside(place: Place, size: Size, { viewport }: Room): boolean {
  return (
    place.left >= MARGIN &&
    place.top >= MARGIN &&
    place.left + size.width <= viewport.width - MARGIN &&
    place.top + size.height <= viewport.height - MARGIN
  );
}

/** How many of the boxes a chip would lie on there. */
function coveredBy(place: Place, size: Size, boxes: readonly Box[]): number {
  const right = place.left + size.width;
  const bottom = place.top + size.height;
  let count = 0;
  for (const box of boxes) {
    if (box.left < right && box.right > place.left && box.top < bottom && box.bottom > place.top) count += 1;
  }
  return count;
}
