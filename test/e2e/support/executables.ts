import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';
import type { BrowserKind } from './driver.ts';

const NAMES: Readonly<Record<BrowserKind, readonly string[]>> = {
  chromium: ['chromium', 'chromium-browser'],
  firefox: ['firefox-esr', 'firefox'],
};
const VARIABLES: Readonly<Record<BrowserKind, string>> = {
  chromium: 'TOLLKEEPER_CHROMIUM',
  firefox: 'TOLLKEEPER_FIREFOX',
};

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where the browser is: named by TOLLKEEPER_CHROMIUM or TOLLKEEPER_FIREFOX, else on the PATH, else (Chromium) the one
 * Playwright downloads. Stock Chrome is not looked for, it ignores --load-extension. Throws if there is none.
 */
export function findExecutable(kind: BrowserKind): string {
  const named = process.env[VARIABLES[kind]];
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = NAMES[kind].flatMap((name) => folders.map((folder) => join(folder, name)));
  if (kind === 'chromium') candidates.push(chromium.executablePath());
  const found = candidates.find(isExecutable);
  if (!found) throw new Error(`[launch] no ${kind} found; install it, or name it in ${VARIABLES[kind]}`);
  return found;
}

/**
 * Chromium 156 keeps two pages of its own ready behind every window's address bar: half of what its start costs on a
 * small machine, and nothing a test looks at.
 */
export const NO_ADDRESS_BAR_PAGES = '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup';
