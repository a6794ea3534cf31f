import { backtest } from './runway/backtest.ts';
import { allProcesses } from './runway/replay.ts';
import { missesOf, type Row, writeReport } from './runway/report.ts';

/*
 * `npm run bench -- runway [TRACE.csv …] [--series=30] [--json]`: months of spend from fixed seeds, and out of the traces that are named; how often
 * a balance ended between the P10 and the P90 that were forecast, and by how many days the likely end was off seven days before it.
 * Processes that were written after the forecast (runway/held-out.ts) are told apart. A missed target is printed as missed and is no failure.
 */

const SERIES = Number(/--series=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 30);
const INSTANTS = 8;
const HOURS = 100 * 24;
const HISTORIES_DAYS = [100, 28] as const;
const SEED = 7;

const traces = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const rows: Row[] = [];
for (const { name, kind, isHeldOut, play } of await allProcesses(traces)) {
  process.stderr.write(`${name}\n`);
  const series = Array.from({ length: SERIES }, (_, index) => play(HOURS, index + 1));
  for (const historyDays of HISTORIES_DAYS) {
    const score = backtest(series, { instants: INSTANTS, seed: SEED, historyDays });
    rows.push({ name, kind, isHeldOut, historyDays, ...score });
  }
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify(rows.map((row) => ({ ...row, misses: missesOf(row) }))));
} else {
  for (const line of writeReport(rows)) console.log(line);
}
