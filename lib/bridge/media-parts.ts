import type { BackgroundLink } from './background-link.ts';
import { bringPart, PAGE_WAITS_MS_MAX } from './bring-part.ts';

/** What parts with files are called, in every wire. */
const PARTS = /"(image|input_|audio|video|document|file|inline)/;

let isAsked = false;

/**
 * Brings what reads the sizes of what this body holds beside texts; null: nothing is needed, or it was asked for. A call that it is
 * late for has a wide range instead. Never rejects.
 */
export function bringMedia(link: BackgroundLink, bodyText: string | null): Promise<unknown> | null {
  if (isAsked || !PARTS.test(bodyText ?? '')) return null;
  isAsked = true;
  return bringPart(link, 'bring-media', PAGE_WAITS_MS_MAX);
}
