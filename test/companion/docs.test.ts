import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { optionsOf } from '../../companion/commands/options-of.ts';
import { loadCommands } from '../../companion/commands/table.ts';

/* What people are told to type exists, and what they are told to read, too. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', ...inDocs('docs')];

function inDocs(folder: string): readonly string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath.slice(root.length), entry.name));
}

const commands = await loadCommands();

const read = (page: string): string => readFileSync(root + page, 'utf8');

/** Command lines in a page, up to what explains them. */
function commandLines(text: string): readonly string[] {
  const inline = [...text.matchAll(/`(?:npx )?tollkeeper ([^`\n]*)`/g)].map(([, line = '']) => line);
  const blocks = [...text.matchAll(/^```(?:sh)?\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.split('\n'));
  const inBlocks = blocks.flatMap((line) => /^(?:npx )?tollkeeper (.*?)(?: {3,}.*)?$/.exec(line)?.[1] ?? []);
  return [...inline, ...inBlocks];
}

it.each(pages.filter((page) => commandLines(read(page)).length > 0))(
  '%s names commands and options that there are',
  (page) => {
    for (const line of commandLines(read(page))) {
      // What comes behind `--` is somebody else's, and so is what a name stands for.
      const [own = ''] = line.split(/ -- | [|<] /);
      const words = own.split(/\s+/);
      const name = words.find((word) => /^[a-z]/.test(word));
      if (name === undefined) continue;
      const command = commands.find((one) => one.name === name);
      expect(command?.name ?? (name === 'help' ? name : `no command in "${line}"`)).toBe(name);
      const options = words.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? []);
      for (const option of options) {
        const known = ['help', 'version', ...(command === undefined ? ['lang'] : Object.keys(optionsOf(command)))];
        expect(known, `--${option} of "tollkeeper ${line}"`).toContain(option);
      }
    }
  },
);

it.each(pages)('%s leads only to what is there', (page) => {
  const text = read(page).replaceAll(/^```.*?^```$/gms, '');
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    expect(existsSync(root + file), `${target} in ${page}`).toBe(true);
    if (anchor !== undefined && file.endsWith('.md'))
      expect(anchorsOf(read(file)), `${target} in ${page}`).toContain(anchor);
  }
});

/** As pages of repositories name their headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
