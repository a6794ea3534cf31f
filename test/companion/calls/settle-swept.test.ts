import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { settleSwept } from '../../../companion/calls/settle-swept.ts';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { budgetOf, callOf } from '../../budget/samples.ts';
import { recordOf } from '../export-samples.ts';
import { requestOf } from '../ledger/samples.ts';
import { runCompanion } from '../running-companion.ts';

const usd = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });

it('a call that was swept by a companion killed before it looked for the record is counted by it after the next start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-swept-'));
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const holds = openHolds(file.sql);
  const store = openLedgerStore(file.sql);
  await holds.change({ kind: 'put', id: 'put', budgetId: 'all', budget: budgetOf() });
  const [known, lost] = [recordOf(1, { cost: usd(10_000_000n) }), recordOf(2, { cost: null, certainty: 'unknown' })];
  for (const { callId } of [known, lost]) {
    await holds.reserve(requestOf(callId, 1_000_000_000n, { expiresInMs: 0, isSent: true }));
  }
  await store.transact(async ({ records }) => void (await records.bulkPut([known, lost])));
  await holds.sweep();
  expect((await holds.usage())[0]?.spent).toBe(2_000_000_000n);
  await file.close();
  const { companion, troubles } = await runCompanion({ folder, isPolling: false });
  await expect.poll(companion.holds.unheard).toEqual([lost.callId]);
  expect((await companion.holds.usage())[0]?.spent).toBe(1_010_000_000n);
  expect(troubles).toEqual([]);
});

it('a swept call whose record was written is counted by what it came to, once; another one at its hold', async () => {
  const { companion, ask } = await runCompanion();
  const { holds, store } = companion;
  await ask('PUT', '/api/v1/budgets/all', { body: { limit: '50', per: 'day' } });
  const known = recordOf(1, { cost: usd(10_000_000n) });
  const lost = recordOf(2, { cost: null, certainty: 'unknown', outcome: 'cut', usage: null });
  const refused = recordOf(3, { cost: usd(0n), outcome: 'refusal', usage: null });
  for (const { callId } of [known, lost, refused]) {
    const request = requestOf(callId, 1_000_000_000n, { call: callOf(), expiresInMs: 0, isSent: true });
    expect((await holds.reserve(request)).kind).toBe('held');
  }
  await store.transact(async ({ records }) => void (await records.bulkPut([known, lost, refused])));
  const { booked } = await holds.sweep();
  expect(booked.toSorted()).toEqual([known, lost, refused].map(({ callId }) => callId).toSorted());
  const spent = async () => (await ask('GET', '/api/v1/budgets')).body.budgets[0].spent;
  expect(await spent()).toBe('3');
  const desk = { holds, store, ratesFrom: () => ({}) };
  await settleSwept([...booked, 'nobody'], desk);
  expect(await spent()).toBe('1.01');
  await settleSwept(booked, desk);
  expect(await spent()).toBe('1.01');
});
