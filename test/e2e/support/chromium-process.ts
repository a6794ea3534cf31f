import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import { pollUntil, within } from './bounded.ts';
import type { LaunchOptions } from './driver.ts';
import { type OwnedProcess, startOwnedProcess } from './owned-process.ts';

/** A running Chromium with Playwright connected to it. */
export interface ChromiumProcess {
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** The first tab, which stays at chrome://extensions: from there hosts are granted and workers stopped. */
  readonly control: CDPSession;
  readonly controlPage: Page;
  /** Quits as a user does, so that the profile is written; kills after 10 s. */
  quit(): Promise<void>;
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;
const QUIT_TIMEOUT_MS = 10_000;

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--password-store=basic',
  '--use-mock-keychain',
  '--remote-debugging-port=0',
  '--hide-crash-restore-bubble',
];

const LANGUAGES = { en: 'en-US,en', zh: 'zh-CN,zh,en' } as const;

/** The language is a preference of the profile: flags and emulation would leave the worker or the popup out. */
function writeLanguage(profile: string, language: 'en' | 'zh'): void {
  const file = join(profile, 'Default', 'Preferences');
  mkdirSync(dirname(file), { recursive: true });
  const preferences = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const languages = LANGUAGES[language];
  const intl = { ...(preferences.intl as object), accept_languages: languages, selected_languages: languages };
  writeFileSync(file, JSON.stringify({ ...preferences, intl }));
}

function flagsFor(profile: string, options: LaunchOptions, extensionPath: string | null): string[] {
  const width = (options.width ?? 1280) + 40;
  const height = (options.height ?? 800) + 160;
  return [
    ...FLAGS,
    `--user-data-dir=${profile}`,
    `--window-size=${width},${height}`,
    ...(options.colorScheme === 'dark' ? ['--force-dark-mode'] : []),
    ...(extensionPath ? [`--load-extension=${extensionPath}`, `--disable-extensions-except=${extensionPath}`] : []),
    'about:blank',
  ];
}

async function readEndpoint(profile: string, owned: OwnedProcess): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  const endpoint = await pollUntil(START_TIMEOUT_MS, 'the port of Chromium’s DevTools', () => {
    if (owned.hasExited()) return 'ended';
    const [port, path] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return port && path ? `ws://127.0.0.1:${port}${path}` : '';
  });
  if (endpoint === 'ended') throw new Error(`[chromium] ended while starting: ${owned.stderrTail()}`);
  return endpoint;
}

async function connect(endpoint: string): Promise<Omit<ChromiumProcess, 'quit' | 'kill'>> {
  // Not launchPersistentContext: that makes every tab believe that it is visible and has the focus.
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true, timeout: START_TIMEOUT_MS });
  const context = browser.contexts()[0];
  if (!context) throw new Error('[chromium] has no default context');
  const controlPage = await pollUntil(START_TIMEOUT_MS, 'the first tab', () => context.pages()[0]);
  // Not from the command line: Chromium puts its new-tab page in place of chrome:// addresses there.
  await controlPage.goto('chrome://extensions', { timeout: START_TIMEOUT_MS });
  const control = await context.newCDPSession(controlPage);
  await control.send('ServiceWorker.enable');
  return { browser, context, control, controlPage };
}

/** Starts Chromium on `profile` and connects; rejects with its last words if it does not come up in 20 s. */
export async function startChromium(
  executable: string,
  profile: string,
  options: LaunchOptions,
  extensionPath: string | null,
): Promise<ChromiumProcess> {
  writeLanguage(profile, options.language ?? 'en');
  rmSync(join(profile, 'DevToolsActivePort'), { force: true });
  const owned = startOwnedProcess(executable, flagsFor(profile, options, extensionPath), {});
  try {
    const connected = await connect(await readEndpoint(profile, owned));
    const kill = async (): Promise<void> => {
      await owned.kill();
      await connected.browser.close();
    };
    return {
      ...connected,
      kill,
      async quit() {
        const session = await connected.browser.newBrowserCDPSession();
        // The connection may close before the answer has left.
        await session.send('Browser.close').catch(() => {});
        await within(QUIT_TIMEOUT_MS, 'the end of Chromium', owned.exited).catch(() => {});
        await kill();
      },
    };
  } catch (error) {
    await owned.kill();
    throw error;
  }
}
