import { expect, it } from 'vitest';
import { writeTable } from '../../../companion/terminal/write-table.ts';

const NAME = 'deepseek-v4-flash-with-a-name-that-somebody-made-very-long-indeed-2026-11-23';

it('cuts names before sums, however wide the sums are', () => {
  const [, row = ''] = writeTable(
    ['Budget', 'Limit', 'Left', 'Begins'],
    [[NAME, '1 USD a day', '0.0000851 over', '2026-11-24 00:00']],
  );
  expect(row).toContain('1 USD a day');
  expect(row).toContain('0.0000851 over');
  expect(row).not.toContain(NAME);
  expect(row.length).toBeLessThanOrEqual(80);
});

it('cuts sums, too, where nothing else is left', () => {
  const [, row = ''] = writeTable(['What'], [[`1 USD ${'and more '.repeat(20)}`]]);
  expect(row.length).toBeLessThanOrEqual(80);
});
