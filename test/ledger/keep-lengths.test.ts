import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { GROUPS_MAX } from '../../lib/ledger/keep-lengths.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { NOW } from '../domain/samples.ts';
import { answered, chat, PLENTY, readingOf, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT, CONSOLE } from '../engine/ledger-host.ts';
import { failWrites } from '../webext/watch-database.ts';

let host: DexieHost;
let calls = 0;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
  await host.putReading(ACCOUNT, readingOf(host, PLENTY));
});
afterEach(() => host.close());

const settle = (output: number, draft: Draft = chat) =>
  settleCall(settlement(`call-${calls++}`, answered(1200, output), draft), host.ports);
const basisNow = async () => (await reviewCall(request(`ask-${calls++}`), host.ports)).facts?.estimate?.basis;

describe('how long answers were', () => {
  it('makes the estimate of the next call, and says of how many it speaks', async () => {
    expect(await basisNow()).toMatchObject({ calls: 0, of: null });
    for (let at = 0; at < 46; at += 1) await settle(900);
    expect(await basisNow()).toMatchObject({ calls: 46, of: 'model', outputMax: 4096 });
    expect((await basisNow())?.output.likely).toBeGreaterThan(700);
  });

  it('is kept with the record that it is of, as it was forecast then', async () => {
    await reviewCall(request('kept'), host.ports);
    const { record } = await settleCall(settlement('kept', answered(1200, 300)), host.ports);
    expect(record?.forecast).toMatchObject({
      mostNano: 134_880_000n,
      basis: { calls: 0, input: { likely: 1200 }, outputMax: 4096 },
    });
    expect(await host.records()).toEqual([record]);
  });

  it.each([
    ['says that it might not be longer', { ...answered(1200, 900), isBounded: true } as const, chat],
    ['has as many tokens as it may have', answered(1200, 900), { ...chat, outputTokensMax: 900 }],
  ])('is at least what an answer came to that %s', async (_name, outcome, draft) => {
    await settleCall(settlement('cut', outcome, draft), host.ports);
    const rows = await host.database.lengths.toArray();
    expect(rows.map(({ output }) => output.calls)).toEqual(Array(4).fill([1200, 900, 1]));
  });

  it('is written with its record, or not at all', async () => {
    const disk = failWrites(host.database, 'lengths');
    disk.isFull = true;
    await expect(settle(10)).rejects.toThrow('[ledger] nothing was written');
    disk.isFull = false;
    expect([await host.records(), await host.database.lengths.count()]).toEqual([[], 0]);
  });

  it('is forgotten of what was not used for longest, at one provider', async () => {
    await host.database.lengths.put({ provider: 'other', name: '[]', usedAt: 0, output: NOTHING });
    for (let at = 0; at < 100; at += 1) {
      host.now += 1000;
      await settle(10, { ...chat, model: `model ${at}` });
    }
    const names = await host.database.lengths.where('provider').equals('sandbox').toArray();
    expect(names).toHaveLength(GROUPS_MAX);
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['[]', '["model 99"]']));
    expect(names.some(({ name }) => name === '["model 0"]')).toBe(false);
    expect(await host.database.lengths.get(['other', '[]'])).toBeDefined();
  });

  it('is deleted with the site it is of, what is of all sites stays', async () => {
    await settle(10);
    expect(await wipeLedger(host.database, { kind: 'site', origin: CONSOLE })).toMatchObject({
      lengths: 1,
      records: 1,
    });
    expect(await host.database.lengths.count()).toBe(3);
    expect(await wipeLedger(host.database, { kind: 'all' })).toMatchObject({ lengths: 3 });
  });
});

const NOTHING = { calls: [], shares: { calls: 0, losses: [], offsets: [] } };
