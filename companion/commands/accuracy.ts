import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Accuracy, ModelAccuracy } from '../../lib/domain/accuracy.ts';
import { scoreLedger } from '../../lib/engine/score-ledger.ts';
import { readExport } from '../accuracy/read-export.ts';
import { readTrace } from '../accuracy/read-trace.ts';
import { replayTrace } from '../accuracy/replay.ts';
import { writeReplayed } from '../accuracy/write-replayed.ts';
import { writeScored } from '../accuracy/write-scored.ts';
import { speak } from '../terminal/speak.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError, isUserError, type UserError } from './user-error.ts';
import { whyNotRead } from './why-not-read.ts';

/** `tollkeeper accuracy`: how right estimates are. */
export const accuracyCommand: Command = {
  name: 'accuracy',

  operands: '[export.json]',
  options: {
    replay: {
      type: 'string',
      value: '<file.csv>',
    },
    json: { type: 'boolean' },
  },
  run: accuracy,
};

async function accuracy(context: CommandContext): Promise<number> {
  const { values, operands } = context;
  const [file, ...others] = operands;
  if (others.length > 0 || (file !== undefined && values.replay !== undefined)) throw oneAtATime();
  if (typeof values.replay === 'string') return replay(pathOf(values.replay), context);
  if (file === undefined) return scoreOwn(context);
  return score(pathOf(file), context);
}

async function replay(path: string, { values, print, complain }: CommandContext): Promise<number> {
  const replayed = await replayTrace(readTrace(createReadStream(path), complain)).catch(fileErrorOf(path));
  const { models, all } = replayed;
  if (values.json === true) print(JSON.stringify(models.length === 0 ? all : { ...all, models }));
  else for (const line of writeReplayed(replayed)) print(line);
  return 0;
}

async function score(path: string, { values, print, complain }: CommandContext): Promise<number> {
  const text = await readFile(path, 'utf8').catch(fileErrorOf(path));
  const { records, leftOut } = readExport(text);
  if (leftOut > 0) complain(speak('accuracy.entriesWereLeftOutThey', { leftOut }));
  const scored = scoreLedger(records);
  if (values.json === true) print(JSON.stringify({ ...scored.all, models: scored.models }, writeAmount));
  else for (const line of writeScored(scored)) print(line);
  return 0;
}

/** The ledger of the companion that runs. */
async function scoreOwn({ values, print }: CommandContext): Promise<number> {
  const told = await askCompanion<Told>({ path: '/accuracy' }).catch((error: unknown) => {
    throw isUserError(error) ? nothingToScore(error) : error;
  });
  if (values.json === true) print(JSON.stringify(told));
  else for (const line of writeScored({ all: revive(told), models: told.models.map(revive) })) print(line);
  return 0;
}

interface ToldSums {
  readonly sums: readonly { readonly unit: string; readonly likelyNano: string; readonly billedNano: string }[];
}
type Told = Omit<Accuracy, 'sums'> &
  ToldSums & { readonly models: readonly (Omit<ModelAccuracy, 'sums'> & ToldSums)[] };

function revive<T extends ToldSums>(told: T): Omit<T, 'sums'> & Pick<Accuracy, 'sums'> {
  const sums = told.sums.map(({ unit, likelyNano, billedNano }) => ({
    unit,
    likelyNano: BigInt(likelyNano),
    billedNano: BigInt(billedNano),
  }));
  return { ...told, sums };
}

function nothingToScore(cause: UserError): Error {
  return createUserError(
    {
      what: speak('accuracy.thereIsNothingToScore'),
      why: speak('accuracy.withoutAFileItScores', { what: cause.what, why: cause.why }),
      todo: speak('accuracy.orScoreTheBrowserS', { todo: cause.todo }),
    },
    { cause },
  );
}

/** Amounts as in the export: nano-units, decimal strings. */
function writeAmount(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** npm changes to the project's folder; what a person names is named from theirs. */
function pathOf(named: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), named);
}

function fileErrorOf(path: string): (error: unknown) => never {
  return (error) => {
    throw isFileError(error) ? notReadable(path, error) : error;
  };
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function notReadable(path: string, error: NodeJS.ErrnoException): Error {
  return createUserError({
    what: speak('any.cannotBeRead', { what: path }),
    why: whyNotRead(error),
    todo: speak('any.checkThePathItIs'),
    exitCode: 2,
  });
}

function oneAtATime(): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'accuracy' }),
    why: speak('accuracy.itScoresOneFileAt'),
    todo: speak('accuracy.tryTollkeeperAccuracyTollkeeper2026'),
    exitCode: 2,
  });
}
