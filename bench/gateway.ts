import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { countCalls, openWay, percentile, type Server, startServer, timeCalls, type Way } from './gateway/measure.ts';
import { startNginx, startPortkey } from './gateway/peers.ts';
import { median } from './page/statistics.ts';

/*
 * `npm run bench -- gateway`: what it costs to go through the companion as it is by default (tokens checked, counted exactly,
 * priced, held durably on four budgets, metered and booked), against asking the provider directly, the least that carries a call
 * (bare `node:http` and `undici.request`), our gateway with nothing reviewed, Portkey's open gateway, and nginx where there is
 * one. Each server is a process; the ways take turns, round by round, and the median of the rounds counts. A missed target is
 * printed and is no failure.
 */

const OUTPUT = '.output/bench/gateway.json';
const USAGE = `Usage: npm run bench -- gateway [--json] [--memory N]

  --json      print the results as JSON (they are written to ${OUTPUT} in any case)
  --memory N  afterwards N calls through the companion, and twice as many again, for its memory (0: not measured)`;

const ROUNDS = 9;
const CALLS = 200;
const CALLS_AT_ONCE = 1000;
const AT_ONCE = [32, 256] as const;
/** What our own servers work for a call is told of so many at once. */
const WORKED_AT_ONCE = 32;
const SMALL = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'word '.repeat(180) }] });
const LARGE = JSON.stringify({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: readFileSync('ARCHITECTURE.md', 'utf8').repeat(40).slice(0, 500_000) }],
});
const STREAM = SMALL.replace('{', '{"stream":true,');

interface Figures {
  readonly p50: number[];
  readonly p99: number[];
  readonly large: number[];
  readonly first: number[];
  readonly rates: Readonly<Record<(typeof AT_ONCE)[number], number[]>>;
  readonly work: number[];
}

/** Medians, ms and calls a second. `work`: what the processors did for a call, ms; NaN: the server does not tell. */
interface Summary {
  readonly p50: number;
  readonly p99: number;
  readonly large: number;
  readonly first: number;
  readonly at32: number;
  readonly at256: number;
  readonly work: number;
}

const { values } = readOptions();
const provider = await startServer('provider');
const bare = await startServer('bare', provider.origin);
const carrier = await startServer('carrier', provider.origin);
const companion = await startServer('companion', provider.origin);
const portkey = await startPortkey(provider.origin);
const nginx = await startNginx(provider.origin);

const PATH = '/openai/v1/chat/completions';
const ways: readonly Way[] = [
  openWay('direct', provider.origin, '/v1/chat/completions', 256),
  openWay('bare', bare.origin, PATH, 256),
  openWay('ours', companion.origin, PATH, 256),
  openWay('ours, nothing reviewed', carrier.origin, PATH, 256),
  ...(portkey === null ? [] : [openWay('portkey', portkey.origin, portkey.path, 256, portkey.headers)]),
  ...(nginx === null ? [] : [openWay('nginx', nginx.origin, nginx.path, 256)]),
];
const figures = new Map<string, Figures>(
  ways.map(({ name }) => [name, { p50: [], p99: [], large: [], first: [], rates: { 32: [], 256: [] }, work: [] }]),
);

const reporting: Readonly<Record<string, Pick<Server, 'report'>>> = {
  bare,
  ours: companion,
  'ours, nothing reviewed': carrier,
};

let stillMsMax = 0;

try {
  for (const way of ways) await timeCalls(way, SMALL, 3 * CALLS);
  await companion.report();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of ways) await measure(way);
  }
  const { rssMb, ...last } = await companion.report();
  const stillMs = Math.max(stillMsMax, last.stillMs);
  const summaries = Object.fromEntries(ways.map(({ name }) => [name, summary(name)]));
  const memory = await measureMemory(Number(values.memory));
  const all = { node: process.version, ways: summaries, companion: { rssMb, stillMs, ...memory } };
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, `${JSON.stringify(all, null, 2)}\n`);
  if (values.json) console.log(JSON.stringify(all, null, 2));
  else print(summaries, { rssMb, stillMs, ...memory });
} finally {
  for (const { child } of [companion, carrier, bare, provider]) child.stdin?.end();
  portkey?.stop();
  nginx?.stop();
  for (const { pool } of ways) await pool.close();
}

