import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import type { Command, CommandContext } from './command.ts';
import { openAnswer } from './open-answer.ts';
import { createUserError, isUserError } from './user-error.ts';

/** `tollkeeper export`: the ledger as a file. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'Calls or days as CSV, JSON lines, FOCUS 1.2 or CloudEvents',
  options: {
    format: { type: 'string', value: '<form>', summary: 'csv, jsonl, focus or cloudevents (csv).' },
    by: { type: 'string', value: '<what>', summary: 'A line for each call, or sums of each day: call or day (call).' },
    days: { type: 'string', value: '<count>', summary: 'The last so many days, today included (all).' },
    from: { type: 'string', value: '<day>', summary: 'First day, such as 2026-11-01.' },
    to: { type: 'string', value: '<day>', summary: 'Last day.' },
    rate: {
      type: 'string',
      value: '<rates>',
      summary:
        "For focus: what a provider's own credits were paid with, such as credits=1000/USD; several with commas.",
    },
    out: { type: 'string', short: 'o', value: '<file>', summary: 'Write into this file; it appears when it is whole.' },
    json: { type: 'boolean', summary: 'Print what became of it as JSON; needs --out.' },
  },
  notes: () => [
    'FOCUS has a row for each call whose cost is known, in a national currency;',
    'how many are left out is said at the end.',
  ],
  run: runExport,
};

async function runExport(context: CommandContext): Promise<number> {
  const { values, print, complain } = context;
  const { out, json, rate } = values;
  if (json === true && typeof out !== 'string') throw notUnderstood('--json needs --out.', 'Name a file with --out.');
  if (values.days !== undefined && values.from !== undefined) {
    throw notUnderstood('--days and --from exclude each other.', 'Leave one of them out.');
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
  else if (path !== null) complain(`${rows} ${rows === 1 ? 'row' : 'rows'} in ${path}.`);
  if (leftOut > 0) {
    complain(
      `${leftOut} left out: nobody knows what they cost, or in what currency (--rate). --format jsonl has them.`,
    );
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
        `${rows.toLocaleString('en')} rows${total === undefined ? '' : ` of ${Number(total).toLocaleString('en')}`}`,
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
    what: `${path} could not be written.`,
    why: code === 'ENOSPC' ? 'The disk is full.' : `The system says ${code}.`,
    todo: 'Name another file with --out; what was there before is unchanged.',
  });
}

function endedEarly(path: string | null, cause: unknown, isOurs: boolean): Error {
  return createUserError(
    {
      what: 'The export ended before it was whole.',
      why: isOurs ? 'It was stopped from here.' : 'The companion was stopped, or could not read on.',
      todo: `Try again${path === null ? '; what was printed is only a part' : `; ${path} was not touched`}.`,
    },
    { cause },
  );
}

function notUnderstood(why: string, todo: string): Error {
  return createUserError({ what: '"tollkeeper export" was not understood.', why, todo, exitCode: 2 });
}
