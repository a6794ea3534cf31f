// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { capture } from '../run.mjs';
import { withLock } from './lock.mjs';
import { outputFolder, root } from './paths.mjs';
import { hashOfTree } from './source-hash.mjs';

/** @typedef {'chrome-mv3' | 'firefox-mv3' | 'chrome-mv3-testing' | 'firefox-mv3-testing'} BuildName */

/** How each build of the extension is made; the name is its folder in .output/. */
const commands = /** @type {const} */ ({
  'chrome-mv3': ['build'],
  'firefox-mv3': ['build', '-b', 'firefox', '--mv3'],
  'chrome-mv3-testing': ['build', '--mode', 'testing'],
  'firefox-mv3-testing': ['build', '-b', 'firefox', '--mv3', '--mode', 'testing'],
});

/** @type {readonly BuildName[]} */
export const storeBuilds = ['chrome-mv3', 'firefox-mv3'];

/** @type {readonly BuildName[]} */
export const allBuilds = [...storeBuilds, 'chrome-mv3-testing', 'firefox-mv3-testing'];

/**
 * Everything a build may read, apart from packages, which package-lock.json stands for.
 * The configuration files at the root are found by their ending, so that a new one cannot be forgotten here.
 */
const sourceFolders = ['entrypoints', 'components', 'lib', 'public', 'build'];

/**
 * Builds one variant of the extension unless the last build was made from these very sources and is untouched.
 * @param {BuildName} name
 * @returns {Promise<{ isOk: boolean, isFresh: boolean, output: string, folder: string }>}
 *   `isFresh`: nothing had to be built; `output`: what the build printed
 */
export async function buildExtension(name) {
  const folder = join(outputFolder, name);
  return await withLock(join(outputFolder, 'build.lock'), {}, async () => {
    const sources = hashOfSources();
    if (isUpToDate(name, sources)) return { isOk: true, isFresh: true, output: '', folder };
    rmSync(stampFile(name), { force: true });
    const { code, output } = await capture('wxt', commands[name]);
    const isOk = code === 0 && existsSync(join(folder, 'manifest.json'));
    // The sources are hashed before the build: a file changed meanwhile makes the next run build again.
    if (isOk) writeStamp(name, { sources, built: hashOfTree(outputFolder, [name]) });
    return { isOk, isFresh: false, output, folder };
  });
}

function hashOfSources() {
  const configuration = readdirSync(root).filter((name) => /\.(json|ts|mts|mjs)$/.test(name));
  return hashOfTree(root, [...sourceFolders, ...configuration]);
}

/**
 * The built files are compared too: somebody may have run `wxt build` by hand in between.
 * @param {BuildName} name
 * @param {string} sources
 */
function isUpToDate(name, sources) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(name), 'utf8'));
    return stamp.sources === sources && stamp.built === hashOfTree(outputFolder, [name]);
  } catch {
    return false;
  }
}

/**
 * @param {BuildName} name
 * @param {{ sources: string, built: string }} stamp
 */
function writeStamp(name, stamp) {
  mkdirSync(dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), `${JSON.stringify(stamp)}\n`);
}

/** @param {BuildName} name */
function stampFile(name) {
  return join(outputFolder, 'stamps', `${name}.json`);
}
