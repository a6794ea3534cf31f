import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { askCompanion, runningDaemon } from './ask-companion.ts';
import type { Command } from './command.ts';
import { variablesFor } from './surroundings.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper run -- claude`: one program through the companion. */
export const runCommand: Command = {
  name: 'run',
  summary: 'Run one program through the companion, as a tool of its own',
  operands: '-- <command> [arguments]',
  options: {
    tool: { type: 'string', value: '<name>', summary: "What its calls are booked under (the command's name)." },
    label: { type: 'string', value: '<label>', summary: 'The label of its calls, for budgets.' },
  },
  notes: () => [
    'The program gets a token of its own, so that its spending is known apart. Its',
    'API keys go on to the provider as they are. Exit code: that of the program.',
  ],
  run: async ({ values, operands, stopped }) => {
    const [command, ...args] = operands;
    if (command === undefined) {
      throw createUserError({
        what: 'There is no program to run.',
        why: 'It stands behind two dashes.',
        todo: 'Try: tollkeeper run -- claude',
        exitCode: 2,
      });
    }
    const { origin } = runningDaemon();
    const name = typeof values.tool === 'string' ? values.tool : basename(command).replace(/[^\w.-]/g, '-');
    const label = typeof values.label === 'string' ? values.label : null;
    const { token } = await askCompanion<{ token: string }>({ method: 'POST', path: '/tools', body: { name, label } });
    return runProgram(command, args, { ...process.env, ...variablesFor(origin, token) }, stopped);
  },
};

function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stopped: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    // A terminal sends ctrl-C to both; who ends only us means the program too.
    stopped.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    child.once('error', (error) => {
      reject(
        createUserError(
          {
            what: `"${command}" could not be run.`,
            why: error.message,
            todo: 'Look whether it is installed and in PATH.',
            exitCode: 127,
          },
          { cause: error },
        ),
      );
    });
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
