import { expect, it } from 'vitest';
import { settleSwept } from '../../../companion/calls/settle-swept.ts';
import { callOf } from '../../budget/samples.ts';
import { recordOf } from '../export-samples.ts';
import { requestOf } from '../ledger/samples.ts';
import { runCompanion } from '../running-companion.ts';

const usd = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });

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
