import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

/** The checkout. */
export const root = join(import.meta.dirname, '..', '..');

/** Paths from the root, with forward slashes, of every source file under a folder; empty when there is no such folder. */
export function sourcesUnder(folder: string, ending = /\.(ts|tsx)$/): readonly string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The text without comments, so that what is only talked about does not count. Strings stay. */
export function withoutComments(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(,])\/\/[^\n]*/g,
    '$1',
  );
}

/** Every module a file names, in whatever way: import, export from, import(), import type, require. */
export function importsOf(text: string): readonly string[] {
  const pattern = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;
  return [...withoutComments(text).matchAll(pattern)].map(([, , specifier = '']) => specifier);
}

/** What a file means by a specifier: a path from the root, or the package's name as it stands. */
export function resolveImport(from: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : specifier;
}

/** What is loaded with a file before it runs: paths from the root and packages, itself included; types and what is imported later are not. */
export function loadedWith(path: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    if (!/\.tsx?$/.test(file)) return;
    for (const specifier of loadsOf(read(file))) visit(resolveImport(file, specifier));
  };
  visit(path);
  return loaded;
}

/** Modules of the import and export lines of a text that are more than types. */
function loadsOf(text: string): readonly string[] {
  const pattern = /^(?:import|export)\s+(?!type\b)(?:([^;'"]*?)from\s+)?['"]([^'"]+)['"]/gm;
  return [...withoutComments(text).matchAll(pattern)].flatMap(([, names, specifier = '']) => {
    const listed = /^\s*\{([^}]*)\}\s*$/.exec(names ?? '')?.[1]?.split(',');
    const isTypes = listed?.every((name) => /^\s*(?:type\s|$)/.test(name)) === true;
    return isTypes ? [] : [specifier];
  });
}
