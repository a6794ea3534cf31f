import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Daemon, readDaemon } from '../../companion/api/daemon-file.ts';
import { openLedgerFile } from '../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../companion/ledger/open-ledger.ts';
import { join as joinNano, toText } from '../../companion/ledger/sql.ts';
import type { SqliteSql } from '../../companion/ledger/sqlite.ts';
import { startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { startCommand } from './start-command.ts';

/* kill -9 under load, through the real gateway: what the provider billed is in the ledger once, or stated as unknown. */

const CALLS = 500;
const LANES = 32;
const KILLED_AT = 150;

async function up(folder: string, upstream: string) {
  const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: folder, HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
  const args = ['up', '--port', '0', '--json', '--no-polling', '--upstream', `sandbox=${upstream}`];
  const started = startCommand(args, env);
  await expect.poll(() => started.output.out + started.output.err, { timeout: 60_000 }).toContain('\n');
  const { origin, apiToken } = readDaemon(folder) as Daemon;
  const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${origin}/api/v1${path}`, init);
    expect([path, answer.status]).toEqual([path, 200]);
    return (await answer.json()) as T;
  };
  return { ...started, origin, api };
}

/** One call, read to its end; every third as a stream. Whether its answer came whole. */
async function callOnce(origin: string, index: number): Promise<boolean> {
  const body = JSON.stringify({
    ...{ model: 'toll-mini', max_tokens: 40 + (index % 5), stream: index % 3 === 0 },
    messages: [{ role: 'user', content: `Call ${index}` }],
  });
  const headers = { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' };
  try {
    const answer = await fetch(`${origin}/sandbox/v1/chat/completions`, { method: 'POST', headers, body });
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
}

test('killed under 500 calls at 32 connections and started again: billed once, booked once, or stated as unknown', {
  timeout: 180_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rules = { chunkDelayMs: 1, chunkTokens: 20, delayMs: 2 };
  const sandbox = await startSandbox({ port: null, rules, openingNano: 1000n * 10n ** 9n });
  onTestFinished(() => sandbox.close());
  const first = await up(folder, sandbox.origin);
  await first.api('PUT', '/budgets/all', { limit: '1000', unit: 'USD', per: 'month' });

  let at: Promise<string> = Promise.resolve(first.origin);
  let [next, whole] = [0, 0];
  let again: Awaited<ReturnType<typeof up>> | null = null;
  const restart = async (): Promise<string> => {
    first.child.kill('SIGKILL');
    expect(await first.ended).toBeNull();
    again = await up(folder, sandbox.origin);
    return again.origin;
  };
  const lane = async (): Promise<void> => {
    while (next < CALLS) {
      const index = next++;
      if (!(await callOnce(await at, index))) continue;
      whole += 1;
      if (whole === KILLED_AT) at = restart();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  // Those that ran when it was killed, and no others, have no whole answer.
  expect(whole).toBeGreaterThanOrEqual(CALLS - LANES);

  const billed = sandbox.world.transactions.filter(({ kind }) => kind === 'chat');
  const total = billed.reduce((sum, { amountNano }) => sum - amountNano, 0n);
  if (again === null) throw new Error('it was not started again');
  const { api, child, ended } = again as Awaited<ReturnType<typeof up>>;
  const { budgets } = await api<{ budgets: readonly { spent: string; held: string }[] }>('GET', '/budgets');
  const counted = BigInt(Math.round((Number(budgets[0]?.spent) + Number(budgets[0]?.held)) * 1e9));
  // What nobody saw the end of counts at its worst.
  expect(counted).toBeGreaterThanOrEqual(total);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);

  const records = await readRecords(folder);
  expect(new Set(records.map(({ callId }) => callId)).size).toBe(records.length);
  const known = records.filter(({ certainty }) => certainty !== 'unknown');
  const unknown = records.filter(({ certainty }) => certainty === 'unknown');
  const byRequest = new Map(known.map((record) => [record.providerRequestId, record]));
  expect(byRequest.size).toBe(known.length);
  const unbooked = billed.filter(({ requestId }) => !byRequest.has(requestId ?? undefined));
  for (const { requestId, amountNano } of billed) {
    const record = byRequest.get(requestId ?? undefined);
    if (record !== undefined) expect([requestId, record.cost?.likelyNano]).toEqual([requestId, -amountNano]);
  }
  // None was booked that was not billed; each that was billed and is not known is one that is stated as unknown, at least at that.
  expect(known.length + unbooked.length).toBe(billed.length);
  expect(unbooked.length).toBeLessThanOrEqual(unknown.length);
  expect(unknown.length).toBeLessThanOrEqual(2 * LANES);
  const least = unknown.map(({ cost }) => cost?.highNano ?? 0n).sort((a, b) => (a < b ? -1 : 1));
  const most = unbooked.map(({ amountNano }) => -amountNano).sort((a, b) => (a < b ? -1 : 1));
  for (const [place, nano] of most.toReversed().entries()) expect(least.at(-1 - place)).toBeGreaterThanOrEqual(nano);
});

/** The records. Budgets count each of them as it says, or hold it still: who was killed between the two is swept when its time is over. */
async function readRecords(folder: string): Promise<readonly CallRecord[]> {
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  try {
    const records = await openLedgerStore(file.sql).transact(async (tables) => tables.records.toArray());
    const costs = new Map(
      records.map(({ callId, certainty, cost }) => [callId, certainty === 'unknown' ? null : cost]),
    );
    const { booked, held } = await readCounted(file.sql);
    for (const [callId, nano] of booked) expect([callId, nano]).toEqual([callId, costs.get(callId)?.likelyNano]);
    // Killed after its row was written and before its hold was: it never left, and nobody counts it.
    const uncounted = [...costs].filter(([callId]) => !booked.has(callId) && !held.has(callId));
    expect(uncounted.length).toBeLessThanOrEqual(LANES);
    for (const [callId, cost] of uncounted) expect([callId, cost]).toEqual([callId, null]);
    return records;
  } finally {
    await file.close();
  }
}

/** What budgets have: what calls came to, nano-units by call, and calls whose hold is open. */
async function readCounted(sql: SqliteSql) {
  const text = "select call_id, cost_units, cost_nano from bookings where certainty = 'known'";
  const [bookings, holds] = await sql.transaction(
    async (tx) => [await tx.rows(text), await tx.rows('select call_id from holds')] as const,
  );
  return {
    booked: new Map(bookings.map((row) => [toText(row.call_id), joinNano(row.cost_units, row.cost_nano)])),
    held: new Set(holds.map((row) => toText(row.call_id))),
  };
}
