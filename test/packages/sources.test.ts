import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it, onTestFinished } from 'vitest';
import { readSourceFiles } from '../../build/packages/source-files.ts';
import { readFolder, zipFiles } from '../../build/packages/zip-files.ts';
import { envWithNode26 } from '../../scripts/run.mjs';
import { root } from '../architecture/sources.ts';

const BUILD = 'firefox-mv3';

/** Its packages are those of the checkout: `npm run test:long` installs them anew. */
const isWhole = process.env.TOLLKEEPER_WHOLE_REBUILD === 'yes';

function run(cwd: string, command: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: envWithNode26(), encoding: 'utf8' });
  expect([command, args, status, status === 0 ? '' : stdout + stderr]).toEqual([command, args, 0, '']);
}

it('the sources that reviewers get, unpacked in an empty folder, build the very extension', {
  timeout: 900_000,
}, () => {
  const built = join(root, '.output', BUILD);
  if (!existsSync(built)) throw new Error(`${built} is missing: run npm run build first`);
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-sources-'));
  // With packages of its own there is a lot to remove.
  onTestFinished(() => rmSync(folder, { recursive: true }), 180_000);
  for (const [path, bytes] of Object.entries(unzipSync(zipFiles(readSourceFiles(root))))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  if (isWhole) run(folder, 'npm', 'ci');
  else symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  run(folder, join(folder, 'node_modules/.bin/wxt'), 'build', '-b', 'firefox', '--mv3');
  const [one, other] = [readFolder(built), readFolder(join(folder, '.output', BUILD))];
  expect([...other.keys()].toSorted()).toEqual([...one.keys()].toSorted());
  for (const [path, bytes] of one) {
    expect([path, Buffer.compare(bytes, other.get(path) ?? Buffer.of())]).toEqual([path, 0]);
    expect([path, Buffer.from(bytes).includes(root)]).toEqual([path, false]);
  }
  expect(Buffer.compare(zipFiles(one), zipFiles(other))).toBe(0);
});
