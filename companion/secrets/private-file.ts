import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SecretProblem } from './secret-problem.ts';

/** Files of secrets are small; what is larger is none of ours. */
const BYTES_MAX = 4 * 1024 * 1024;
/** Windows keeps who may read a file elsewhere: there the folder of the user's own data is what protects it. */
const HAS_MODES = process.platform !== 'win32';

/** Reads a file that only its owner may read; null: there is none. Rejects one that others may read or change. */
export function readPrivate(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new SecretProblem('unreadable', `${path} cannot be read (${codeOf(error)})`, { cause: error });
  }
  try {
    // Of the opened file, so that nothing can take its place in between.
    const { mode, size } = fstatSync(file);
    if (HAS_MODES && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8);
      throw new SecretProblem('too-open', `others may read ${path} (mode ${shown}); run: chmod 600 "${path}"`);
    }
    if (size > BYTES_MAX) throw new SecretProblem('corrupt', `${path} is too large to be what it should be`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Puts a file in the place of another at once: whoever reads sees the old one or the new one, and a crash leaves one of
 * them. Only its owner may read it.
 */
export function replacePrivate(path: string, content: string | Buffer): void {
  const next = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeNew(next, content);
    renameSync(next, path);
  } catch (error) {
    forget(next);
    throw new SecretProblem(
      'unwritable',
      `${path} cannot be written (${codeOf(error)}); what was there before is unchanged`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Writes a file that must not be there yet; false: it is. It is there whole or not at all: an empty one, left by a full disk, would
 * be taken for a damaged one at every start.
 */
export function createPrivate(path: string, content: string): boolean {
  if (existsSync(path)) return false;
  const next = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeNew(next, content);
    return nameNew(next, path);
  } catch (error) {
    throw new SecretProblem('unwritable', `${path} cannot be written (${codeOf(error)})`, { cause: error });
  } finally {
    forget(next);
  }
}

function writeNew(path: string, content: string | Buffer): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    // What a full disk takes a part of is no file.
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives a written file its name, unless somebody was faster. */
function nameNew(next: string, path: string): boolean {
  try {
    linkSync(next, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A file system without links: there the one who comes second in the same instant wins.
    renameSync(next, path);
  }
  if (HAS_MODES && lstatSync(path).mode & 0o077) chmodSync(path, 0o600);
  return true;
}

/** What was not written cannot always be removed either: that is not what went wrong. */
function forget(next: string): void {
  try {
    rmSync(next, { force: true });
  } catch {
    // It stays, under a name that nobody reads.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
