// @ts-check
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this file lies in: absolute, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Node 26 as the `node` package installs it; it exists only after the set-up. */
export const node26 = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Everything that is built or left behind by a run; ignored by git. */
export const outputFolder = join(root, '.output');

/**
 * True when the module was started as a command rather than imported.
 * @param {ImportMeta} meta
 * @returns {boolean}
 */
export function isCommand(meta) {
  const started = process.argv[1];
  if (started === undefined) return false;
  try {
    return realpathSync(started) === realpathSync(fileURLToPath(meta.url));
  } catch {
    return false;
  }
}
