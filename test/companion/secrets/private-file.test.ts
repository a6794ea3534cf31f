import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrivate, replacePrivate } from '../../../companion/secrets/private-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-private-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file that must not be there yet', () => {
  it("is its owner's alone, and stays what it was", () => {
    const path = join(folder, 'a', 'key');
    expect([createPrivate(path, 'one'), createPrivate(path, 'two')]).toEqual([true, false]);
    expect([readFileSync(path, 'utf8'), readdirSync(join(folder, 'a'))]).toEqual(['one', ['key']]);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('is not there at all where the disk takes nothing of it', () => {
    const path = join(folder, 'key');
    const module = new URL('../../../companion/secrets/private-file.ts', import.meta.url);
    const script = `
      const { createPrivate } = await import(${JSON.stringify(module.href)});
      try { createPrivate(${JSON.stringify(path)}, 'one'); } catch (error) { process.stdout.write(error.message); }`;
    // No file may grow: to a program that is what a full disk is.
    const limited = `trap '' XFSZ; ulimit -f 0; exec "$0" --input-type=module -e "$1"`;
    const { stdout } = spawnSync('sh', ['-c', limited, process.execPath, script], { encoding: 'utf8' });
    expect(stdout).toContain('key cannot be written (EFBIG)');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says which one cannot be written', () => {
    // Where a folder should be is a file: nobody can write below it, whoever they are.
    writeFileSync(join(folder, 'file'), 'mine');
    const path = join(folder, 'file', 'key');
    expect(() => createPrivate(path, 'one')).toThrow(/key cannot be written \((?:ENOTDIR|EEXIST)\)/);
    expect(() => replacePrivate(path, 'one')).toThrow(/what was there before is unchanged/);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
