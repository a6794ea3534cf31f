import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PriceFile } from '../../lib/domain/price-file.ts';
import { readPriceFile } from '../../lib/webext/read-price-file.ts';
import { FILE, makeSigner, signAnything } from '../webext/price-files.ts';
import { FILE_NOW } from './filed.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/price-file.md'), 'utf8');

it('the rows that docs/price-file.md shows are accepted, and what it says of bounds is so', async () => {
  const [, block = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const file: PriceFile = { ...FILE, rows: JSON.parse(block) };
  const signer = await makeSigner();
  const read = await readPriceFile(signAnything(file, signer), { keys: [signer.key], serialSeen: 0, now: FILE_NOW });
  expect(read).toMatchObject({ problem: null, file: { rows: file.rows } });
  expect(file.rows.length).toBeGreaterThan(1);
  for (const bound of ['100 times', '5,000 rows', '1.5 MB', '20 seconds', 'four keys']) expect(page).toContain(bound);
});
