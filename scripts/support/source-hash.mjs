// @ts-check
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One hash over names and contents of files and folders (with everything below them). A missing one counts as absent,
 * so that creating or deleting it changes the hash.
 * @param {string} base
 * @param {readonly string[]} names relative to `base`
 * @returns {string}
 */
export function hashOfTree(base, names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesBelow(base, name)).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(base, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} base
 * @param {string} name
 * @returns {string[]} relative to `base`
 */
function filesBelow(base, name) {
  const stats = statSync(join(base, name), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [name];
  return readdirSync(join(base, name)).flatMap((child) => filesBelow(base, join(name, child)));
}
