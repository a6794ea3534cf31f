import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../companion/commands/find-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, mode = 0o755): string {
  const file = join(folder, name);
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

describe('a program', () => {
  const [pay, notes] = [write('pay'), write('notes.txt', 0o644)];
  mkdirSync(join(folder, 'sub'));
  const here = { platform: 'linux', path: ['/nowhere', '', folder].join(delimiter) } as const;

  it('is found in the folders of PATH, or by its own path, and called by its whole path', () => {
    expect(findProgram('pay', here)).toBe(pay);
    expect(findProgram(pay, here)).toBe(pay);
    expect(findProgram('./package.json', here)).toBeNull();
  });

  it('is none where nothing can be run', () => {
    for (const name of ['no-such', 'sub', 'notes.txt', notes, join(folder, 'sub')]) {
      expect([name, findProgram(name, here)]).toEqual([name, null]);
    }
    expect(findProgram('pay', { platform: 'linux', path: undefined })).toBeNull();
  });

  it('is on Windows what starts without a shell', () => {
    const there = { platform: 'win32', path: folder } as const;
    const tool = write('tool.exe');
    write('script.cmd');
    expect(findProgram('tool', there)).toBe(tool);
    expect(findProgram('tool.exe', there)).toBe(tool);
    for (const name of ['script', 'script.cmd', 'pay']) expect(findProgram(name, there)).toBeNull();
  });
});
