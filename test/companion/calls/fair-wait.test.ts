import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openCallDesk } from '../../../companion/calls/call-desk.ts';
import { reviewCalls } from '../../../companion/calls/review-calls.ts';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { Sql } from '../../../companion/ledger/sql.ts';
import type { SqliteSql } from '../../../companion/ledger/sqlite.ts';
import { budgetOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';
import { requestOf, settlementOf } from '../ledger/samples.ts';
import { call } from './samples.ts';

const CALLS = 200;
const FIT = 150;
const ids = Array.from({ length: CALLS }, (_, at) => `call-${String(at).padStart(3, '0')}`);
const inCalls = budgetOf({ unit: { kind: 'calls' }, limit: BigInt(FIT) });

describe.each(adapters)('calls that ask for one budget, over $name', (adapter) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await adapter.open();
  }, 60_000);
  afterAll(() => database?.close());

  async function open(waitMsMax?: number) {
    const ledger = await database.newLedger();
    const holds = openHolds(database.sql, { ledger, ...(waitMsMax !== undefined && { waitMsMax }) });
    await holds.change({ kind: 'put', id: 'put', budgetId: inCalls.id, budget: inCalls });
    return { ledger, holds };
  }

  it(`${CALLS} at once are held in the order in which they asked`, async () => {
    const { holds } = await open();
    const kinds = await Promise.all(ids.map(async (id) => (await holds.reserve(requestOf(id, 1n))).kind));
    expect(kinds).toEqual(ids.map((_, at) => (at < FIT ? 'held' : 'refused')));
  });

  it(`${CALLS} reviewed at once all have an answer: what others ask before is none of their time`, async () => {
    const { ledger, holds } = await open();
    const ports = openLedgerStore(database.sql, ledger).portsFor({ now: Date.now, dayOf: () => '2026-11-22' }, false);
    const desk = openCallDesk({ ports, secretHex: 'ab'.repeat(32), runId: 'companion-1', counters: {} });
    const troubles: string[] = [];
    const { port, running } = reviewCalls({ desk, holds, onTrouble: (what) => void troubles.push(what) });
    onTestFinished(running.stop);
    const kinds = await Promise.all(ids.map(async (callId) => (await port.review({ ...call, callId })).kind));
    expect(kinds.filter((kind) => kind === 'send').length).toBe(FIT);
    expect(kinds.filter((kind) => kind === 'refuse').length).toBe(CALLS - FIT);
    expect(troubles).toEqual([]);
  });

  it('one whose time is over is told so; what others have asked for is done, and nothing stays held of it', async () => {
    const { ledger, holds } = await open(300);
    await holds.reserve(requestOf('before', 1n));
    const letGo = await block(database.sql, ledger);
    const late = holds.reserve(requestOf('late', 1n));
    const settled = holds.settle(settlementOf('before', 1n));
    await expect(late).rejects.toMatchObject({ code: 'ledger-unavailable' });
    const next = holds.settle(settlementOf('nobody', 1n));
    await letGo();
    expect([await settled, await next]).toEqual(['booked', 'missing']);
    await expect.poll(async () => (await holds.usage()).map(({ spent, held }) => [spent, held])).toEqual([[1n, 0n]]);
    expect((await holds.reserve(requestOf('late', 1n))).kind).toBe('settled');
  });
});

/** Keeps everybody from writing until it is let go. */
async function block(sql: Sql, ledger: string): Promise<() => Promise<void>> {
  if (sql.dialect === 'sqlite') {
    const other = new DatabaseSync((sql as SqliteSql).database.location() ?? '');
    other.exec('begin immediate');
    return async () => other.close();
  }
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const work = sql.transaction(async (tx) => {
    await tx.run('update ledgers set version = version where ledger = $1', [ledger]);
    begun.resolve();
    await held.promise;
  });
  await begun.promise;
  return async () => {
    held.resolve();
    await work;
  };
}
