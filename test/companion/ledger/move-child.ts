import { writeSync } from 'node:fs';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { CENT, requestOf } from './samples.ts';

/** What is killed: it moves money to and fro while calls are held, and says each move that it was told is made. */
const [path = '', run = ''] = process.argv.slice(2);
const holds = openHolds(openSqlite(path, { waitMsMax: 30_000 }));

async function move(lane: number): Promise<never> {
  for (let count = 0; ; count++) {
    const id = `${run}-${lane}-${count}`;
    const [from, to] = (lane + count) % 2 === 0 ? ['reserve', 'test'] : ['test', 'reserve'];
    const { problem } = await holds.change({ kind: 'move', id, budgetId: 'all', from, to, amount: CENT });
    // Written at once: what stands in a pipe's buffer dies with us.
    if (problem === null) writeSync(1, `${id}\n`);
  }
}

async function call(): Promise<never> {
  for (let count = 0; ; count++) {
    await holds.reserve(requestOf(`${run}-call-${count}`, 1n));
    await holds.release(`${run}-call-${count}`);
  }
}

await Promise.all([move(0), move(1), move(2), call()]);
