import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { speak } from '../terminal/speak.ts';
import { askCompanion, runningDaemon } from './ask-companion.ts';
import type { Command } from './command.ts';
import { variablesFor } from './surroundings.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper run -- claude`: one program through the companion. */
export const runCommand: Command = {
  name: 'run',

  operands: '-- <command> [arguments]',
  options: {
    tool: { type: 'string', value: '<name>' },
    label: { type: 'string', value: '<label>' },
  },

  run: async ({ values, operands, stopped }) => {
    const [command, ...args] = operands;
    if (command === undefined) {
      throw createUserError({
        what: speak('run.thereIsNoProgramTo'),
        why: speak('run.itStandsBehindTwoDashes'),
        todo: speak('run.tryTollkeeperRunClaude'),
        exitCode: 2,
      });
    }
    const { origin } = runningDaemon();
    const name = typeof values.tool === 'string' ? values.tool : basename(command).replace(/[^\w.-]/g, '-');
    const label = typeof values.label === 'string' ? values.label : null;
    const path = `/tools/${encodeURIComponent(name)}/runs`;
    const { id, token } = await askCompanion<Run>({ method: 'POST', path, body: { label } });
    const keeping = setInterval(() => void tell('PUT', id), HEARD_EVERY_MS).unref();
    try {
      return await runProgram(command, args, { ...process.env, ...variablesFor(origin, token) }, stopped);
    } finally {
      clearInterval(keeping);
      await tell('DELETE', id);
    }
  },
};

/** What the companion gives a program. */
interface Run {
  readonly id: string;
  readonly token: string;
}

/** So often the companion hears that the program runs, ms. */
const HEARD_EVERY_MS = 3_600_000;
/** A program that has ended waits no longer for a companion, ms. */
const TELL_MS_MAX = 2000;

/** Tells the companion of a program. Where nobody listens it is no matter of the program's: the token ends by itself. */
async function tell(method: 'PUT' | 'DELETE', id: string): Promise<void> {
  await askCompanion({ method, path: `/runs/${id}`, timeoutMs: TELL_MS_MAX }).catch(() => null);
}

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
            what: speak('run.couldNotBeRun', { command }),
            why: error.message,
            todo: speak('run.lookWhetherItIsInstalled'),
            exitCode: 127,
          },
          { cause: error },
        ),
      );
    });
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
