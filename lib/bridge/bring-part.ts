import type { RequestKind } from '../webext/messages.ts';
import type { BackgroundLink } from './background-link.ts';

/** A bundle of ours that the background brings into the frame that asks. */
type PartKind = Extract<RequestKind, `bring-${string}`>;

/** How long a bundle is waited for while the page waits, for its call to go out or for its answer, ms. */
export const PAGE_WAITS_MS_MAX = 250;
/** How long where nothing in the page waits for it, ms. */
export const NOBODY_WAITS_MS_MAX = 5000;

/** The one question for each bundle that is under way, and that somebody still waits for. */
const asking = new Map<PartKind, Promise<void>>();

/**
 * Has a bundle brought into this frame. Resolves to whether the background has answered in time (what it brought is looked
 * for where it leaves it); after a late one the next who needs the bundle asks anew. Never rejects.
 */
export async function bringPart(link: BackgroundLink, kind: PartKind, msMax: number): Promise<boolean> {
  const asked = askForPart(link, kind);
  const late = new Promise<false>((resolve) => setTimeout(resolve, msMax, false));
  const isInTime = await Promise.race([asked.then(() => true), late]);
  if (!isInTime) forget(kind, asked);
  return isInTime;
}

/** The same without an end: resolves when the background has answered or failed, however late. Never rejects. */
export function askForPart(link: BackgroundLink, kind: PartKind): Promise<void> {
  const known = asking.get(kind);
  if (known !== undefined) return known;
  const end = (): void => forget(kind, asked);
  const asked: Promise<void> = link.ask({ kind }).then(end, end);
  asking.set(kind, asked);
  return asked;
}

function forget(kind: PartKind, asked: Promise<void>): void {
  if (asking.get(kind) === asked) asking.delete(kind);
}
