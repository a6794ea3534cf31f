import { parseArgs } from 'node:util';
import { type BrowserKind, browserKinds } from '../../test/e2e/support/driver.ts';

/** How often each thing is measured. */
export interface Counts {
  /** Page loads with and without. */
  readonly loads: number;
  /** Pairs of batches, and calls in each. */
  readonly fetchBatches: number;
  readonly fetchesPerBatch: number;
  /** Settled calls in the ledger before the first call is measured. */
  readonly ledgerRows: number;
  readonly warmCalls: number;
  readonly coldCalls: number;
  /** Streams with and without, for each way of reading. */
  readonly streams: number;
  /** Pairs of two-second streams. */
  readonly pacedStreams: number;
  readonly popups: number;
}

export interface Options {
  /** Print JSON and nothing else. */
  readonly isJson: boolean;
  readonly browsers: readonly BrowserKind[];
  /** Too few samples to quote. */
  readonly isQuick: boolean;
  readonly counts: Counts;
}

/** What a figure of record is made with. */
const FULL: Counts = {
  loads: 10,
  fetchBatches: 60,
  fetchesPerBatch: 500,
  ledgerRows: 100_000,
  warmCalls: 200,
  coldCalls: 15,
  streams: 15,
  pacedStreams: 4,
  popups: 10,
};

/** Enough to see that everything can be measured. */
const QUICK: Counts = {
  loads: 2,
  fetchBatches: 10,
  fetchesPerBatch: 500,
  ledgerRows: 2000,
  warmCalls: 15,
  coldCalls: 2,
  streams: 2,
  pacedStreams: 1,
  popups: 2,
};

export const USAGE = `Usage: npm run bench -- page [--json] [--quick] [--loads N] [--browser chromium|firefox]

  --json      print the results as JSON (they are written to .output/bench/page.json in any case)
  --quick     few samples and a small ledger: to see that it runs, not for figures
  --loads N   page loads with and without the extension (${FULL.loads})
  --browser   one browser only`;

/** Reads the command line. Throws an Error with the usage in it for what is not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const counts = values.quick === true ? QUICK : FULL;
  const loads = values.loads === undefined ? counts.loads : Number(values.loads);
  if (!Number.isInteger(loads) || loads < 1 || loads > 100) throw wrong('--loads takes a number from 1 to 100.');
  const browsers = browserKinds.filter((kind) => values.browser === undefined || values.browser === kind);
  if (browsers.length === 0) throw wrong(`There is no browser called ${values.browser}.`);
  const isQuick = values.quick === true;
  return { isJson: values.json === true, browsers, isQuick, counts: { ...counts, loads } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        quick: { type: 'boolean' },
        loads: { type: 'string' },
        browser: { type: 'string' },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function wrong(what: string): Error {
  return new Error(`${what}\n\n${USAGE}`);
}
