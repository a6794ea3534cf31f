import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Files, readFolder } from './zip-files.ts';

/** What a build of the extension reads, and nothing of what tests, measures or documents it. */
const FOLDERS = ['build', 'companion', 'components', 'entrypoints', 'lib', 'public', 'scripts'];
const FILES = ['.npmrc', 'LICENSE', 'package.json', 'package-lock.json', 'wxt.config.ts'];

/** How it is built, for who reviews it; lies at the top of the sources. */
const INSTRUCTIONS = { from: 'docs/building.md', to: 'BUILDING.md' };

/** What Mozilla's reviewers get beside the built extension. `root` is the checkout, absolute. */
export function readSourceFiles(root: string): Files {
  const tsconfigs = readdirSync(root).filter((name) => /^tsconfig\b.*\.json$/.test(name));
  const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(root, path)));
  return new Map([
    ...FOLDERS.flatMap((folder) =>
      [...readFolder(join(root, folder))].map(([path, bytes]) => [`${folder}/${path}`, bytes] as const),
    ),
    ...[...FILES, ...tsconfigs].map((path) => [path, read(path)] as const),
    [INSTRUCTIONS.to, read(INSTRUCTIONS.from)],
  ]);
}
