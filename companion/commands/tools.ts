import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { createUserError } from './user-error.ts';

interface Tools {
  readonly tools: readonly { readonly name: string; readonly label: string | null; readonly createdAt: number }[];
}

/** `tollkeeper tools`: who spends, apart from each other. */
export const toolsCommand: Command = {
  name: 'tools',
  summary: 'Tools that have a token of their own; make or end one',
  operands: '[token|remove] [name]',
  options: {
    label: { type: 'string', value: '<label>', summary: 'token: the label of its calls, for budgets.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => ['A token is shown once. It goes where the API key goes, or into the path:', '  /t/<token>/openai/v1'],
  run: async ({ values, operands, print }) => {
    const [deed = 'list', name] = operands;
    if (deed === 'token' && name !== undefined) {
      const body = { name, ...(typeof values.label === 'string' && { label: values.label }) };
      const made = await askCompanion<{ token: string }>({ method: 'POST', path: '/tools', body });
      print(values.json === true ? JSON.stringify(made) : made.token);
      return 0;
    }
    const isRemoval = deed === 'remove' && name !== undefined;
    if (!isRemoval && (deed !== 'list' || name !== undefined)) {
      throw createUserError({
        what: '"tollkeeper tools" was not understood.',
        why: 'It is written: tools, tools token <name>, or tools remove <name>.',
        todo: 'Run "tollkeeper help tools" to see how.',
        exitCode: 2,
      });
    }
    const found = await askCompanion<Tools>(
      isRemoval ? { method: 'DELETE', path: `/tools/${encodeURIComponent(name)}` } : { path: '/tools' },
    );
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeTools(found)) print(line);
    return 0;
  },
};

function writeTools({ tools }: Tools): readonly string[] {
  if (tools.length === 0) return ['No tool has a token. Calls without one are booked as "unnamed".'];
  return writeTable(
    ['Tool', 'Label', 'Since'],
    tools.map(({ name, label, createdAt }) => [name, label ?? '–', new Date(createdAt).toLocaleDateString('sv-SE')]),
  );
}
