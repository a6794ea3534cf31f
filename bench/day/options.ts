import { parseArgs } from 'node:util';

export interface Options {
  readonly isJson: boolean;
  readonly calls: number;
  /** For the calls, at most. */
  readonly minutes: number;
}

const CALLS = 50_000;
const CALLS_MIN = 1440;
const MINUTES = 8;

export const USAGE = `Usage: npm run bench -- day [--json] [--calls N] [--minutes N]

  --json      print the results as JSON (they are written to .output/bench/day.json in any case)
  --calls N   calls of the day (${CALLS}); at least ${CALLS_MIN}, one a minute
  --minutes N for them, at most (${MINUTES}): a busy machine makes fewer calls, and says how many`;

/** Reads the command line. Throws an Error with the usage in it for what is not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const calls = values.calls === undefined ? CALLS : Number(values.calls);
  if (!Number.isInteger(calls) || calls < CALLS_MIN || calls > 1_000_000)
    throw wrong(`--calls takes a number from ${CALLS_MIN} to 1000000.`);
  const minutes = values.minutes === undefined ? MINUTES : Number(values.minutes);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 600)
    throw wrong('--minutes takes a number from 1 to 600.');
  return { isJson: values.json === true, calls, minutes };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, calls: { type: 'string' }, minutes: { type: 'string' } },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function wrong(what: string): Error {
  return new Error(`${what}\n\n${USAGE}`);
}
