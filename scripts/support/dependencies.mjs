// @ts-check
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { capture, interruptedBy, pathWithoutBin } from '../run.mjs';
import {
  chooseNpm,
  decideDependencies,
  explainNpmFailure,
  hashOf,
  isLockRefused,
  judgeNode,
  nodeMajorMin,
  readStamp,
} from './dependency-choice.mjs';
import { lookUp } from './look-up.mjs';
import { node26, root } from './paths.mjs';
import { seconds, tail, userError } from './text.mjs';

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.tollkeeper-setup');
const platform = `${process.platform}-${process.arch}`;

/** @typedef {(line: string) => void} Say */
/** @typedef {(pid: number | undefined) => void} OnProcess told the npm processes that are started */

/**
 * Cheap: reads two files and starts Node once. False means `ensureDependencies` has something to do.
 * @returns {Promise<boolean>}
 */
export async function areDependenciesReady() {
  return decide().action === 'keep' && (await checkNode()) === null;
}

/**
 * Installs what package-lock.json says unless it is there, and makes sure that Node 26 works. Call it under the lock.
 * Throws a message for the user.
 * @param {Say} say
 * @param {OnProcess} onProcess
 * @returns {Promise<void>}
 */
export async function ensureDependencies(say, onProcess) {
  const { action, why } = decide();
  if (action === 'install') await install(say, onProcess, why);
  if ((await checkNode()) !== null) await mendNode(say, onProcess, action !== 'install');
  writeStamp({ hash: currentHash(), platform, hasTriedFont: readStampFile()?.hasTriedFont === true });
}

/**
 * Remembers in the stamp that a font was tried, so that a machine without one is not asked at every start.
 * @returns {void}
 */
export function rememberFontTried() {
  writeStamp({ hash: currentHash(), platform, hasTriedFont: true });
}

/** @returns {boolean} */
export function hasTriedFont() {
  return readStampFile()?.hasTriedFont === true;
}

function decide() {
  return decideDependencies({
    hash: currentHash(),
    platform,
    stamp: readStampFile(),
    manifest: JSON.parse(readText('package.json')),
    lock: JSON.parse(readText('package-lock.json')),
    installed: readJson(join(modules, '.package-lock.json')),
  });
}

/**
 * @param {Say} say
 * @param {OnProcess} onProcess
 * @param {string} why
 */
async function install(say, onProcess, why) {
  say(`Installing dependencies (${why}); this takes about a minute.`);
  const startedAt = Date.now();
  // Gone first: an installation that is cut short must not look like a finished one.
  rmSync(stampFile, { force: true });
  // NODE_ENV=production would leave out the tools.
  const flags = ['--include=dev', '--no-audit', '--no-fund'];
  let result = await npm(['ci', ...flags], onProcess);
  if (isLockRefused(result.output)) result = await npm(['install', '--no-save', ...flags], onProcess);
  if (interruptedBy() !== null) {
    throw userError({ what: 'The set-up was stopped before it was done.', why: [], todo: ['Start it again.'] });
  }
  if (result.code !== 0) {
    say(tail(result.output, 25));
    const { why: reason, todo } = explainNpmFailure(result.output);
    throw userError({ what: 'The dependencies could not be installed.', why: [reason], todo });
  }
  say(`Dependencies installed in ${seconds(Date.now() - startedAt)}.`);
}

/**
 * The `node` package fetches its binary in an install script. npm may have been told not to run scripts, or the fetch may
 * have failed without failing the installation.
 * @param {Say} say
 * @param {OnProcess} onProcess
 * @param {boolean} mayReinstall
 */
