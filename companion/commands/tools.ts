import { speak } from '../terminal/speak.ts';
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

  operands: '[token|remove] [name]',
  options: {
    label: { type: 'string', value: '<label>' },
    json: { type: 'boolean' },
  },

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
        what: speak('any.notUnderstood', { command: 'tools' }),
        why: speak('tools.itIsWrittenToolsTools'),
        todo: speak('any.helpWritten', { command: 'tools' }),
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
  if (tools.length === 0) return [speak('tools.noToolHasAToken')];
  return writeTable(
    [speak('tools.tool'), speak('any.label'), speak('tools.since')],
    tools.map(({ name, label, createdAt }) => [name, label ?? '–', new Date(createdAt).toLocaleDateString('sv-SE')]),
  );
}
