import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withFilePassword } from '../../../companion/ledger/password-file.ts';

function surroundings(lines: readonly string[], mode = 0o600): { readonly HOME: string } {
  const HOME = mkdtempSync(join(tmpdir(), 'tollkeeper-pgpass-'));
  onTestFinished(() => rmSync(HOME, { recursive: true }));
  writeFileSync(join(HOME, '.pgpass'), lines.join('\n'));
  chmodSync(join(HOME, '.pgpass'), mode);
  return { HOME };
}

test.each([
  [['*:*:*:*:word'], 'postgres://me@db/spend', 'postgres://me:word@db/spend'],
  [['db:5432:spend:me:word'], 'postgres://me@db/spend', 'postgres://me:word@db/spend'],
  [['db:5433:spend:me:word', 'db:*:*:me:other'], 'postgres://me@db/spend', 'postgres://me:other@db/spend'],
  [['db:5432:spend:you:word'], 'postgres://me@db/spend', 'postgres://me@db/spend'],
  [['# *:*:*:*:word', '', '*:*:*:me:a\\:b\\\\c'], 'postgres://me@db/spend', 'postgres://me:a%3Ab%5Cc@db/spend'],
  [['*:*:*:*:word'], 'postgres://me:own@db/spend', 'postgres://me:own@db/spend'],
  [
    ['*:*:*:me:word'],
    'postgres://me@db:5433/spend?sslmode=require',
    'postgres://me:word@db:5433/spend?sslmode=require',
  ],
  [['*:*:*'], 'postgres://me@db/spend', 'postgres://me@db/spend'],
])('%j for %s: %s', (lines, address, whole) => {
  expect(withFilePassword(address, surroundings(lines))).toBe(whole);
});

test('a file that others may read is none, and PGPASSWORD goes before it', () => {
  const address = 'postgres://me@db/spend';
  expect(withFilePassword(address, surroundings(['*:*:*:*:word'], 0o644))).toBe(address);
  expect(withFilePassword(address, { ...surroundings(['*:*:*:*:word']), PGPASSWORD: 'x' })).toBe(address);
  expect(withFilePassword(address, { HOME: '/nonexistent' })).toBe(address);
});
