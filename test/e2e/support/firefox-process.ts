import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pollUntil, within } from './bounded.ts';
import type { LaunchOptions } from './driver.ts';
import { CHROME_PRELUDE } from './firefox-scripts.ts';
import { connectMarionette, type Marionette } from './marionette.ts';
import { type OwnedProcess, startOwnedProcess } from './owned-process.ts';

type Preferences = Readonly<Record<string, string | number | boolean>>;

/** A running Firefox with its control connection. */
export interface FirefoxProcess {
  readonly version: string;
  /** Runs an async function's source with Firefox's own privileges; arguments and result travel as JSON. */
  chrome<R>(source: string, args?: readonly unknown[], timeoutMs?: number): Promise<R>;
  readonly marionette: Marionette;
  /** Quits as a user does, so that the profile is written; kills after 10 s. */
  quit(): Promise<void>;
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;
const QUIT_TIMEOUT_MS = 10_000;
const CHROME_TIMEOUT_MS = 15_000;
const SCRIPT_TIMEOUT_MS = 600_000;

// Marionette sets its own "recommended" preferences (no updates, no telemetry, no first-run pages); these are ours.
const BASE_PREFERENCES: Preferences = {
  'marionette.port': 0,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.sessionstore.resume_from_crash': false,
  'browser.tabs.crashReporting.sendReport': false,
  'browser.tabs.warnOnClose': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.disable_beforeunload': true,
  // A process outlives its last tab by this many ms: the next test's tab of the site does not start one more.
  'dom.ipc.processReuse.unusedGraceMs': 60_000,
  'dom.ipc.processPrelaunch.enabled': false,
  'extensions.autoDisableScopes': 0,
  'extensions.webextOptionalPermissionPrompts': false,
  // Every frame is painted by the processor, and nobody watches: a quarter of the frames are enough for what is clicked.
  'layout.frame_rate': 15,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.disable-localhost-when-offline': false,
  'network.http.speculative-parallel-limit': 0,
  // An address that is answered here and does not look like it.
  'network.socket.ip_addr_any.disabled': false,
  'remote.events.async.mouse.enabled': true,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.cosmeticAnimations.enabled': false,
  'ui.popup.disable_autohide': true,
  'xpinstall.signatures.required': false,
};

const LANGUAGES = { en: 'en-US, en', zh: 'zh-CN, zh, en' } as const;

function preferencesOf(options: LaunchOptions, extensionUuids: Readonly<Record<string, string>>): Preferences {
  const isDark = options.colorScheme === 'dark';
  return {
    ...BASE_PREFERENCES,
    'extensions.webextensions.uuids': JSON.stringify(extensionUuids),
    'intl.accept_languages': LANGUAGES[options.language ?? 'en'],
    'layout.css.prefers-color-scheme.content-override': isDark ? 0 : 1,
    'ui.systemUsesDarkTheme': isDark ? 1 : 0,
    ...(options.downloadsDir && {
      'browser.download.dir': options.downloadsDir,
      'browser.download.folderList': 2,
      'browser.download.alwaysOpenPanel': false,
    }),
    ...options.firefoxPrefs,
  };
}

function writePreferences(profile: string, preferences: Preferences): void {
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`);
}

async function connect(profile: string, firefox: OwnedProcess): Promise<Marionette> {
  const portFile = join(profile, 'MarionetteActivePort');
  const port = await pollUntil(START_TIMEOUT_MS, 'the port of Firefox’s Marionette', () => {
    if (firefox.hasExited()) return -1;
    return existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  });
  if (port < 0) throw new Error(`[firefox] ended while starting: ${firefox.stderrTail()}`);
  return connectMarionette(port);
}

function chromeRunner(marionette: Marionette): FirefoxProcess['chrome'] {
  return async <R>(source: string, args: readonly unknown[] = [], timeoutMs = CHROME_TIMEOUT_MS) => {
    const script = `const [args, done] = arguments;
${CHROME_PRELUDE}
(async () => (${source})(...args))().then(
  (value) => done({ value: value === undefined ? null : value }),
  (error) => done({ error: String(error?.message ?? error) }),
);`;
    const answer = (await marionette.send(
      'WebDriver:ExecuteAsyncScript',
      // No named sandbox: overlapping scripts in one overwrite each other's callbacks.
      { script, args: [args] },
      timeoutMs,
    )) as { value: { value?: unknown; error?: string } };
    if (answer.value?.error !== undefined) throw new Error(`[firefox] ${answer.value.error}`);
    return answer.value?.value as R;
  };
}

async function openSession(marionette: Marionette): Promise<string> {
  const session = (await marionette.send('WebDriver:NewSession', {
    capabilities: { alwaysMatch: { acceptInsecureCerts: true, unhandledPromptBehavior: 'ignore' } },
  })) as { capabilities: { browserVersion: string } };
  await marionette.send('Marionette:SetContext', { value: 'chrome' });
  await marionette.send('WebDriver:SetTimeouts', { script: SCRIPT_TIMEOUT_MS });
  return session.capabilities.browserVersion;
}

/** Starts Firefox on `profile` and takes control; rejects with Firefox's last words if it does not come up in 20 s. */
export async function startFirefox(
  executable: string,
  profile: string,
  options: LaunchOptions,
  extensionUuids: Readonly<Record<string, string>>,
): Promise<FirefoxProcess> {
  writePreferences(profile, preferencesOf(options, extensionUuids));
  rmSync(join(profile, 'MarionetteActivePort'), { force: true });
  const size = ['--width', String((options.width ?? 1280) + 40), '--height', String((options.height ?? 800) + 160)];
  const flags = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', ...size];
  // Without the second variable a release build ignores services.settings.server and calls home.
  const environment = { MOZ_CRASHREPORTER_DISABLE: '1', MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' };
  const firefox = startOwnedProcess(executable, [...flags, '--profile', profile], environment);
  try {
    const marionette = await connect(profile, firefox);
    const version = await openSession(marionette);
    const kill = async (): Promise<void> => {
      marionette.close();
      await firefox.kill();
    };
    return {
      version,
      chrome: chromeRunner(marionette),
      marionette,
      kill,
      async quit() {
        const asked = marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }, QUIT_TIMEOUT_MS);
        // The connection may close before the answer has left.
        await asked.catch(() => {});
        await within(QUIT_TIMEOUT_MS, 'the end of Firefox', firefox.exited).catch(() => {});
        await kill();
      },
    };
  } catch (error) {
    await firefox.kill();
    throw error;
  }
}
