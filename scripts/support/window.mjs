// @ts-check
import { spawn } from 'node:child_process';
import { mkdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { outputFolder } from './paths.mjs';
import { isAlive } from './process-tree.mjs';

const profilesMax = 20;
/** A browser that fails to start does so within this time; later it was closed by somebody. */
const startMsMax = 15_000;

/**
 * How a window ended. `no-display`: it could not open one. `no-sandbox`: the system forbids Chromium's own sandbox.
 * @typedef {'closed' | 'no-display' | 'no-sandbox' | 'failed'} WindowEnd
 */

/**
 * Chromium's switches for a window with the extension in it.
 * @param {{ profile: string, extension: string, url: string, withSandbox: boolean }} options
 * @returns {string[]}
 */
export function windowArguments({ profile, extension, url, withSandbox }) {
  return [
    `--user-data-dir=${profile}`,
    `--load-extension=${extension}`,
    `--disable-extensions-except=${extension}`,
    '--no-first-run',
    '--no-default-browser-check',
    // Otherwise the desktop's keyring asks for a password before the page is shown.
    '--password-store=basic',
    '--use-mock-keychain',
    ...(withSandbox ? [] : ['--no-sandbox']),
    url,
  ];
}

/**
 * Why a browser's process ended.
 * @param {{ code: number | null, livedMs: number, said: string }} facts `said`: the end of its stderr
 * @returns {WindowEnd}
 */
export function judgeWindowEnd({ code, livedMs, said }) {
  if (code === 0 || livedMs > startMsMax) return 'closed';
  if (/no usable sandbox|SUID sandbox helper|without --no-sandbox is not supported/i.test(said)) return 'no-sandbox';
  if (
    /missing x server|cannot open display|unable to open x display|platform failed to initialize|wayland/i.test(said)
  ) {
    return 'no-display';
  }
  return code === null ? 'closed' : 'failed';
}

/**
 * Opens a Chromium window and waits until it is closed.
 * @param {{ chromium: string, extension: string, url: string, withSandbox: boolean }} options
 * @param {(child: import('node:child_process').ChildProcess) => void} onStart
 * @returns {Promise<{ end: WindowEnd, said: string }>}
 */
export async function openWindow({ chromium, ...options }, onStart) {
  const startedAt = Date.now();
  const child = spawn(chromium, windowArguments({ ...options, profile: freeProfile() }), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onStart(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  /** @type {number | null} */
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(127);
    });
    child.once('exit', resolve);
  });
  return { end: judgeWindowEnd({ code, livedMs: Date.now() - startedAt, said }), said };
}

/**
 * A profile no living Chromium has open: with a second start in the same one, Chromium hands over to the first and ends.
 * @returns {string}
 */
function freeProfile() {
  const names = ['profile', ...Array.from({ length: profilesMax }, (_, index) => `profile-${index + 2}`)];
  const folders = names.map((name) => join(outputFolder, name));
  const folder = folders.find((candidate) => !isInUse(candidate)) ?? join(outputFolder, `profile-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Chromium leaves a link "host-pid" in a profile it uses, and after a crash.
 * @param {string} folder
 */
function isInUse(folder) {
  try {
    const pid = Number(readlinkSync(join(folder, 'SingletonLock')).split('-').at(-1));
    return Number.isInteger(pid) && isAlive(pid);
  } catch {
    return false;
  }
}
