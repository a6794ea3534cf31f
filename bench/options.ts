import { parseArgs } from 'node:util';
import { startSandbox } from '../companion/sandbox/server.ts';
import { markdownTable, writeMeasured } from './measured.ts';
import { kinds } from './options/kinds.ts';
import { playBatch, playSituation, type Situation } from './options/play.ts';
import { addUp, type Score, scoreOf } from './options/score.ts';

/*
 * `npm run bench -- options`: every option that is offered is sent to the sandbox, whose rules are not ours. How many are
 * taken, and how many of those are within a twentieth of the largest that would have been. A missed target is printed as
 * missed and is no failure. `--write` puts the figures into docs/estimates.md.
 */

const RIGHT_MIN = 0.98;
const WIDTH = 46;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, draws: { type: 'string' }, write: { type: 'boolean' } },
});
const draws = Number(values.draws ?? 40);
const sandbox = await startSandbox({ port: null });
const rows: { readonly name: string; readonly score: Score }[] = [];
for (const counts of ['page', 'exact'] as const) {
  for (const [index, kind] of kinds.entries()) {
    const situations: Situation[] = [];
    for (let draw = 0; draw < draws; draw += 1) {
      situations.push(await playSituation(sandbox, kind, (index + 1) * 100_003 + draw, counts));
    }
    rows.push({ name: counts === 'page' ? kind.name : `${kind.name}, counted exactly`, score: scoreOf(situations) });
  }
}
const batches: Situation[] = [];
for (let draw = 0; draw < draws; draw += 1) batches.push(await playBatch(sandbox, 7_000_003 + draw));
rows.push({ name: 'batches in credits', score: scoreOf(batches) });
await sandbox.close();
rows.push({ name: 'all', score: addUp(rows.map(({ score }) => score)) });

if (values.write) {
  const heads = ['kind of place', 'offered', 'accepted', 'and near', 'of what could be found'];
  const table = rows.map(({ name, score }) => [name, ...figuresOf(score)]);
  writeMeasured('options', markdownTable(heads, table));
}
if (values.json) {
  console.log(JSON.stringify(rows.map(({ name, score }) => ({ name, ...score }))));
} else {
  console.log(`${'kind of place'.padEnd(WIDTH)} offered  accepted  and near  of what could be found`);
  for (const { name, score } of rows) console.log(toLine(name, score));
}

function figuresOf({ offered, accepted, right, possible, found }: Score): readonly string[] {
  return [String(offered), percent(accepted, offered), percent(right, offered), percent(found, possible)];
}

function toLine(name: string, score: Score): string {
  const missed = score.right < score.offered * RIGHT_MIN ? `  MISSED: at least ${RIGHT_MIN * 100} %` : '';
  return `${name.padEnd(WIDTH)} ${figuresOf(score)
    .map((column) => column.padStart(8))
    .join('  ')}${missed}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}