async function mendNode(say, onProcess, mayReinstall) {
  say(`Node ${nodeMajorMin} in node_modules does not work yet; building it again.`);
  const { output } = await npm(['rebuild', 'node', '--ignore-scripts=false'], onProcess);
  let reason = await checkNode();
  if (reason !== null && mayReinstall) {
    await install(say, onProcess, `Node ${nodeMajorMin} could not be mended alone`);
    reason = await checkNode();
  }
  if (reason === null) return;
  if (output.trim() !== '') say(tail(output));
  throw userError({
    what: `Node ${nodeMajorMin}, which the project installs for itself, does not work.`,
    why: [`${node26}: ${reason}`],
    todo: [
      'If npm was told to run no install scripts, allow the one of the package "node" (package.json does), then run:',
      '$ npm rebuild node --ignore-scripts=false',
      'If the system is older than Node 26 supports (glibc 2.28, macOS 13.5), use a newer one.',
    ],
  });
}

/** @returns {Promise<string | null>} why it is no good, null when it is good */
async function checkNode() {
  if (!existsSync(node26)) return judgeNode({ version: null, output: '' });
  // The module is asked for too: a Node built without it would fail much later.
  const script = "require('node:sqlite'); console.log(process.version)";
  const { code, output } = await capture(node26, ['--no-warnings', '-e', script], { timeoutMs: 20_000 });
  return judgeNode({ version: code === 0 ? output.trim() : null, output });
}

/**
 * Runs npm under the user's own Node: the one in node_modules is what npm may be about to replace.
 * @param {readonly string[]} args
 * @param {OnProcess} onProcess
 */
async function npm(args, onProcess) {
  const path = pathWithoutBin(process.env.PATH);
  const node = nodeOutside(path);
  const chosen = chooseNpm({
    npmOnPath: lookUp('npm', path),
    npmExecPath: process.env.npm_execpath,
    nodeOutside: node,
  });
  if (chosen === null) {
    throw userError({
      what: 'npm was not found.',
      why: ['The set-up installs its dependencies with npm, and none is on the PATH.'],
      todo: ['Install Node 20 or newer with npm (https://nodejs.org), then start again.'],
    });
  }
  // npm and install scripts look for `node` on the PATH; when it is not there, the one that started us serves.
  const env = { ...process.env, PATH: node === null ? path : [path, dirname(node)].join(delimiter) };
  const call = (/** @type {readonly string[]} */ rest) =>
    capture(chosen.command, [...chosen.args, ...rest], { env, onStart: (child) => onProcess(child.pid) });
  const cache = usableCache((await call(['config', 'get', 'cache'])).output);
  try {
    return await call([...args, ...(cache === null ? [] : ['--cache', cache])]);
  } finally {
    if (cache !== null) rmSync(cache, { recursive: true, force: true });
  }
}

/**
 * @param {string} output of `npm config get cache`, which may carry warnings before the path
 * @returns {string | null} a cache folder to use instead, null when npm's own can be written
 */
function usableCache(output) {
  const configured = output.split('\n').findLast((line) => /^(\/|[A-Za-z]:[\\/])/.test(line));
  // An empty HOME puts npm's cache where it is started: it would end up inside the project.
  if (configured !== undefined && !configured.startsWith(root + sep) && canWrite(configured.trim())) return null;
  return mkdtempSync(join(tmpdir(), 'tollkeeper-npm-cache-'));
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    mkdirSync(join(folder, '_cacache', 'tmp'), { recursive: true });
    for (const part of [folder, join(folder, '_cacache'), join(folder, '_cacache', 'tmp')]) {
      accessSync(part, constants.W_OK);
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @returns {string | null}
 */
function nodeOutside(path) {
  const candidates = [process.env.npm_node_execpath, process.execPath].filter((one) => one !== undefined);
  return candidates.find((one) => !one.startsWith(modules + sep)) ?? lookUp('node', path);
}

const readText = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8');
const currentHash = () => hashOf(readText('package.json'), readText('package-lock.json'));
const readStampFile = () => readStamp(readJson(stampFile));

/** @param {import('./dependency-choice.mjs').Stamp} stamp */
function writeStamp(stamp) {
  writeFileSync(stampFile, `${JSON.stringify(stamp)}\n`);
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
