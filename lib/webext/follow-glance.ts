import browser from 'webextension-polyfill';
import { oneAtATime } from '../domain/one-at-a-time.ts';
import { keepGlance } from './glance.ts';
import { readPopup } from './read-popup.ts';
import { watchLedger } from './watch-ledger.ts';

/** What is written within this time is read once. */
const PAUSE_MS = 500;

/**
 * Keeps ready what the popup begins with, from now on and whenever the ledger or the settings change. What is
 * returned renews it: ages and runways change with time alone.
 */
export function followGlance(): () => void {
  const renew = oneAtATime(() =>
    new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      .then(readPopup)
      .then(({ glance }) => keepGlance(glance))
      // No ledger yet, or none that can be opened: the popup says so itself.
      .catch(() => undefined),
  );
  watchLedger(renew);
  browser.storage.onChanged.addListener((_changes, area) => {
    if (area === 'local') renew();
  });
  return renew;
}
