import { afterEach, beforeEach, expect, it } from 'vitest';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { readAccuracy } from '../../lib/webext/dashboard-accuracy.ts';
import { NOW } from '../domain/samples.ts';
import { answered, batch, chat, PLENTY, readingOf, refused, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
  await host.putReading(ACCOUNT, readingOf(host, PLENTY));
});
afterEach(() => host.close());

it('is of calls that were forecast and answered, by model, with the provider’s name', async () => {
  const call = async (callId: string, draft = chat, outcome = answered(1200, 200)) => {
    await reviewCall(request(callId, draft), host.ports);
    await settleCall(settlement(callId, outcome, draft), host.ports);
  };
  expect(await readAccuracy(host.database)).toEqual({ calls: 0, models: [] });
  await call('a');
  await call('b');
  await call('c', { ...chat, model: 'toll-mini' });
  await call('d', chat, refused());
  await call('e', batch, { kind: 'answer', usage: { records: 25 }, cost: null, output: null });
  // One that nobody reviewed had no forecast.
  await settleCall(settlement('f', answered(1200, 200)), host.ports);
  const { calls, models } = await readAccuracy(host.database);
  expect(calls).toBe(3);
  expect(models.map(({ model, calls: n, providerName }) => [model, n, providerName])).toEqual([
    ['toll-large', 2, 'Sandbox'],
    ['toll-mini', 1, 'Sandbox'],
  ]);
  expect(models[0]).toMatchObject({ inside: 1, sums: [{ unit: 'USD', billedNano: 36_000_000n }] });
});
