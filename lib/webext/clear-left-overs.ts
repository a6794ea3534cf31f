import browser from 'webextension-polyfill';
import { watchedOrigins } from './watched-origins.ts';

/**
 * After an update: what the version before still shows in open pages is taken away, since nobody keeps its figures right any more
 * and its buttons may be dead (Firefox ends old scripts without a word). A page that cannot be reached is left as it is.
 */
export async function clearLeftOvers(): Promise<void> {
  const url = [...(await watchedOrigins())];
  if (url.length === 0) return;
  const tabs = await browser.tabs.query({ url });
  await Promise.allSettled(
    tabs.flatMap(({ id }) =>
      id === undefined
        ? []
        : [browser.scripting.executeScript({ target: { tabId: id, allFrames: true }, func: removeShown })],
    ),
  );
}

/** Runs in the page, as source: it sees nothing of this file. */
function removeShown(): void {
  for (const shown of document.querySelectorAll('[data-tollkeeper-ui]')) shown.remove();
}
