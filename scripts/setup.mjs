// @ts-check
import { join } from 'node:path';
import { browserTitles, findBrowser } from './browsers.mjs';
import { areDependenciesReady, ensureDependencies, hasTriedFont, rememberFontTried } from './support/dependencies.mjs';
import {
  hasChineseFont,
  installBrowsers,
  installFont,
  installTestTools,
  missingTestTools,
} from './support/install-browsers.mjs';
import { withLock } from './support/lock.mjs';
import { isCommand, node26, outputFolder } from './support/paths.mjs';
import { errorText, seconds, userError } from './support/text.mjs';

/** @typedef {import('./browsers.mjs').BrowserName} BrowserName */
/** @typedef {import('./browsers.mjs').Browser} Browser */

const systemNodeMajorMin = 20;

/**
 * Everything a fresh clone needs: dependencies, Node 26, browsers, and for the tests on Linux a keychain and shells. Does nothing,
 * quickly, when it is all there. Two at once in one folder wait for each other.
 * Throws an Error whose message tells the user what happened, why, and what to do.
 * @param {{ browsers?: readonly BrowserName[], quiet?: boolean }} [options]
 *   `browsers`: the ones that must be there, both unless told. `quiet`: what has to be said goes to stderr, and nothing
 *   is said when nothing had to be done
 * @returns {Promise<{ node: string, browsers: Partial<Record<BrowserName, Browser>> }>}
 */
export async function setUp({ browsers = ['chromium', 'firefox'], quiet = false } = {}) {
  requireSystemNode();
  const say = (/** @type {string} */ line) => void (quiet ? process.stderr : process.stdout).write(`${line}\n`);
  const found = findAll(browsers);
  const isReady = isComplete(found, browsers) && !wantsTestTools(browsers);
  if (isReady && (await areDependenciesReady()) && (await isFontSettled(browsers))) {
    return { node: node26, browsers: found };
  }
  const onWait = (/** @type {number} */ pid) => say(`Another set-up (process ${pid}) is at work here; waiting.`);
  await withLock(join(outputFolder, 'setup.lock'), { onWait }, (addPid) => complete(browsers, say, addPid));
  return { node: node26, browsers: findAll(browsers) };
}

/**
 * @param {readonly BrowserName[]} browsers
 * @param {(line: string) => void} say
 * @param {(pid: number | undefined) => void} addPid
 */
async function complete(browsers, say, addPid) {
  await ensureDependencies(say, addPid);
  const found = findAll(browsers);
  const missing = browsers.filter((name) => found[name] === undefined);
  await installBrowsers(missing, say);
  if (wantsTestTools(browsers)) await installTestTools(say);
  // After the browsers, whose packages bring the tool that lists fonts.
  if (await isFontSettled(browsers)) return;
  await installFont(say);
  rememberFontTried();
}

/**
 * Only the tests need them, and only they ask for all browsers.
 * @param {readonly BrowserName[]} browsers
 * @returns {boolean}
 */
function wantsTestTools(browsers) {
  return browsers.length > 1 && missingTestTools().length > 0;
}

/**
 * @param {readonly BrowserName[]} browsers
 * @returns {Promise<boolean>}
 */
async function isFontSettled(browsers) {
  return browsers.length === 0 || hasTriedFont() || (await hasChineseFont());
}

/**
 * @param {readonly BrowserName[]} browsers
 * @returns {Partial<Record<BrowserName, Browser>>}
 */
function findAll(browsers) {
  /** @type {Partial<Record<BrowserName, Browser>>} */
  const found = {};
  for (const name of browsers) {
    const { browser } = findBrowser[name]();
    if (browser !== null) found[name] = browser;
  }
  return found;
}

/**
 * @param {Partial<Record<BrowserName, Browser>>} found
 * @param {readonly BrowserName[]} browsers
 */
function isComplete(found, browsers) {
  return browsers.every((name) => found[name] !== undefined);
}

function requireSystemNode() {
  if (Number(process.versions.node.split('.')[0]) >= systemNodeMajorMin) return;
  throw userError({
    what: `Node ${process.versions.node} is too old to set the project up.`,
    why: [`The set-up needs Node ${systemNodeMajorMin} or newer; the project then installs its own Node 26.`],
    todo: ['Install a newer Node (https://nodejs.org), then start again.'],
  });
}

if (isCommand(import.meta)) {
  const startedAt = Date.now();
  try {
    const { browsers } = await setUp();
    for (const name of /** @type {const} */ (['chromium', 'firefox'])) {
      const browser = browsers[name];
      if (browser !== undefined) console.log(`${browserTitles[name]} ${browser.version}: ${browser.path}`);
    }
    console.log(`Set-up complete in ${seconds(Date.now() - startedAt)}.`);
  } catch (error) {
    console.error(errorText(error));
    process.exitCode = 1;
  }
}
