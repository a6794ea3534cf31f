import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import type { BrowserKind, DrivenBrowser, DrivenPage } from '../../test/e2e/support/driver.ts';
import { launchBrowser } from '../../test/e2e/support/launch.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../test/e2e/support/owned-process.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { type ChromiumProbe, launchBenchChromium } from './chromium-lab.ts';

/** Hosts of one machine: the extension holds a grant for the first only. On the second none of its scripts run. */
export type Host = 'watched' | 'plain';

/** What the bench needs of a browser. */
export type LabBrowser = Pick<
  DrivenBrowser,
  | 'version'
  | 'extensionOrigin'
  | 'newPage'
  | 'grantOrigins'
  | 'backgroundEvaluate'
  | 'isBackgroundRunning'
  | 'stopBackground'
  | 'close'
>;

/** One browser with the extension, and the servers it talks to. */
export interface Lab {
  readonly kind: BrowserKind;
  readonly browser: LabBrowser;
  readonly sandbox: Sandbox;
  /** What only DevTools can tell; null in Firefox. */
  readonly probe: ChromiumProbe | null;
  /** An address on the bench's own server. */
  readonly url: (host: Host, path: string) => string;
  /** A tab with the bench's page; `benchNativeFetch` is the browser's own `fetch`, taken before the tap started. */
  readonly openPage: (host: Host) => Promise<DrivenPage>;
  readonly close: () => Promise<void>;
}

/** Folders of the builds with the sandbox in them. */
export const BUILDS: Readonly<Record<BrowserKind, string>> = {
  chromium: '.output/chrome-mv3-testing',
  firefox: '.output/firefox-mv3-testing',
};

const FIREFOX_PREFS = {
  // Clocks as fine as the browser has them: by default Firefox rounds to a millisecond.
  'privacy.reduceTimerPrecision': false,
  // Filling the ledger is no event of the extension: the background would be stopped in the middle of it.
  'extensions.background.idle.timeout': 600_000,
};

const KEEP_NATIVE = 'window.benchNativeFetch = window.fetch;';

/**
 * Starts servers and browser, grants the watched host. Rejects when something does not come up. `kept`: a folder in which the browser
 * finds what it has stored there before.
 */
export async function openLab(kind: BrowserKind, build: string = BUILDS[kind], kept?: string): Promise<Lab> {
  const folder = kept ?? makeTemporaryFolder('bench');
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const each of opened.toReversed()) await each.close();
    removeTemporaryFolder(folder);
  };
  try {
    // A copy: a build that starts meanwhile would take the files away.
    const extensionPath = join(folder, 'extension');
    rmSync(extensionPath, { recursive: true, force: true });
    cpSync(build, extensionPath, { recursive: true });
    const server = keep(opened, await startBenchServer());
    const sandbox = keep(opened, await startSandbox());
    const { browser, probe } = await launch(kind, extensionPath, kept && profileIn(kept));
    opened.push(browser);
    await browser.grantOrigins(['http://watched.localhost/*']);
    return assemble({ kind, browser, probe, server, sandbox, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function keep<T extends { close(): Promise<void> }>(opened: { close(): Promise<void> }[], part: T): T {
  opened.push(part);
  return part;
}

function profileIn(kept: string): string {
  const profileDir = join(kept, 'profile');
  mkdirSync(profileDir, { recursive: true });
  return profileDir;
}

async function launch(
  kind: BrowserKind,
  extensionPath: string,
  profileDir: string | undefined,
): Promise<{ readonly browser: LabBrowser; readonly probe: ChromiumProbe | null }> {
  if (kind === 'chromium') return launchBenchChromium(extensionPath, profileDir);
  const options = { extensionPath, firefoxPrefs: FIREFOX_PREFS, ...(profileDir !== undefined && { profileDir }) };
  return { browser: await launchBrowser(kind, options), probe: null };
}

type Parts = Omit<Lab, 'url' | 'openPage'> & { readonly server: BenchServer };

function assemble({ server, ...parts }: Parts): Lab {
  const url: Lab['url'] = (host, path) => `http://${host}.localhost:${server.port}${path}`;
  return {
    ...parts,
    url,
    async openPage(host) {
      const page = await parts.browser.newPage();
      await page.evaluateOnNewDocument(KEEP_NATIVE);
      await page.goto(url(host, '/page'));
      await checkWrapping(page, host);
      return page;
    },
  };
}

/** A bench of a tap that is not there would be worse than none. */
async function checkWrapping(page: DrivenPage, host: Host): Promise<void> {
  const isWrapped = await page.evaluate(
    () => (globalThis as unknown as { readonly benchNativeFetch: unknown }).benchNativeFetch !== fetch,
  );
  if (isWrapped !== (host === 'watched')) {
    throw new Error(`[bench] fetch of the ${host} page is ${isWrapped ? '' : 'not '}wrapped`);
  }
}
