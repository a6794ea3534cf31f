import { runningDaemon } from './ask-companion.ts';
import type { Command } from './command.ts';
import { variablesFor } from './surroundings.ts';

/** `tollkeeper env`: the variables that lead programs through the companion, for a shell to read. */
export const envCommand: Command = {
  name: 'env',
  summary: 'Print the variables that lead programs through the companion: eval "$(tollkeeper env)"',
  options: {
    token: { type: 'string', value: '<variable>', summary: 'Put the token in this variable into the addresses.' },
    json: { type: 'boolean', summary: 'Print them as JSON.' },
  },
  run: async ({ values, print }) => {
    const { origin } = runningDaemon();
    const token = typeof values.token === 'string' ? (process.env[values.token] ?? null) : null;
    const variables = variablesFor(origin, token);
    if (values.json === true) print(JSON.stringify(variables));
    else for (const [name, value] of Object.entries(variables)) print(`export ${name}='${value}'`);
    return 0;
  },
};
