import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { zipSync } from 'fflate';

/** Files by their paths, with slashes and without one at the beginning. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Every file below a folder. */
export function readFolder(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  return new Map(paths.map((path) => [path.replaceAll(sep, '/'), new Uint8Array(readFileSync(join(folder, path)))]));
}

/**
 * A zip that depends on names and contents alone: in order of names, each as old as the format itself. Packed by a library in
 * JavaScript, because Node's zlib makes other bytes on other processors.
 */
export function zipFiles(files: Files): Uint8Array {
  const paths = [...files.keys()].toSorted();
  const entries = paths.map((path) => [path, files.get(path) ?? new Uint8Array()] as const);
  // The month and day of the machine's own zone are what the library writes.
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: new Date(1980, 0, 1) });
}
