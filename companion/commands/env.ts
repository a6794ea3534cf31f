import { runningDaemon } from './ask-companion.ts';
import type { Command } from './command.ts';
import { variablesFor } from './surroundings.ts';
import { createUserError } from './user-error.ts';

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
    const variables = variablesFor(origin, readToken(values.token));
    if (values.json === true) print(JSON.stringify(variables));
    else for (const [name, value] of Object.entries(variables)) print(`export ${name}='${value}'`);
    return 0;
  },
};

/** By the name of its variable: a token in an argument would be told to everybody. Null: none is asked for. */
function readToken(name: string | boolean | undefined): string | null {
  if (typeof name !== 'string') return null;
  const token = process.env[name];
  if (token !== undefined && /^[\w-]+$/.test(token)) return token;
  throw createUserError({
    what: `The variable ${name} has no token.`,
    why: token === undefined || token === '' ? 'It is not set.' : 'What is in it is none.',
    todo: 'Set it to what "tollkeeper tools token <name>" printed, or leave --token out.',
    exitCode: 2,
  });
}
