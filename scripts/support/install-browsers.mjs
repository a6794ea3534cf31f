// @ts-check
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { browserTitles, findBrowser, ownBrowsersFolder } from '../browsers.mjs';
import { capture, envWithNode26 } from '../run.mjs';
import { installCommands, installSteps, mayUseApt, readOsIds } from './install-choice.mjs';
import { lookUp } from './look-up.mjs';
import { tail, userError } from './text.mjs';

/** @typedef {import('../browsers.mjs').BrowserName} BrowserName */
/** @typedef {import('./install-choice.mjs').Machine} Machine */
/** @typedef {(line: string) => void} Say */

const downloadMsMax = 15 * 60_000;
/** Debian's tools refuse to work without these on the PATH, and a bare container may leave them out. */
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Installs browsers as far as that is allowed here. Throws a message with the exact commands for what is still missing.
 * @param {readonly BrowserName[]} missing
 * @param {Say} say
 * @param {Machine} [machine]
 * @returns {Promise<void>}
 */
export async function installBrowsers(missing, say, machine = readMachine()) {
  const failed = [];
  for (const name of missing) {
    const attempts = await tryToInstall(name, say, machine);
    const { browser, reasons } = findBrowser[name]();
    if (browser === null) failed.push(missingText(name, [...reasons, ...attempts], machine));
    else say(`${browserTitles[name]} ${browser.version} is installed (${browser.path}).`);
  }
  if (failed.length > 0) throw Object.assign(new Error(failed.join('\n\n')), { name: 'UserError' });
}

/**
 * Makes sure that Chinese can be drawn, since pictures and tests show it. Installs a font where apt is allowed, says how
 * otherwise. A machine without such a font still passes: nothing is thrown.
 * @param {Say} say
 * @param {Machine} [machine]
 * @returns {Promise<void>}
 */
export async function installFont(say, machine = readMachine()) {
  if (mayUseApt(machine)) {
    say('Installing a Chinese font for the pictures.');
    await tryToInstall('font', say, machine);
    if (await hasChineseFont()) return;
  }
  say('No Chinese font was found: pictures will show boxes for Chinese text.');
  for (const command of installCommands('font', machine)) say(`    $ ${command}`);
}

/**
 * Only Linux can be without one.
 * @returns {Promise<boolean>}
 */
export async function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  const { code, output } = await capture('fc-list', [':lang=zh', 'family'], { timeoutMs: 20_000 });
  return code === 0 && output.trim() !== '';
}

/** What only tests need, by its programs: a keychain (macOS and Windows have their own), and shells that read our completions. */
const testTools = /** @type {const} */ ({
  keychain: ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon', 'secret-tool'],
  shells: ['zsh', 'fish'],
});

/**
 * What of it is missing and may be installed. Where it may not, the tests that need it say so.
 * @param {Machine} [machine]
 * @returns {readonly (keyof typeof testTools)[]}
 */
export function missingTestTools(machine = readMachine()) {
  if (!mayUseApt(machine)) return [];
  const names = /** @type {(keyof typeof testTools)[]} */ (Object.keys(testTools));
  return names.filter((name) => testTools[name].some((program) => lookUp(program) === null));
}

/**
 * @param {Say} say
 * @param {Machine} [machine]
 * @returns {Promise<void>}
 */
export async function installTestTools(say, machine = readMachine()) {
  for (const missing of missingTestTools(machine)) {
    say(`Installing what tests need: ${missing}.`);
    await tryToInstall(missing, say, machine);
  }
}

/** @returns {Machine} */
function readMachine() {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: lookUp('apt-get', `${process.env.PATH ?? ''}:${systemPath}`) !== null,
    hasDesktop: hasDisplay(process.env, process.platform),
    osIds: readOsIds(readQuietly('/etc/os-release')),
  };
}

/**
 * Can a window be opened?
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @returns {boolean}
 */
export function hasDisplay(env, platform) {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/**
 * @param {import('./install-choice.mjs').Missing} missing
 * @param {Say} say
 * @param {Machine} machine
 * @returns {Promise<string[]>} why each attempt failed; the last may have succeeded
 */
async function tryToInstall(missing, say, machine) {
  const failures = [];
  for (const step of installSteps(missing, machine)) {
    const failure = step.kind === 'apt' ? await apt(step.packages, say) : await playwright(step.withLibraries, say);
    if (failure === null) break;
    failures.push(failure);
  }
  return failures;
}

/**
 * @param {readonly string[]} packages
 * @param {Say} say
 * @returns {Promise<string | null>} why it failed
 */
async function apt(packages, say) {
  const names = packages.join(' ');
  say(`Installing ${names} with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', PATH: `${process.env.PATH ?? ''}:${systemPath}` };
  const options = { env, timeoutMs: downloadMsMax };
  // One unreachable source fails the update though the package may well come from another: so its code is not asked.
  const update = await capture('apt-get', ['update'], options);
  const flags = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const { code, output } = await capture('apt-get', ['install', ...flags, ...packages], options);
  if (code === 0) return null;
  say(tail(update.code === 0 ? output : `${update.output}\n${output}`));
  return `apt-get could not install ${names} (printed above).`;
}

/**
 * Downloads Chrome for Testing into the user's cache folder, or into .output/ where that cannot be written.
 * @param {boolean} withLibraries install system libraries too (root only)
 * @param {Say} say
 * @returns {Promise<string | null>} why it failed
 */
async function playwright(withLibraries, say) {
  say('Downloading a Chromium for this user (npx playwright install chromium).');
  const own = canUseHomeCache() ? {} : { PLAYWRIGHT_BROWSERS_PATH: ownBrowsersFolder };
  const env = { ...envWithNode26(), PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '20000', ...own };
  const args = ['install', '--no-shell', ...(withLibraries ? ['--with-deps'] : []), 'chromium'];
  const { code, output } = await capture('playwright', args, { env, timeoutMs: downloadMsMax });
  if (code === 0) return null;
  say(tail(output));
  return 'The download by Playwright failed (printed above); it needs the network.';
}

function canUseHomeCache() {
  if (process.env.PLAYWRIGHT_BROWSERS_PATH) return true;
  const home = process.env.HOME ?? homedir();
  const folder = process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
  if (home === '') return false;
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {BrowserName} name
 * @param {readonly string[]} reasons
 * @param {Machine} machine
 */
function missingText(name, reasons, machine) {
  const variable = `TOLLKEEPER_${name.toUpperCase()}`;
  const named = process.env[variable];
  const commands = installCommands(name, machine).map((command) => `$ ${command}`);
  return userError({
    what: `No usable ${browserTitles[name]} was found, and the tests need one.`,
    why: reasons.length > 0 ? reasons : ['There is none on the PATH or in the usual download folders.'],
    todo: named
      ? [`Correct ${variable}, or unset it so that the usual places are searched.`]
      : ['Install one, then start again:', ...commands, `Or name one you have: export ${variable}=/path/to/it`],
  }).message;
}

/** @param {string} file */
function readQuietly(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
