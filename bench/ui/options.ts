import { parseArgs } from 'node:util';
import { type BrowserKind, browserKinds } from '../../test/e2e/support/driver.ts';

export interface Options {
  readonly isJson: boolean;
  readonly browsers: readonly BrowserKind[];
  /** Calls in the large ledger, and in the small one that it is held against. */
  readonly calls: number;
  readonly few: number;
  /** Where filled ledgers are kept for the next run; null: nowhere. */
  readonly keep: string | null;
  /** Whether all of the large ledger is exported and taken in again. */
  readonly isImported: boolean;
}

const CALLS = 1_000_000;
const FEW = 10_000;

export const USAGE = `Usage: npm run bench -- ui [--json] [--calls N] [--browser chromium|firefox] [--keep FOLDER]
                             [--import]

  --json      print the results as JSON (they are written to .output/bench/ui.json in any case)
  --calls N   calls in the large ledger (${CALLS}); at least ${2 * FEW}, and fewer only to see that it runs
  --browser   one browser only
  --keep      a folder for filled ledgers: the next run with as many calls begins with them
  --import    export the large ledger and take the file in again, too: many minutes with a million calls`;

/** Reads the command line. Throws an Error with the usage in it for what is not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const calls = values.calls === undefined ? CALLS : Number(values.calls);
  if (!Number.isInteger(calls) || calls < 2 * FEW || calls > 5_000_000)
    throw wrong(`--calls takes a number from ${2 * FEW} to 5000000.`);
  const browsers = browserKinds.filter((kind) => values.browser === undefined || values.browser === kind);
  if (browsers.length === 0) throw wrong(`There is no browser called ${values.browser}.`);
  return {
    isJson: values.json === true,
    browsers,
    calls,
    few: FEW,
    keep: values.keep ?? null,
    isImported: values.import === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        calls: { type: 'string' },
        browser: { type: 'string' },
        keep: { type: 'string' },
        import: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function wrong(what: string): Error {
  return new Error(`${what}\n\n${USAGE}`);
}
