import { speak } from '../terminal/speak.ts';
import { runningDaemon } from './ask-companion.ts';
import type { Command } from './command.ts';
import { variablesFor } from './surroundings.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper env`: the variables that lead programs through the companion, for a shell to read. */
export const envCommand: Command = {
  name: 'env',

  options: {
    token: { type: 'string', value: '<variable>' },
    json: { type: 'boolean' },
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
    what: speak('env.theVariableHasNoToken', { name }),
    why: token === undefined || token === '' ? speak('env.itIsNotSet') : speak('env.whatIsInItIs'),
    todo: speak('env.setItToWhatTollkeeper'),
    exitCode: 2,
  });
}
