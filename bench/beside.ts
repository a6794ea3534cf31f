import { readdirSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openCompanion } from '../companion/open-companion.ts';
import { varied } from './advice/varied.ts';
import { readJson } from './beside/read-json.ts';
import { ACCOUNT, setUp } from './beside/set-up.ts';
import { watchThread } from './beside/watch-thread.ts';
import { fillRecords } from './export/fill-records.ts';
import { fillSums } from './ledger/fill-sums.ts';

/*
 * `npm run bench -- beside [calls] [--json]`: for how long calls would have to wait while somebody looks at a large ledger: the
 * longest that the companion's own thread was busy without a turn of its event loop, by the processor's clock, so that what else
 * the machine does is not in it. Calls are spread over 60 days.
 */

const calls = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 1_000_000);
const given = process.argv.find((argument) => argument.startsWith('--folder='))?.slice('--folder='.length);
const BUSY_MS_MAX = 20;
const DAY_MS = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

console.error(`Filling a ledger with ${calls.toLocaleString('en')} calls …`);
const folder = given ?? (await fill());
const companion = await openCompanion({
  ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', isPolling: false },
  onTrouble: (what, error) => console.error(what, error),
});
const api = `${companion.gateway.origin}/api/v1`;
const get = (path: string) => () => readJson(folder, `${api}${path}`);

const WAYS: Readonly<Record<string, () => Promise<unknown>>> = {
  'the daily copy': () => copied(),
  nothing: () => wait(1000),
  status: get('/status'),
  'spend, by model': get('/spend'),
  'spend, a year by day': get(`/spend?from=${dayBefore(365)}&by=day`),
  'report of a week': get(`/report?from=${dayBefore(7)}&to=${dayBefore(0)}`),
  'report of 60 days': get(`/report?from=${dayBefore(59)}&to=${dayBefore(0)}`),
  'the newest calls': get('/calls?limit=1000'),
  runways: get('/runways'),
  accuracy: get('/accuracy'),
  refusals: get('/refusals'),
  reconcile: () => readJson(folder, `${api}/reconcile`, { days: 30, ask: false }),
  'looking for alerts': get('/alerts'),
  export: get('/export?format=jsonl'),
};

const results: Record<string, Record<string, string>> = {};
try {
  for (const [name, way] of Object.entries(WAYS)) {
    const watched = watchThread();
    const startedAt = performance.now();
    await way().catch((error: unknown) => console.error(name, error));
    const seconds = (performance.now() - startedAt) / 1000;
    const { longestMs, busyMs } = await watched.stop();
    results[name] = {
      'longest without a turn, ms': longestMs.toFixed(1),
      'own thread, s': (busyMs / 1000).toFixed(2),
      'all, s': seconds.toFixed(1),
      'target ≤ 20 ms': longestMs <= BUSY_MS_MAX ? 'met' : 'MISSED',
    };
  }
} finally {
  await companion.stop();
  if (given === undefined) rmSync(folder, { recursive: true });
}
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, calls, ...results }));
else {
  console.log(`Node ${process.version}; ${calls.toLocaleString('en')} calls over 60 days`);
  console.table(results);
}

/** It is made a moment after the start. */
async function copied(): Promise<void> {
  const beginning = /^ledger\.sqlite\.backup-\w+Z$/;
  while (!readdirSync(folder).some((name) => beginning.test(name))) await wait(100);
}

async function fill(): Promise<string> {
  const filled = await fillRecords(calls, (record, index) => ({ ...varied(record, index), account: ACCOUNT }), 60);
  await fillSums(filled);
  await setUp(filled);
  return filled;
}
