// @ts-check
import { readFileSync } from 'node:fs';
import { capture } from '../run.mjs';

/**
 * Every process below `pid` in a listing of "pid ppid" lines, nearest first.
 * @param {string} listing
 * @param {number} pid
 * @returns {number[]}
 */
export function descendantsIn(listing, pid) {
  const pairs = listing
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((pair) => pair.length === 2);
  const found = [pid];
  for (const parent of found) {
    for (const [child, ppid] of pairs) {
      if (child !== undefined && ppid === parent && !found.includes(child)) found.push(child);
    }
  }
  return found.slice(1);
}

/**
 * Ends a process we started and everything below it: asks first, insists after `graceMs`.
 * The list is taken before anything is ended, since an orphan no longer names its parent.
 * @param {number} pid
 * @param {number} [graceMs]
 * @returns {Promise<void>}
 */
export async function endTree(pid, graceMs = 3000) {
  const { output } = await capture('ps', ['-e', '-o', 'pid=,ppid=']);
  const pids = [...descendantsIn(output, pid).reverse(), pid];
  for (const one of pids) signalQuietly(one, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline && pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const one of pids) if (isAlive(one)) signalQuietly(one, 'SIGKILL');
}

/**
 * @param {number} pid
 * @returns {boolean} false also when the number is no process id
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Ended, but not yet collected: in a container whose first process collects nothing it stays so for ever.
 * @param {number} pid
 * @returns {boolean} false where there is no /proc
 */
function isZombie(pid) {
  try {
    // "pid (name) state …", and the name may hold anything, also brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalQuietly(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}
