import { parseArgs } from 'node:util';

/** What the bench is asked for. */
export interface Options {
  readonly isJson: boolean;
  /** Empty: the corpora of the repository. */
  readonly files: readonly string[];
}

export const USAGE = `Usage: npm run bench -- refusals [--json] [FILE.jsonl …]

  FILE    rows of {id, host, status, headers, body, cause}; without one, the corpora in test/domain/refusals
  --json  print the results as JSON`;

/** Reads the arguments. Throws with the usage when they are not understood. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    return { isJson: values.json === true, files: positionals };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, { cause: error });
  }
}
