import browser from 'webextension-polyfill';
import { readWelcome, writeWelcome } from './welcome-state.ts';

/** Set by the build: true in builds for tests, whose browsers are to show what a test opens and nothing else. */
declare const __IS_TESTING_BUILD__: boolean | undefined;

/** Opens the first page, once: after the first install, and never again by itself. */
export async function welcomeOnce(reason: string): Promise<void> {
  if (reason !== 'install' || (typeof __IS_TESTING_BUILD__ !== 'undefined' && __IS_TESTING_BUILD__)) return;
  // An add-on that is loaded from a folder is installed anew at each start of the browser.
  if ((await readWelcome()) !== null) return;
  await writeWelcome({});
  await openWelcome();
}

/** Opens it for somebody who asks for it. */
export async function openWelcome(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
}
