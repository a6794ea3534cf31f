import { resolve } from 'node:path';
import { launchChromium } from './chromium.ts';
import type { BrowserKind, DrivenBrowser, LaunchOptions } from './driver.ts';
import { launchFirefox } from './firefox.ts';

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox } as const;

/**
 * Starts a headless browser with the extension installed and its background run once. Rejects, with the browser's last
 * words, if it does not come up. The browser dies with this process at the latest; `close()` ends it earlier.
 */
export function launchBrowser(kind: BrowserKind, options: LaunchOptions): Promise<DrivenBrowser> {
  const extensionPath = options.extensionPath === null ? null : resolve(options.extensionPath);
  return LAUNCHERS[kind]({ ...options, extensionPath });
}
