import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../lib/budget/budget.ts';
import { post } from '../gateway/support.ts';
import { chat, openOnClock } from './support.ts';

const HOUR = 3_600_000;

/** A companion's parts on a clock by which the hour ends in so many ms. */
async function open(leftMs: number, limit: bigint) {
  let offset = 0;
  const { holds, store, governed, upstream, gateway } = await openOnClock(() => Date.now() + offset);
  // Set when all is there: how long that took is none of the hour.
  offset = HOUR - leftMs - (Date.now() % HOUR);
  const budget: Budget = {
    ...{ id: 'hourly', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
    ...{ window: { kind: 'hour', zone: 'UTC' }, limit, isHard: true, onFailure: 'closed', raises: [] },
  };
  await holds.change({ kind: 'put', id: 'put', budgetId: 'hourly', budget });
  const wait = (secondsMax: number): void =>
    governed.policies.set({ kind: 'wait', name: 'patient', tool: null, label: null, secondsMax });
  const ask = (change: object = {}, signal?: AbortSignal) => post(gateway, JSON.stringify(chat(change)), {}, signal);
  const idle = () => expect.poll(async () => (await holds.usage()).every(({ held }) => held === 0n)).toBe(true);
  return { upstream, gateway, holds, store, wait, ask, idle };
}

describe('a call that does not fit', () => {
  it('waits until the window begins anew, and goes', async () => {
    const { ask, wait, upstream, idle, store } = await open(3000, 8_000_000n);
    expect((await ask()).status).toBe(200);
    await idle();
    expect((await ask()).status).toBe(402);
    wait(60);
    const answers = await Promise.all([ask(), ask({ max_tokens: 400 })]);
    // There is room for one of them in the next hour; its end is too far away for the other.
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 402]);
    expect(upstream.asked).toHaveLength(2);
    const went = answers.find(({ status }) => status === 200);
    expect(went?.headers.get('tollkeeper-policy')).toBe('wait:patient');
    await idle();
    const records = await store.transact(async (tables) => tables.records.toArray());
    expect(records.map(({ policies = [] }) => policies)).toEqual(expect.arrayContaining([[], ['wait:patient']]));
  });

  it('does not wait longer than it may, nor for what will never fit', async () => {
    const { ask, wait, upstream, idle } = await open(1_000_000, 8_000_000n);
    wait(600);
    expect((await ask()).status).toBe(200);
    await idle();
    const startedAt = performance.now();
    expect((await ask()).status).toBe(402);
    expect((await ask({ max_tokens: 4000 })).status).toBe(402);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(upstream.asked).toHaveLength(1);
  });

  it('is forgotten when its client goes while it waits', async () => {
    const { ask, wait, upstream, idle, store, holds } = await open(2500, 8_000_000n);
    wait(60);
    expect((await ask()).status).toBe(200);
    await idle();
    const leaving = new AbortController();
    const asked = ask({}, leaving.signal);
    const gone = expect(asked).rejects.toThrow();
    setTimeout(() => leaving.abort(), 300);
    await once(leaving.signal, 'abort');
    await gone;
    await new Promise((resolve) => setTimeout(resolve, 2600));
    expect(upstream.asked).toHaveLength(1);
    expect(await store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
    expect((await holds.usage()).map(({ held, spent }) => [held, spent])).toEqual([[0n, 0n]]);
  });

  it('does not keep a gateway from stopping', async () => {
    const { ask, wait, idle, gateway } = await open(120_000, 8_000_000n);
    wait(600);
    expect((await ask()).status).toBe(200);
    await idle();
    const asked = ask();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const startedAt = performance.now();
    await gateway.stop();
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect((await asked).status).toBe(402);
  });
});
