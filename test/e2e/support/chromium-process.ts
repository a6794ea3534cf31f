import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pollUntil, within } from './bounded.ts';
import { type CdpConnection, connectCdp } from './cdp.ts';
import type { LaunchOptions } from './driver.ts';
import { NO_ADDRESS_BAR_PAGES } from './executables.ts';
import { type OwnedProcess, startOwnedProcess } from './owned-process.ts';

/** A running Chromium under DevTools. */
export interface ChromiumProcess {
  readonly version: string;
  readonly connection: CdpConnection;
  /** Where a second connection can be made. */
  readonly endpoint: string;
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
  '--hide-crash-restore-bubble',
  NO_ADDRESS_BAR_PAGES,
  '--password-store=basic',
  '--use-mock-keychain',
  '--remote-debugging-port=0',
  // For a click on the toolbar button.
  '--enable-unsafe-extension-debugging',
];

const LANGUAGES = { en: 'en-US,en', zh: 'zh-CN,zh,en' } as const;

/** The language is a preference of the profile: a page's emulation would leave worker and popup out. */
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
    const endpoint = await readEndpoint(profile, owned);
    const connection = await connectCdp(endpoint);
    const { product } = await connection.browser.send('Browser.getVersion');
    const kill = async (): Promise<void> => {
      await owned.kill();
      connection.close();
    };
    return {
      version: product.replace(/^.*\//, ''),
      connection,
      endpoint,
      kill,
      async quit() {
        // The connection may close before the answer has left.
        await connection.browser.send('Browser.close').catch(() => {});
        await within(QUIT_TIMEOUT_MS, 'the end of Chromium', owned.exited).catch(() => {});
        await kill();
      },
    };
  } catch (error) {
    await owned.kill();
    throw error;
  }
}
