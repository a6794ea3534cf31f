import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { explainRequestProblem } from '../../lib/domain/explain-estimate.ts';
import { REQUEST_CHARS_MAX } from '../../lib/domain/read-pasted-request.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { type Estimator, openEstimator, type PastedEstimate } from '../../lib/engine/estimate-pasted.ts';
import { findProvider, knownSites, providers } from '../../lib/providers/registry.ts';
import { describeEstimate, type Telling } from '../estimate/describe-estimate.ts';
import { type EstimatedLines, estimateLines, explainLines } from '../estimate/estimate-lines.ts';
import { openCounters } from '../estimate/open-counters.ts';
import { readBalance } from '../estimate/read-balance.ts';
import { writeEstimate } from '../estimate/write-estimate.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';
import { whyNotRead } from './why-not-read.ts';

/** `tollkeeper estimate`: what requests would cost before they are sent. */
export const estimateCommand: Command = {
  name: 'estimate',

  operands: '[file]',
  options: {
    jsonl: { type: 'boolean' },
    model: { type: 'string', value: '<a,b>' },
    provider: { type: 'string', value: '<name>' },
    balance: { type: 'string', value: '<3.92USD>' },
    json: { type: 'boolean' },
  },

  run: estimate,
};

async function estimate(context: CommandContext): Promise<number> {
  const { values, operands, print } = context;
  const telling: Telling = { language: spokenLanguage(), balance: readAmount(values.balance) };
  const models = readModels(values.model);
  const estimator = openEstimator({
    provider: readProvider(values.provider),
    sites: knownSites,
    counters: openCounters(),
    now: Date.now(),
  });
  if (operands.length > 1) throw notUnderstood(speak('estimate.itReadsOneFileAt'));
  if (values.jsonl === true) return estimateAll(context, { estimator, models, telling });
  const asked = estimator.estimate(await readText(context), models, true);
  if (asked.none?.kind === 'problem') throw noRequest(asked.none, telling.language);
  if (values.json === true) print(JSON.stringify(describeEstimate(asked, telling)));
  else for (const line of writeEstimate(asked, telling)) print(line);
  return isKnown(asked) ? 0 : 1;
}

function isKnown({ none, models }: PastedEstimate): boolean {
  return none === null && models.some(({ estimate }) => estimate !== null);
}

interface Question {
  readonly estimator: Estimator;
  readonly models: readonly string[];
  readonly telling: Telling;
}

async function estimateAll(context: CommandContext, question: Question): Promise<number> {
  const { operands, input, print, complain, stopped, showProgress = () => {}, drained = async () => {} } = context;
  const say = (text: Parameters<typeof renderText>[0]): string => renderText(text, question.telling.language);
  const path = operands[0] === undefined || operands[0] === '-' ? null : pathOf(operands[0]);
  if (path === null && input.isTTY === true) throw nothingGiven();
  const bytes = path === null ? null : await sizeOf(path);
  const onProgress = (requests: number, read: number): void => {
    const n = requests;
    const percent = bytes === null || bytes === 0 ? null : Math.min(99, Math.floor((read * 100) / bytes));
    showProgress(
      percent === null
        ? say({ key: 'est.cli.progressOnly', params: { n } })
        : say({ key: 'est.cli.progress', params: { n, percent } }),
    );
  };
  const pieces = path === null ? input : createReadStream(path, 'utf8');
  const done: EstimatedLines = await estimateLines(pieces, question, { print, drained, onProgress, stopped }).catch(
    (error: unknown) => {
      throw isFileError(error) ? notReadable(path ?? 'stdin', error) : error;
    },
  );
  showProgress('');
  for (const text of explainLines(done, question.telling.balance)) complain(say(text));
  return done.bad > 0 || stopped.aborted ? 1 : 0;
}

/** The request itself, its file, or what comes by stdin. */
async function readText({ operands: [given], input }: CommandContext): Promise<string> {
  if (given !== undefined && given !== '-' && /^\s*(?:[{[]|(?:[$>]\s+)?curl(?:\.exe)?\s)/.test(given)) return given;
  const path = given === undefined || given === '-' ? null : pathOf(given);
  if (path === null && input.isTTY === true) throw nothingGiven();
  const pieces: string[] = [];
  let chars = 0;
  try {
    for await (const piece of path === null ? input : createReadStream(path, 'utf8')) {
      pieces.push(piece);
      chars += piece.length;
      if (chars > REQUEST_CHARS_MAX) break;
    }
  } catch (error) {
    throw isFileError(error) ? notReadable(path ?? 'stdin', error) : error;
  }
  return pieces.join('');
}

/** npm changes to the project's folder; what a person names is named from theirs. */
function pathOf(name: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), name);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw isFileError(error) ? notReadable(path, error) : error;
  });
  return found.size;
}

function readModels(value: string | boolean | undefined): readonly string[] {
  if (typeof value !== 'string') return [];
  const names = value.split(',').map((name) => name.trim());
  const models = [...new Set(names.filter((name) => name !== ''))];
  if (models.length === 0) throw notUnderstood(speak('estimate.modelNamesNoModel'));
  return models;
}

/** By its id or its name for people, whatever the case. */
function readProvider(value: string | boolean | undefined): string | null {
  if (typeof value !== 'string') return null;
  const said = value.trim().toLowerCase();
  const named = providers.find(({ id, name }) => id === said || name.toLowerCase() === said);
  const known = named ?? findProvider(said);
  if (known !== null && known !== undefined) return known.id;
  throw notUnderstood(
    speak('estimate.thereIsNoProvider', { value: value.slice(0, 60) }),
    speak('estimate.namesAreThoseOfDocs'),
  );
}

function readAmount(value: string | boolean | undefined): Telling['balance'] {
  if (typeof value !== 'string') return null;
  const balance = readBalance(value);
  if (balance !== null) return balance;
  throw notUnderstood(speak('estimate.isNoAmount392usd', { value: value.slice(0, 60) }));
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function notUnderstood(why: string, todo = speak('estimate.tryTollkeeperEstimateRequestJson')): Error {
  return createUserError({ what: speak('any.notUnderstood', { command: 'estimate' }), why, todo, exitCode: 2 });
}

function nothingGiven(): Error {
  return notUnderstood(speak('estimate.thereIsNothingToEstimate'));
}

function notReadable(path: string, error: NodeJS.ErrnoException): Error {
  return createUserError({
    what: speak('any.cannotBeRead', { what: path }),
    why: whyNotRead(error),
    todo: speak('any.checkThePathItIs'),
    exitCode: 2,
  });
}

function noRequest(none: Extract<PastedEstimate['none'], { kind: 'problem' }>, language: Language): Error {
  const isLines = none.problem.kind === 'lines';
  return createUserError({
    what: renderText({ key: 'est.cli.noRequest' }, language),
    why: explainRequestProblem(none.problem)
      .map((text) => renderText(text, language))
      .join(' '),
    todo: renderText({ key: isLines ? 'est.cli.noRequest.lines' : 'est.cli.noRequest.next' }, language),
    exitCode: 2,
  });
}
