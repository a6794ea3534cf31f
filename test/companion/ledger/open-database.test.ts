import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../companion/ledger/open-database.ts';

it.each([
  [undefined, 1n],
  ['normal', 1n],
  ['full', 2n],
] as const)('synchronous %s is what the file is opened with', async (synchronous, said) => {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-database-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { sql, close } = await openDatabase({
    ...{ folder, zone: 'UTC', secretHex: '00'.repeat(32), server: null, synchronous },
    onLost: () => {},
  });
  const [row] = await sql.transaction((tx) => tx.rows('pragma synchronous'));
  await close();
  expect(BigInt(String(row?.synchronous))).toBe(said);
});
