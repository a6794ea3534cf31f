// @ts-check
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { isAlive } from './process-tree.mjs';
import { userError } from './text.mjs';

const pollMs = 250;
const heartbeatMs = 5_000;
/** Without a heartbeat for this long the holder counts as gone even if its number is in use again. */
const silentMsMax = 10 * 60_000;
/** The longest we wait for somebody else's set-up: an installation over a slow line. */
const waitMsMax = 20 * 60_000;

/**
 * `pids`: the process that took the lock, then what it started: an npm whose parent was killed goes on installing.
 * @typedef {{ pids: readonly number[], host: string, token: string }} Holder
 */

/**
 * Is a lock left over from a process that is gone? On another host (a shared folder, a container) only the heartbeat speaks.
 * @param {{ holder: Holder | null, host: string, silentMs: number, isAlive: (pid: number) => boolean }} facts
 *   `holder` null: the file is empty or damaged, as a crash between creating and writing leaves it
 * @returns {boolean}
 */
export function isLockStale({ holder, host, silentMs, isAlive }) {
  if (silentMs > silentMsMax) return true;
  if (holder === null) return silentMs > 2_000;
  return holder.host === host && !holder.pids.some(isAlive);
}

/**
 * Runs `work` while no other process runs it on the same lock file. Waits for a living holder, survives a dead one.
 * @template T
 * @param {string} file
 * @param {{ onWait?: (pid: number) => void }} options `onWait` is called once, when somebody else is first
 * @param {(addPid: (pid: number | undefined) => void) => Promise<T>} work it tells the processes it starts by `addPid`
 * @returns {Promise<T>}
 */
export async function withLock(file, { onWait }, work) {
  makeFolder(dirname(file));
  /** @type {Holder} */
  const me = { pids: [process.pid], host: hostname(), token: randomUUID() };
  await acquire(file, me, onWait);
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  heartbeat.unref();
  try {
    return await work((pid) => {
      if (pid === undefined) return;
      me.pids = [...me.pids, pid];
      writeFileSync(file, JSON.stringify(me));
    });
  } finally {
    clearInterval(heartbeat);
    if (read(file)?.token === me.token) unlinkSync(file);
  }
}

/**
 * @param {string} file
 * @param {Holder} me
 * @param {((pid: number) => void) | undefined} onWait
 */
async function acquire(file, me, onWait) {
  const deadline = Date.now() + waitMsMax;
  let hasWaited = false;
  while (Date.now() < deadline) {
    if (tryCreate(file, JSON.stringify(me))) return;
    const holder = read(file);
    const silentMs = silence(file);
    if (silentMs === null) continue;
    if (isLockStale({ holder, host: hostname(), silentMs, isAlive })) {
      removeStale(file, holder?.token ?? null);
      continue;
    }
    if (!hasWaited && holder !== null) onWait?.(holder.pids.find(isAlive) ?? 0);
    hasWaited = true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw userError({
    what: 'Another set-up in this folder did not finish within 20 minutes.',
    why: [`It holds the lock ${file}.`],
    todo: ['End that process, then start again. If there is none, delete the lock file.'],
  });
}

/**
 * Two processes may see the same stale lock, and one may already have replaced it when the other acts. So it is moved
 * aside first (only one can move one file) and put back if it turns out to be a newer one.
 * @param {string} file
 * @param {string | null} staleToken
 */
function removeStale(file, staleToken) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if ((moved?.token ?? null) !== staleToken) tryCreate(file, JSON.stringify(moved));
  unlinkSync(aside);
}

/**
 * @param {string} file
 * @param {string} content
 * @returns {boolean} false when the file exists
 */
function tryCreate(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw cannotWrite(dirname(file), error);
  }
}

/**
 * @param {string} file
 * @returns {Holder | null}
 */
function read(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(holder?.pids) && typeof holder.token === 'string' ? holder : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} file
 * @returns {number | null} null when the file is gone
 */
function silence(file) {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return null;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The folder was deleted under us; the work itself will notice.
  }
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

/**
 * @param {string} folder
 * @param {unknown} error
 */
function cannotWrite(folder, error) {
  return userError(
    {
      what: 'The set-up cannot write into the project folder.',
      why: [error instanceof Error ? error.message : String(error)],
      todo: [`Make ${folder} writable for your user, or clone the project into a folder of your own.`],
    },
    error,
  );
}
