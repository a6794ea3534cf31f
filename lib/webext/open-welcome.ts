import browser from 'webextension-polyfill';
import { isTestingBuild } from './testing-build.ts';
import { readWelcome, writeWelcome } from './welcome-state.ts';

/** Opens the first page, once: after the first install, and never again by itself. */
export async function welcomeOnce(reason: string): Promise<void> {
  if (reason !== 'install' || isTestingBuild) return;
  // An add-on that is loaded from a folder is installed anew at each start of the browser.
  if ((await readWelcome()) !== null) return;
  await writeWelcome({});
  await openWelcome();
}

/** Opens it for somebody who asks for it. */
export async function openWelcome(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
}
