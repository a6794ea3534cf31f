import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('figures of the document of estimates are those of a run, with its day and its machine', () => {
  const text = readFileSync(join(root, 'docs/estimates.md'), 'utf8');
  const places = [
    ...text.matchAll(/<!-- measured by: npm run bench -- (\S+) --write -->\n([\s\S]*?)<!-- end of \1 -->/g),
  ];
  expect(places.map(([, bench]) => bench)).toEqual(['options', 'estimate']);
  for (const [, bench = '', measured = ''] of places) {
    expect(existsSync(join(root, 'bench', `${bench}.ts`))).toBe(true);
    expect(measured).toMatch(/^\d{1,2} \w+ \d{4}, Node v\d+\.\d+\.\d+, \d+ cores\.\n/);
    expect(measured.match(/^\| .* \|$/gm)?.length).toBeGreaterThan(5);
  }
});
