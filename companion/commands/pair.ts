import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

interface Browsers {
  readonly browsers: readonly { readonly id: string; readonly name: string; readonly pairedAt: number }[];
}

/** `tollkeeper pair`: one ledger with the extension in a browser. */
export const pairCommand: Command = {
  name: 'pair',
  summary: 'Pair a browser by a code for its settings; list or end pairings',
  options: {
    list: { type: 'boolean', summary: 'The browsers that are paired.' },
    remove: { type: 'string', value: '<id>', summary: 'End the pairing of this browser, by its id.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'A code pairs one browser. It holds for five minutes and five tries, and ends',
    'with the next one. From then on both have one ledger, one set of budgets and',
    'accounts.',
  ],
  run: async ({ values, print }) => {
    if (values.list === true && values.remove !== undefined) {
      throw createUserError({
        what: '"tollkeeper pair" was not understood.',
        why: 'It lists browsers or ends the pairing of one, not both at once.',
        todo: 'Leave out --list or --remove.',
        exitCode: 2,
      });
    }
    if (values.list === true || values.remove !== undefined) {
      const found = await listOrRemove(values.remove);
      if (values.json === true) print(JSON.stringify(found));
      else for (const line of writeBrowsers(found)) print(line);
      return 0;
    }
    const made = await askCompanion<{ code: string; expiresAt: number }>({ method: 'POST', path: '/pair/codes' });
    if (values.json === true) print(JSON.stringify(made));
    else for (const line of writeCode(made)) print(line);
    return 0;
  },
};

function listOrRemove(remove: CommandContext['values'][string]): Promise<Browsers> {
  if (typeof remove !== 'string') return askCompanion({ path: '/pair/browsers' });
  return askCompanion({ method: 'DELETE', path: `/pair/browsers/${encodeURIComponent(remove)}` });
}

function writeCode({ code, expiresAt }: { readonly code: string; readonly expiresAt: number }): readonly string[] {
  return [
    `  ${code}`,
    '',
    'Type it in the extension: Tollkeeper > Dashboard > Settings > Companion.',
    `It pairs one browser, until ${new Date(expiresAt).toLocaleTimeString('sv-SE')}.`,
  ];
}

function writeBrowsers({ browsers }: Browsers): readonly string[] {
  if (browsers.length === 0) return ['No browser is paired. "tollkeeper pair" shows a code for one.'];
  return writeTable(
    ['Browser', 'Id', 'Since'],
    browsers.map(({ id, name, pairedAt }) => [name, id, new Date(pairedAt).toLocaleDateString('sv-SE')]),
  );
}
