import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrowserKind, DrivenBrowser } from '../support/driver.ts';
import { launchBrowser } from '../support/launch.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/owned-process.ts';

/** The tap of the testing builds. */
export const TAPS = {
  chromium: '.output/chrome-mv3-testing/tap.js',
  firefox: '.output/firefox-mv3-testing/tap.js',
} as const satisfies Record<BrowserKind, string>;

const FILES = ['manifest.json', 'background.js', 'fake-bridge.js'];

/**
 * A browser where pages of `a.localhost` and `b.localhost` have the built tap with a fake bridge, and all others have
 * nothing: with and without can be compared in one browser. Rejects when the testing build is missing.
 */
export async function launchTapBrowser(kind: BrowserKind): Promise<DrivenBrowser> {
  const tap = TAPS[kind];
  if (!existsSync(tap)) throw new Error(`[tap] ${tap} is missing: run "npm run build:test" first`);
  const folder = makeTemporaryFolder('tap');
  for (const file of FILES) copyFileSync(new URL(file, import.meta.url), join(folder, file));
  copyFileSync(tap, join(folder, 'tap.js'));
  copyFileSync(join(dirname(tap), 'tap-sockets.js'), join(folder, 'tap-sockets.js'));
  const browser = await launchBrowser(kind, { extensionPath: folder });
  await browser.grantOrigins(['http://a.localhost/*', 'http://b.localhost/*']);
  await browser.backgroundEvaluate('globalThis.registered().then(() => true)');
  return {
    ...browser,
    async close() {
      await browser.close();
      removeTemporaryFolder(folder);
    },
  };
}
