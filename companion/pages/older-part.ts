import { type Html, html } from './html.ts';
import type { PageReading } from './page.ts';

/** What the API is asked besides, so that it answers with what is older than the last one that was seen. */
export function afterBefore({ query }: Pick<PageReading, 'query'>): string {
  const before = query.get('before');
  return before === null ? '' : `&before=${encodeURIComponent(before)}`;
}

/** The way on from a list of the newest to those before them, and back. `at`: where on the page the list is. */
export function renderOlder(
  shown: readonly { readonly id: string }[],
  most: number,
  { path, at }: { readonly path: string; readonly at: string },
  { words, query }: Pick<PageReading, 'words' | 'query'>,
): Html | null {
  const last = shown.length < most ? undefined : shown.at(-1);
  const isFirst = query.get('before') === null;
  if (last === undefined && isFirst) return null;
  const older = `${path}?before=${encodeURIComponent(last?.id ?? '')}#${at}`;
  return html`<p>${isFirst ? null : html`<a href="${path}#${at}">${words.say('page.newest')}</a> `}${last === undefined ? null : html`<a href="${older}">${words.say('page.older')}</a>`}</p>`;
}