function readOptions(): { readonly values: { readonly json?: boolean; readonly memory: string } } {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, memory: { type: 'string', default: '20000' } } });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(1);
  }
}

async function measure(way: Way): Promise<void> {
  const kept = figures.get(way.name);
  if (kept === undefined) return;
  const { whole } = await timeCalls(way, SMALL, CALLS);
  kept.p50.push(percentile(whole, 50));
  kept.p99.push(percentile(whole, 99));
  kept.large.push(percentile((await timeCalls(way, LARGE, 10)).whole, 50));
  // Portkey 1.15 answers streams with 500 under this Node (it changes headers that may not be changed).
  if (way.name !== 'portkey') kept.first.push(percentile((await timeCalls(way, STREAM, 50)).first, 50));
  for (const atOnce of AT_ONCE) {
    const before = await workOf(way);
    kept.rates[atOnce].push(await countCalls(way, SMALL, atOnce, CALLS_AT_ONCE));
    if (atOnce === WORKED_AT_ONCE) kept.work.push(((await workOf(way)) - before) / CALLS_AT_ONCE);
  }
}

/** What the processors did for its server so far, ms; NaN: it does not tell. */
async function workOf({ name }: Way): Promise<number> {
  const told = await reporting[name]?.report();
  if (name === 'ours') stillMsMax = Math.max(stillMsMax, told?.stillMs ?? 0);
  return told?.cpuMs ?? Number.NaN;
}

function summary(name: string): Summary {
  const kept = figures.get(name);
  const of = (list: readonly number[] | undefined): number => Number(median(list ?? []).toFixed(3));
  return {
    ...{ p50: of(kept?.p50), p99: of(kept?.p99), large: of(kept?.large), first: of(kept?.first) },
    ...{ at32: Math.round(of(kept?.rates[32])), at256: Math.round(of(kept?.rates[256])), work: of(kept?.work) },
  };
}

interface Memory {
  readonly afterMb?: number;
  readonly grownMb?: number;
}

/** After so many calls, and how much more after three times as many. */
async function measureMemory(calls: number): Promise<Memory> {
  const ours = ways.find(({ name }) => name === 'ours');
  if (ours === undefined || !(calls > 0)) return {};
  await countCalls(ours, SMALL, 32, calls);
  const after = await companion.report();
  await countCalls(ours, SMALL, 32, 2 * calls);
  const later = await companion.report();
  return { afterMb: after.rssMb, grownMb: later.rssMb - after.rssMb };
}

function print(
  told: Readonly<Record<string, Summary>>,
  of: Memory & { readonly rssMb: number; readonly stillMs: number },
): void {
  console.log(
    `Node ${process.version}; medians of ${ROUNDS} rounds, the ways one after the other; ms, and calls a second`,
  );
  console.table(told);
  const { direct, ours, bare: least, portkey: peer } = told;
  if (direct === undefined || ours === undefined || least === undefined) return;
  const added = ours.p50 - direct.p50;
  say('added at p50, ms', added, '<=', 0.35);
  say('a body of 500 kB adds, ms', ours.large - direct.large, '<=', 10);
  say('first byte of a stream, added, ms', ours.first - direct.first, '<=', 0.5);
  say('calls a second at 32, of bare', ours.at32 / least.at32, '>=', 0.4);
  if (peer !== undefined) {
    say("added at p50, of Portkey's", added / (peer.p50 - direct.p50), '<=', 0.65);
    say("p99, of Portkey's", ours.p99 / peer.p99, '<=', 1);
    say("calls a second at 32, of Portkey's", ours.at32 / peer.at32, '>=', 2);
    say("calls a second at 256, of Portkey's", ours.at256 / peer.at256, '>=', 3);
  } else console.log('Portkey was not there to be measured against.');
  say('longest standstill of the event loop, ms', of.stillMs, '<=', 20);
  if (of.afterMb !== undefined && of.grownMb !== undefined) {
    say(`memory after ${values.memory} calls, MB`, of.afterMb, '<=', 170);
    say('and more after three times as many, MB', of.grownMb, '<=', 5);
  }
}

function say(what: string, value: number, how: '<=' | '>=', target: number): void {
  const isMet = how === '<=' ? value <= target : value >= target;
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)} (target ${how} ${target})`);
}
