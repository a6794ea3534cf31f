// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathWithoutBin } from './run.mjs';
import {
  chooseBrowser,
  chromiumCandidates,
  firefoxCandidates,
  judgeChromium,
  judgeFirefox,
} from './support/browser-choice.mjs';
import { lookUp } from './support/look-up.mjs';
import { outputFolder } from './support/paths.mjs';
import { userError } from './support/text.mjs';

/** @typedef {import('./support/browser-choice.mjs').Browser} Browser */
/** @typedef {import('./support/browser-choice.mjs').Finding} Finding */
/** @typedef {'chromium' | 'firefox'} BrowserName */

/** Where we let Playwright download to when the home folder cannot be written. */
export const ownBrowsersFolder = join(outputFolder, 'browsers');

/**
 * Finds a Chromium that loads unpacked extensions: $TOLLKEEPER_CHROMIUM, chromium, chromium-browser, Playwright's
 * download, Chrome for Testing. Each is asked for its version, so a broken one is passed over. Takes about 0.2 s.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Finding} `browser` null: none serves, `reasons` say why each was passed over
 */
export function findChromium(env = process.env) {
  const candidates = chromiumCandidates({
    named: env.TOLLKEEPER_CHROMIUM,
    platform: process.platform,
    onPath: onPath(env),
    playwright: playwrightChromiums(env),
    forTesting: chromesForTesting(env),
    exists: existsSync,
  });
  return chooseBrowser(candidates, probe, judgeChromium);
}

/**
 * Finds a Firefox: $TOLLKEEPER_FIREFOX, firefox-esr, firefox. Takes about 0.2 s.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Finding} `browser` null: none serves, `reasons` say why each was passed over
 */
export function findFirefox(env = process.env) {
  const facts = { named: env.TOLLKEEPER_FIREFOX, platform: process.platform, onPath: onPath(env), exists: existsSync };
  return chooseBrowser(firefoxCandidates(facts), probe, judgeFirefox);
}

/** @type {Readonly<Record<BrowserName, (env?: NodeJS.ProcessEnv) => Finding>>} */
export const findBrowser = { chromium: findChromium, firefox: findFirefox };

/**
 * The path of a browser for a test driver. Throws the reasons when there is none: a missing browser fails a test.
 * @param {BrowserName} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function requireBrowser(name, env = process.env) {
  const { browser, reasons } = findBrowser[name](env);
  if (browser !== null) return browser.path;
  throw userError({
    what: `No usable ${browserTitles[name]} was found.`,
    why: reasons.length > 0 ? reasons : ['There is none on the PATH or in the usual download folders.'],
    todo: ['Run the set-up; it installs one or prints the command:', '$ node scripts/setup.mjs'],
  });
}

/** @type {Readonly<Record<BrowserName, string>>} */
export const browserTitles = { chromium: 'Chromium', firefox: 'Firefox' };

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {(command: string) => string | null}
 */
function onPath(env) {
  const path = pathWithoutBin(env.PATH);
  return (command) => lookUp(command, path);
}

/**
 * @param {string} path
 * @returns {import('./support/browser-choice.mjs').Probe}
 */
function probe(path) {
  if (!existsSync(path)) return { text: '', problem: 'there is no such file' };
  const [command, args] = process.platform === 'win32' ? windowsVersionCommand(path) : [path, ['--version']];
  const { stdout, stderr, error, status } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
  if (error !== undefined) return { text: '', problem: `it does not start (${error.message})` };
  if (status === 0) return { text: stdout, problem: null };
  const said = `${stderr}${stdout}`.trim().split('\n').at(-1);
  return {
    text: '',
    problem: `it ends with ${status === null ? 'a signal' : `code ${status}`}: ${said || 'no words'}`,
  };
}

/**
 * On Windows `--version` opens a window instead of printing; the file itself carries name and version.
 * @param {string} path
 * @returns {[string, string[]]}
 */
function windowsVersionCommand(path) {
  const file = path.replaceAll("'", "''");
  const script = `(Get-Item '${file}').VersionInfo | ForEach-Object { "$($_.ProductName) $($_.ProductVersion)" }`;
  return ['powershell', ['-NoProfile', '-Command', script]];
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} newest first
 */
function playwrightChromiums(env) {
  // Playwright reads 0 as "inside the package", which we never ask for.
  const named = env.PLAYWRIGHT_BROWSERS_PATH === '0' ? '' : (env.PLAYWRIGHT_BROWSERS_PATH ?? '');
  return [named, ownBrowsersFolder, join(cacheFolder(env), 'ms-playwright')]
    .filter((folder) => folder !== '')
    .flatMap((folder) => newestFirst(folder, /^chromium-\d+$/))
    .flatMap(executablesIn);
}

/**
 * Downloads of `npx @puppeteer/browsers install chrome`, per user and in this folder.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} newest first
 */
function chromesForTesting(env) {
  const home = homeFolder(env);
  const folders = [
    ...(home === '' ? [] : [join(home, '.cache', 'puppeteer', 'chrome')]),
    join(process.cwd(), 'chrome'),
  ];
  return folders.flatMap((folder) => newestFirst(folder, /-\d+(\.\d+)+$/)).flatMap(executablesIn);
}

const executableNames = [
  'chrome',
  'chrome.exe',
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

/**
 * @param {string} folder one download, with a folder such as chrome-linux64 in it
 * @returns {string[]}
 */
function executablesIn(folder) {
  return list(folder)
    .filter((name) => name.startsWith('chrome-'))
    .flatMap((name) => executableNames.map((executable) => join(folder, name, executable)))
    .filter((file) => existsSync(file));
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 * @returns {string[]}
 */
function newestFirst(folder, pattern) {
  return list(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(folder, name));
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {NodeJS.ProcessEnv} env */
function cacheFolder(env) {
  const home = homeFolder(env);
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches');
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
  return env.XDG_CACHE_HOME || join(home, '.cache');
}

/** @param {NodeJS.ProcessEnv} env */
function homeFolder(env) {
  return env.HOME ?? homedir();
}
