import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { speak } from '../terminal/speak.ts';
import type { Command, CommandContext } from './command.ts';
import { openAnswer } from './open-answer.ts';
import { createUserError, isUserError } from './user-error.ts';

/** `tollkeeper export`: the ledger as a file. */
export const exportCommand: Command = {
  name: 'export',

  options: {
    format: { type: 'string', value: '<form>' },
    by: { type: 'string', value: '<what>' },
    days: { type: 'string', value: '<count>' },
    from: { type: 'string', value: '<day>' },
    to: { type: 'string', value: '<day>' },
    rate: {
      type: 'string',
      value: '<rates>',
    },
    out: { type: 'string', short: 'o', value: '<file>' },
    json: { type: 'boolean' },
  },

  run: runExport,
};

async function runExport(context: CommandContext): Promise<number> {
  const { values, print, complain } = context;
  const { out, json, rate } = values;
  if (json === true && typeof out !== 'string')
    throw notUnderstood(speak('export.jsonNeedsOut'), speak('export.nameAFileWithOut'));
  if (values.days !== undefined && values.from !== undefined) {
    throw notUnderstood(speak('export.daysAndFromExcludeEach'), speak('export.leaveOneOfThemOut'));
  }
  const query = new URLSearchParams();
  const given = { format: values.format, by: values.by, days: values.days, from: values.from, to: values.to };
  for (const [name, value] of Object.entries({ ...given, rates: rate })) {
    if (typeof value === 'string') query.set(name, value);
  }
  const response = await openAnswer(`/export?${query}`);
  context.stopped.addEventListener('abort', () => response.destroy(new Error('stopped')));
  const path = typeof out === 'string' ? resolve(out) : null;
  await (path === null ? toOutput(response, context) : toFile(response, path, context)).catch((error: unknown) => {
    throw isUserError(error) ? error : endedEarly(path, error, context.stopped.aborted);
  });
  context.showProgress?.('');
  const rows = numberOf(response.trailers['tollkeeper-rows']);
  const leftOut = numberOf(response.trailers['tollkeeper-left-out']);
  if (rows === null || leftOut === null) throw endedEarly(path, null, false);
  if (json === true) print(JSON.stringify({ file: path, rows, leftOut }));
  else if (path !== null)
    complain(speak('export.in', { rows, rest: rows === 1 ? speak('export.row') : speak('export.rows'), path }));
  if (leftOut > 0) {
    complain(speak('export.leftOutNobodyKnowsWhat', { leftOut }));
  }
  return 0;
}

/** Whole lines at a time, as fast as they are read. */
async function toOutput(response: IncomingMessage, { print, drained }: CommandContext): Promise<void> {
  let rest = '';
  for await (const piece of response.setEncoding('utf8')) {
    const text = rest + piece;
    const end = text.lastIndexOf('\n');
    if (end >= 0) print(text.slice(0, end));
    rest = text.slice(end + 1);
    await drained?.();
  }
  if (rest !== '' || !response.complete) throw new Error('cut');
}

/** Under its own name only once it is whole: what was there before stays until then. */
async function toFile(response: IncomingMessage, path: string, { showProgress }: CommandContext): Promise<void> {
  const part = `${path}.part`;
  const file = createWriteStream(part);
  const total = response.headers['tollkeeper-rows-at-most'];
  // Its first line names the columns.
  let rows = response.headers['content-type']?.startsWith('text/csv') === true ? -1 : 0;
  try {
    await once(file, 'open');
    for await (const piece of response as AsyncIterable<Buffer>) {
      if (!file.write(piece)) await once(file, 'drain');
      if (showProgress === undefined) continue;
      rows += countLines(piece);
      showProgress(
        speak('export.rowsSoFar', {
          rows: rows.toLocaleString('en'),
          rest: total === undefined ? '' : speak('export.of', { total: Number(total).toLocaleString('en') }),
        }),
      );
    }
    file.end();
    await once(file, 'close');
    if (!response.complete) throw new Error('cut');
    renameSync(part, path);
  } catch (error) {
    file.destroy();
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined || code === 'ECONNRESET' ? error : unwritable(path, code);
  }
}

function countLines(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1;
  return lines;
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function unwritable(path: string, code: string): Error {
  return createUserError({
    what: speak('any.couldNotBeWritten', { what: path }),
    why: code === 'ENOSPC' ? speak('export.theDiskIsFull') : speak('any.theSystemSays', { what: code }),
    todo: speak('export.nameAnotherFileWithOut'),
  });
}

function endedEarly(path: string | null, cause: unknown, isOurs: boolean): Error {
  return createUserError(
    {
      what: speak('export.theExportEndedBeforeIt'),
      why: isOurs ? speak('export.itWasStoppedFromHere') : speak('export.theCompanionWasStoppedOr'),
      todo: speak('export.tryAgain', {
        rest: path === null ? speak('export.whatWasPrintedIsOnly') : speak('export.wasNotTouched', { path }),
      }),
    },
    { cause },
  );
}

function notUnderstood(why: string, todo: string): Error {
  return createUserError({ what: speak('any.notUnderstood', { command: 'export' }), why, todo, exitCode: 2 });
}
