import { countCalls, openWay, percentile, startServer, timeCalls, type Way } from './gateway/measure.ts';
import { median } from './page/statistics.ts';

/*
 * `npm run bench -- gateway`: what it costs to go through the gateway, against asking the provider directly and against the
 * least that carries a call (bare `node:http` and `undici.request`). Each server is a process; the ways take turns, round by
 * round, and the median of the rounds counts. Nothing is reviewed here: what carries bytes is measured by itself.
 */

const ROUNDS = 9;
const CALLS = 300;
const CALLS_AT_ONCE = 2000;
const AT_ONCE = [32, 256] as const;
const SMALL = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'word '.repeat(180) }] });
const LARGE = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'word '.repeat(100_000) }] });
const STREAM = SMALL.replace('{', '{"stream":true,');

interface Figures {
  readonly p50: number[];
  readonly p99: number[];
  readonly large: number[];
  readonly first: number[];
  readonly rates: Readonly<Record<(typeof AT_ONCE)[number], number[]>>;
}

const provider = await startServer('provider');
const bare = await startServer('bare', provider.origin);
const gateway = await startServer('companion', provider.origin);
const ways: readonly Way[] = [
  openWay('direct', provider.origin, '/v1/chat/completions', 256),
  openWay('bare', bare.origin, '/openai/v1/chat/completions', 256),
  openWay('ours', gateway.origin, '/openai/v1/chat/completions', 256),
];
const figures = new Map<string, Figures>(
  ways.map(({ name }) => [name, { p50: [], p99: [], large: [], first: [], rates: { 32: [], 256: [] } }]),
);

for (const way of ways) await timeCalls(way, SMALL, CALLS);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const way of ways) await measure(way);
}

const told = Object.fromEntries(ways.map(({ name }) => [name, summary(name)]));
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, ...told }));
else {
  console.log(`Node ${process.version}; medians of ${ROUNDS} rounds, one after the other`);
  console.table(told);
}
for (const { child } of [gateway, bare, provider]) child.stdin?.end();
for (const { pool } of ways) await pool.close();

async function measure(way: Way): Promise<void> {
  const kept = figures.get(way.name);
  if (kept === undefined) return;
  const { whole } = await timeCalls(way, SMALL, CALLS);
  kept.p50.push(percentile(whole, 50));
  kept.p99.push(percentile(whole, 99));
  kept.large.push(percentile((await timeCalls(way, LARGE, 20)).whole, 50));
  kept.first.push(percentile((await timeCalls(way, STREAM, 50)).first, 50));
  for (const atOnce of AT_ONCE) kept.rates[atOnce].push(await countCalls(way, SMALL, atOnce, CALLS_AT_ONCE));
}

function summary(name: string): Readonly<Record<string, string>> {
  const kept = figures.get(name);
  const ms = (values: readonly number[] | undefined): string => `${median(values ?? []).toFixed(3)} ms`;
  return {
    p50: ms(kept?.p50),
    p99: ms(kept?.p99),
    '500 kB': ms(kept?.large),
    'first event': ms(kept?.first),
    '32 at once': `${median(kept?.rates[32] ?? []).toFixed(0)}/s`,
    '256 at once': `${median(kept?.rates[256] ?? []).toFixed(0)}/s`,
  };
}
