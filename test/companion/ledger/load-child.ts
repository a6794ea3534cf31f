import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Holds, openHolds } from '../../../companion/ledger/holds.ts';
import type { ReserveRequest } from '../../../companion/ledger/operations.ts';
import { openPostgres } from '../../../companion/ledger/postgres.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { larger } from '../../../lib/domain/money.ts';
import { seededRandom } from './seeded-random.ts';

/** What a child does. `truth` is the provider's own list: what it was asked for and took for it. */
export interface LoadOrder {
  readonly name: string;
  readonly seed: number;
  readonly sqlite?: string;
  readonly postgres?: string;
  readonly ledger: string;
  readonly truth: string;
  /** All at once. Absent: one after the other in so many lanes, until somebody ends us. */
  readonly calls?: number;
  readonly lanes?: number;
  /** Each costs and holds this much, nano-units. Absent: 0.1 to 5 × P95. */
  readonly each?: string;
}

/** What it says when it is done. */
export interface LoadReport {
  readonly held: number;
  readonly refused: number;
  /** The most that one answer saw spent and held of the budget that is nearest to its cap, nano-units over it; 0: never. */
  readonly overNano: string;
}

const P95 = 10_000_000n;
/** Who is refused comes again, while others settle. */
const TRIES = 4;

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder;
const random = seededRandom(order.seed);
const sql =
  order.sqlite === undefined
    ? openPostgres({ url: order.postgres ?? '' })
    : openSqlite(order.sqlite, { waitMsMax: 30_000 });
const holds = openHolds(sql, { ledger: order.ledger, waitMsMax: 30_000 });
console.log('started');
if (order.calls === undefined) await Promise.all(Array.from({ length: order.lanes ?? 32 }, (_, lane) => endless(lane)));
else console.log(JSON.stringify(await allAtOnce(order.calls)));
await sql.close();

async function allAtOnce(calls: number): Promise<LoadReport> {
  const report = { held: 0, refused: 0, overNano: 0n };
  await Promise.all(
    Array.from({ length: calls }, async (_, index) => {
      const over = await callOnce(holds, `${order.name}-${String(index).padStart(6, '0')}`);
      if (over === null) report.refused++;
      else report.held++;
      if (over !== null && over > report.overNano) report.overNano = over;
    }),
  );
  return { ...report, overNano: report.overNano.toString() };
}

async function endless(lane: number): Promise<never> {
  for (let index = 0; ; index++) await callOnce(holds, `${order.name}-${lane}-${String(index).padStart(6, '0')}`);
}

/** @returns by how much a hard cap was passed, as its answer saw it; null: it was refused. */
async function callOnce(holds: Holds, callId: string): Promise<bigint | null> {
  const cost =
    order.each === undefined ? (P95 * BigInt(100 + Math.floor(random() * 4900))) / 1000n : BigInt(order.each);
  const request = requestOf(callId, cost);
  let answer = await holds.reserve(request);
  for (let tries = 1; answer.kind === 'refused' && tries < TRIES; tries++) {
    await wait(random() * 60);
    answer = await holds.reserve(request);
  }
  if (answer.kind === 'settled') throw new Error(`${callId} went twice`);
  if (answer.kind === 'refused') return null;
  const over = answer.uses.map(({ cap, spent, held }) => spent + held - cap);
  if (!(await holds.markSent(callId))) throw new Error(`${callId} lost its hold`);
  await wait(random() * 10);
  appendFileSync(order.truth, `${callId} ${cost}\n`);
  await wait(random() * 10);
  await holds.settle({ callId, cost: { unit: 'USD', nano: cost }, tokens: 7n });
  return over.reduce(larger, 0n);
}

/** Half of them set no `max_tokens`: the model's maximum is held. */
function requestOf(callId: string, cost: bigint): ReserveRequest {
  const isBounded = random() < 0.5;
  const worstNano = order.each !== undefined ? cost : isBounded ? cost + P95 / 10n : 5n * P95;
  const call = { provider: 'openai', account: 'team', model: 'gpt', key: null, label: order.name, origin: null };
  const money = { unit: 'USD', worstNano, usualNano: P95 };
  return { callId, call, money, tokens: { worst: 100n, usual: 10n }, rates: {}, expiresInMs: 60_000 };
}
