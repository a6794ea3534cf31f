import { join } from 'node:path';
import type { Surroundings } from '../data-folder.ts';

/** Browsers that can start a program of ours. */
export const BROWSERS = ['chrome', 'chromium', 'edge', 'firefox'] as const;
export type BrowserId = (typeof BROWSERS)[number];

/** What browsers call the program. */
export const HOST_NAME = 'app.tollkeeper.companion';
/** The extension in Firefox; the others number it anew for each place it is loaded from. */
export const FIREFOX_ID = 'tollkeeper@tollkeeper.invalid';

/** Where a browser looks for the manifest of the program. */
export interface HostPlace {
  readonly browser: BrowserId;
  /** The browser's own folder: without it the browser is not there, or was never started. */
  readonly profile: string;
  readonly manifest: string;
  /** Windows: the key of the registry that names the manifest. Absent: the browser looks for the file itself. */
  readonly registryKey?: string;
}

/** [Linux, below the configuration's folder], [macOS, below Application Support], [Windows, below HKCU\Software]. */
const PLACES: Readonly<Record<BrowserId, readonly [string, string, string]>> = {
  chrome: ['google-chrome', 'Google/Chrome', 'Google\\Chrome'],
  chromium: ['chromium', 'Chromium', 'Chromium'],
  edge: ['microsoft-edge', 'Microsoft Edge', 'Microsoft\\Edge'],
  firefox: ['', 'Mozilla', 'Mozilla'],
};

/**
 * Where each browser looks, for the user alone
 * (https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging,
 * https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Native_manifests).
 * @param folder the companion's own, where the manifests of Windows lie.
 */
export function hostPlace(browser: BrowserId, folder: string, surroundings: Surroundings): HostPlace {
  const { platform, environment, home } = surroundings;
  const [linux, mac, windows] = PLACES[browser];
  const file = `${HOST_NAME}.json`;
  if (platform === 'win32') {
    const manifest = join(folder, 'host', `${browser}.json`);
    return {
      browser,
      profile: '',
      manifest,
      registryKey: `HKCU\\Software\\${windows}\\NativeMessagingHosts\\${HOST_NAME}`,
    };
  }
  if (platform === 'darwin') {
    const profile = join(home, 'Library', 'Application Support', mac);
    return { browser, profile, manifest: join(profile, 'NativeMessagingHosts', file) };
  }
  if (browser === 'firefox') {
    const profile = join(home, '.mozilla');
    return { browser, profile, manifest: join(profile, 'native-messaging-hosts', file) };
  }
  const configured = environment.XDG_CONFIG_HOME;
  const profile = join(configured?.startsWith('/') ? configured : join(home, '.config'), linux);
  return { browser, profile, manifest: join(profile, 'NativeMessagingHosts', file) };
}

/** What a browser is told: the program, and that this one extension alone may start it. */
export function writeManifest(browser: BrowserId, path: string, extensionId: string | null): string {
  const allowed =
    browser === 'firefox'
      ? { allowed_extensions: [FIREFOX_ID] }
      : { allowed_origins: [`chrome-extension://${extensionId}/`] };
  const manifest = {
    name: HOST_NAME,
    description: 'Pairs Tollkeeper with its companion',
    path,
    type: 'stdio',
    ...allowed,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The file that browsers start: they give no arguments of ours, and know nothing of where our data lie. */
export function writeLauncher(
  platform: NodeJS.Platform,
  { node, cli, home }: { readonly node: string; readonly cli: string; readonly home: string | undefined },
): string {
  if (platform === 'win32') {
    const set = home === undefined ? '' : `set "TOLLKEEPER_HOME=${home.replaceAll('%', '%%')}"\r\n`;
    return `@echo off\r\n${set}"${node.replaceAll('%', '%%')}" "${cli.replaceAll('%', '%%')}" host\r\n`;
  }
  const set = home === undefined ? '' : `TOLLKEEPER_HOME=${quote(home)}\nexport TOLLKEEPER_HOME\n`;
  return `#!/bin/sh\n${set}exec ${quote(node)} ${quote(cli)} host\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
