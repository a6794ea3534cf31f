import browser from 'webextension-polyfill';
import { PASTED_CHARS_MAX, type PastedText } from '../domain/pasted-text.ts';

/**
 * Where a selection waits for the window that explains it: `storage.session` is in memory, of the extension's own pages
 * alone and gone with the browser. An address would be kept in the history, and a stopped background forgets.
 */
const SLOT = 'errorToExplain';
/** A window that came up later than this was opened for something else. */
const WAIT_MS_MAX = 60_000;

/** What is handed over; one at a time, the next replaces it. */
export type HandedOver = Pick<PastedText, 'text' | 'pageHost'>;

/** Puts a selection down for the window that is about to open. One sign more than is read tells that it was cut. */
export async function handOver({ text, pageHost }: HandedOver): Promise<void> {
  const given = { text: text.slice(0, PASTED_CHARS_MAX + 1), pageHost, at: Date.now() };
  await browser.storage.session.set({ [SLOT]: given });
}

/** Takes what was put down, which is gone from then on; null: nothing was. */
export async function takeOver(): Promise<HandedOver | null> {
  const { [SLOT]: given } = await browser.storage.session.get(SLOT);
  await browser.storage.session.remove(SLOT);
  if (!isGiven(given) || Math.abs(Date.now() - given.at) > WAIT_MS_MAX) return null;
  return { text: given.text, pageHost: given.pageHost };
}

function isGiven(value: unknown): value is HandedOver & { readonly at: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { text, pageHost, at } = value as Partial<Record<'text' | 'pageHost' | 'at', unknown>>;
  return typeof text === 'string' && typeof at === 'number' && (pageHost === null || typeof pageHost === 'string');
}
