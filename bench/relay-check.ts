import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCounter } from './relay-check/counter.ts';
import { CASES, play } from './relay-check/play.ts';
import { type Row, toTables } from './relay-check/report.ts';

/*
 * `npm run bench -- relay-check`: how often Relay check finds a relay that bills more than it counts, and how often it finds
 * one that does not. The histories are made up, from ratios of real vocabularies and the measured error of our counter.
 */

const OUTPUT = '.output/bench/relay-check.json';
const USAGE = `Usage: npm run bench -- relay-check [--json] [--histories N]

  --json          print the results as JSON (they are written to ${OUTPUT} in any case)
  --histories N   so many of each kind (200)`;
const CALLS = [10, 20, 50, 200];

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main(args: readonly string[]): void {
  const options = { json: { type: 'boolean' }, histories: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const histories = Number(values.histories ?? 200);
  if (!Number.isInteger(histories) || histories < 1 || histories > 10_000)
    throw new Error(`--histories takes 1 to 10,000.\n\n${USAGE}`);
  const rows: Row[] = CASES.flatMap((kind) =>
    CALLS.map((calls) => ({ model: kind.model, name: kind.name, calls, found: play(kind, calls, histories) })),
  );
  const counter = measureCounter();
  mkdirSync(dirname(OUTPUT), { recursive: true });
  const json = JSON.stringify({ histories, counter, rows }, null, 2);
  writeFileSync(OUTPUT, json);
  console.log(values.json === true ? json : toTables(rows, CALLS, { counter, histories }));
}
