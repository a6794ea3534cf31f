// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './support/paths.mjs';

/**
 * How a child ended. `code` is null when a signal ended it; `problem` is set when it could not be started at all.
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, problem: string | null }} Ending
 */

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the checkout unless told
 * @property {NodeJS.ProcessEnv} [env] Node 26 first in PATH unless told
 * @property {import('node:child_process').StdioOptions} [stdio] 'inherit' unless told
 * @property {boolean} [ownGroup] start it as leader of a process group of its own, so that `endTree` reaches its children
 * @property {number} [timeoutMs] end it after this long; null in `code` then
 * @property {(child: import('node:child_process').ChildProcess) => void} [onStart]
 */

const isWindows = process.platform === 'win32';

/** @type {NodeJS.Signals | null} */
let interruption = null;

/**
 * The signal that was meant to end us while a child ran, null when there was none: a command with more steps stops there.
 * @returns {NodeJS.Signals | null}
 */
export function interruptedBy() {
  return interruption;
}

/**
 * PATH without any node_modules/.bin, which npm scripts put first: what is left is the user's own Node and npm.
 * @param {string | undefined} path
 * @returns {string}
 */
export function pathWithoutBin(path) {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]/.test(`${folder}/`))
    .join(delimiter);
}

/**
 * The environment with this checkout's tools first, so that `#!/usr/bin/env node` finds Node 26 whatever Node started us.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function envWithNode26(env = process.env) {
  return { ...env, PATH: [join(root, 'node_modules', '.bin'), pathWithoutBin(env.PATH)].join(delimiter) };
}

/**
 * Runs a child to its end and passes on the signals we get meanwhile. Never rejects.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ending>}
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = envWithNode26(), stdio = 'inherit', ownGroup = false, timeoutMs, onStart } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio, detached: ownGroup, shell: isWindows, windowsHide: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const stopForwarding = forwardSignals(child, ownGroup);
    const end = (/** @type {Ending} */ ending) => {
      clearTimeout(timer);
      stopForwarding();
      resolve(ending);
    };
    child.once('error', (error) => end({ code: 127, signal: null, problem: error.message }));
    child.once('close', (code, signal) => end({ code, signal, problem: null }));
    onStart?.(child);
  });
}

/**
 * Runs a child and keeps what it printed, both streams in the order they came. Never rejects.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ending & { output: string }>}
 */
export async function capture(command, args, options = {}) {
  /** @type {Buffer[]} */
  const chunks = [];
  const ending = await run(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    onStart: (child) => {
      child.stdout?.on('data', (chunk) => chunks.push(chunk));
      child.stderr?.on('data', (chunk) => chunks.push(chunk));
      options.onStart?.(child);
    },
  });
  return { ...ending, output: Buffer.concat(chunks).toString() + (ending.problem ?? '') };
}

/**
 * The exit code a shell would report: the child's own, or 128 + the signal's number.
 * @param {Pick<Ending, 'code' | 'signal'>} ending
 * @returns {number}
 */
export function exitCodeOf({ code, signal }) {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + constants.signals[signal];
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} ownGroup
 * @returns {() => void} stops forwarding
 */
function forwardSignals(child, ownGroup) {
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    interruption = signal;
    // A terminal sends ctrl-C to the whole foreground group: passing it on would make it a second, impatient one.
    const alreadyThere = signal === 'SIGINT' && !ownGroup && process.stdin.isTTY === true;
    if (!alreadyThere) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}
