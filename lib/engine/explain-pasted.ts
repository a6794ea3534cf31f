import { PASTED_CHARS_MAX, type PastedText } from '../domain/pasted-text.ts';
import { readPasted } from '../domain/read-pasted.ts';
import type { KnownSite } from '../domain/site-facts.ts';
import { type ErrorView, NOTHING_PASTED, viewError } from '../domain/view-error.ts';
import { findAnswerer } from './find-answerer.ts';
import { judgeError } from './judge-error.ts';

const HOST_CHARS_MAX = 300;

/**
 * Explains a pasted error without anything being known of accounts and calls. `sites`: relays that were recognised. Reads at
 * most {@link PASTED_CHARS_MAX} characters, keeps none of them; never throws.
 */
export function explainPasted({ text, host, pageHost }: PastedText, sites: readonly KnownSite[]): ErrorView {
  if (text.slice(0, PASTED_CHARS_MAX).trim() === '') return NOTHING_PASTED;
  const pasted = readPasted(text);
  const said = hostIn(host) ?? pasted.host;
  const provider = findAnswerer(said ?? pageHost, sites);
  const judged = judgeError({ ...pasted, host: said, provider, context: null });
  return viewError({ ...judged, pasted, answerer: provider?.name ?? said, isKnown: provider !== null });
}

/** The host of an address, or what was said as it is. */
function hostIn(said: string): string | null {
  const text = said.slice(0, HOST_CHARS_MAX).trim();
  const host = /^https?:\/\/([^/?#\s@]+)/i.exec(text)?.[1] ?? text;
  return host === '' ? null : host;
}
