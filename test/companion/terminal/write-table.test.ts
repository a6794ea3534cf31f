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

it('writes heads in several lines before it cuts anything, and the last of each right above its column', () => {
  const heads = [
    'Model',
    'Calls that were made',
    'Half of them were off by',
    'Days on which it was read',
    'First seen',
  ];
  const lines = writeTable(heads, [['deepseek-v4-flash', '1,200', '4 %', '2026-11-23', '2026-11-20']]);
  expect(lines).toEqual([
    '                   Calls that were  Half of them       Days on which',
    'Model                         made  were off by          it was read  First seen',
    'deepseek-v4-flash            1,200  4 %                   2026-11-23  2026-11-20',
  ]);
});

it('says days in full where names can be cut', () => {
  const row = ['2026-11-23', NAME, NAME, '$12.50', '$11.20'];
  expect(writeTable(['Day', 'Account', 'Model', 'Cost', 'Bill'], [row])[1]).toMatch(/^2026-11-23 /);
});

it.each([
  ['Use openrouter/anthropic/claude-3.5-sonnet-20241022-extended-thinking-preview instead of what you use'],
  ['调用次数最多的模型在短任务上比便宜的模型多花了很多钱而回答的长度几乎没有差别可以换成便宜的模型'],
])('%s is there to its last sign', (sentence) => {
  const lines = writeTable(['What', 'Where', 'Model'], [[sentence, NAME, NAME]]);
  expect(lines.length).toBeGreaterThan(3);
  const column = lines.slice(1).map((line) => line.slice(0, lines[1]?.indexOf('deepseek')).trim());
  expect(column.join('').replaceAll(' ', '')).toBe(sentence.replaceAll(' ', ''));
});

it('a sentence goes on in the next line instead of being cut, beside what stands above', () => {
  const rows = [
    ['Broken cache prefix: the beginning of the prompt changes with each call, so nothing is reused', '$4.20', NAME],
    ['Short', '$1.00', 'x'],
  ];
  const lines = writeTable(['What', 'Cost', 'Where'], rows);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  const first = lines.slice(1, -1).map((line) => line.slice(0, lines[1]?.indexOf('$4.20')).trim());
  expect(first.length).toBeGreaterThan(2);
  expect(first.join(' ')).toBe(rows[0]?.[0]);
  expect(lines[1]).toContain('$4.20');
  expect(lines[2]).not.toContain('$4.20');
  expect(lines.at(-1)).toMatch(/^Short /);
});
