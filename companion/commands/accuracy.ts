import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { readTrace } from '../accuracy/read-trace.ts';
import { replayTrace } from '../accuracy/replay.ts';
import { writeReplayed } from '../accuracy/write-replayed.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper accuracy`: how right forecasts of answers are. */
export const accuracyCommand: Command = {
  name: 'accuracy',
  summary: 'Score the forecasts of answers on a trace of calls',
  options: {
    replay: {
      type: 'string',
      value: '<file.csv>',
      summary: 'Forecast each call of a trace (input_tokens, output_tokens, model) from those before.',
    },
    json: { type: 'boolean', summary: 'Print {pinball, inside, medianError, calls} instead.' },
  },
  run: accuracy,
};

async function accuracy({ values, print, complain }: CommandContext): Promise<number> {
  if (typeof values.replay !== 'string') throw nothingToScore();
  // npm changes to the project's folder; what a person names is named from theirs.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), values.replay);
  const replayed = await replayTrace(readTrace(openTrace(path), complain)).catch((error: unknown) => {
    throw isFileError(error) ? notReadable(path, error) : error;
  });
  const { models, all } = replayed;
  if (values.json === true) print(JSON.stringify(models.length === 0 ? all : { ...all, models }));
  else for (const line of writeReplayed(replayed)) print(line);
  return 0;
}

function openTrace(path: string): ReturnType<typeof createReadStream> {
  return createReadStream(path);
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function notReadable(path: string, error: NodeJS.ErrnoException): Error {
  return createUserError({
    what: `${path} cannot be read.`,
    why: error.code === 'ENOENT' ? 'There is no such file.' : error.message,
    todo: 'Check the path: it is taken from the folder you are in.',
    exitCode: 2,
  });
}

function nothingToScore(): Error {
  return createUserError({
    what: 'There is nothing to score.',
    why: 'No trace was named.',
    todo: 'Try: tollkeeper accuracy --replay calls.csv',
    exitCode: 2,
  });
}
