import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const document = join(import.meta.dirname, '../docs/estimates.md');

/**
 * Puts what a bench measured in its place in docs/estimates.md, with the day and the machine: figures of the document are those of a run.
 * Throws where the document has no place of that name.
 */
export function writeMeasured(bench: string, lines: readonly string[]): void {
  const text = readFileSync(document, 'utf8');
  const [begin, end] = [`<!-- measured by: npm run bench -- ${bench} --write -->`, `<!-- end of ${bench} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/estimates.md has no place for ${bench}.`);
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date());
  const where = `${day}, Node ${process.version}, ${availableParallelism()} cores.`;
  writeFileSync(document, [before, begin, '\n', `${where}\n\n${lines.join('\n')}\n`, end, after].join(''));
}

/** A table of Markdown. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
