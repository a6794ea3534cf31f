import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { kinds } from './asks/kinds.ts';
import { playMonth } from './asks/play.ts';
import { type Row, toJson, toTable } from './asks/report.ts';
import { addUp, type Score } from './asks/score.ts';

/*
 * `npm run bench -- asks`: how often a card was right. Months of mixed use against tills whose rules Tollkeeper does not
 * know. A missed target is printed and is no failure.
 */

const OUTPUT = '.output/bench/asks.json';
const USAGE = `Usage: npm run bench -- asks [--json] [--seeds N]

  --json     print the results as JSON (they are written to ${OUTPUT} in any case)
  --seeds N  so many months of each kind of account (10)`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<void> {
  const { isJson, seeds } = readOptions(args);
  const rows: Row[] = [];
  for (const kind of kinds) {
    const scores: Score[] = [];
    for (const seed of seeds) scores.push(await playMonth(kind, seed));
    rows.push({ name: kind.name, score: addUp(scores) });
  }
  rows.push({ name: 'all', score: addUp(rows.map(({ score }) => score)) });
  mkdirSync(dirname(OUTPUT), { recursive: true });
  const json = toJson(rows, seeds);
  writeFileSync(OUTPUT, json);
  console.log(isJson ? json : toTable(rows, seeds));
}

function readOptions(args: readonly string[]): { readonly isJson: boolean; readonly seeds: readonly number[] } {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' }, seeds: { type: 'string' } } });
  const count = Number(values.seeds ?? 10);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new Error(`--seeds takes 1 to 100.\n\n${USAGE}`);
  return { isJson: values.json === true, seeds: Array.from({ length: count }, (_, index) => (index + 1) * 1009) };
}
