import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashOfTree } from '../../scripts/support/source-hash.mjs';

let folder = '';
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const hash = () => hashOfTree(folder, ['lib', 'wxt.config.ts']);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-hash-'));
  mkdirSync(join(folder, 'lib', 'deep'), { recursive: true });
  write('lib/deep/a.ts', 'one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('stays the same while nothing changes, and does not see other files', () => {
  const before = hash();
  write('README.md', 'words');
  write('lib/deep/a.ts', 'one');
  expect(hash()).toBe(before);
});

it.each([
  ['content', () => write('lib/deep/a.ts', 'two')],
  ['a new file', () => write('lib/b.ts', '')],
  ['a file that was missing', () => write('wxt.config.ts', '')],
  ['a deleted file', () => rmSync(join(folder, 'lib/deep/a.ts'))],
])('changes with %s', (_, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

it('changes when text moves from one file to the next', () => {
  write('lib/b.ts', 'xy');
  write('lib/c.ts', 'z');
  const before = hash();
  write('lib/b.ts', 'x');
  write('lib/c.ts', 'yz');
  expect(hash()).not.toBe(before);
});
