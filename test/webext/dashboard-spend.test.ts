import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpendQuery } from '../../lib/domain/spend-view.ts';
import { FIRST_SPEND, SPEND_BY } from '../../lib/domain/spend-view.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { readSpend } from '../../lib/webext/dashboard-spend.ts';
import { NOW } from '../domain/samples.ts';
import { answered, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';

const DAY_MS = 86_400_000;

let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
});
afterEach(() => host.close());

const read = (query: Partial<SpendQuery> = {}) => readSpend(host.database, { ...FIRST_SPEND, ...query }, host.now);

/** Books a call as the engine does. */
async function book(callId: string): Promise<void> {
  await settleCall(settlement(callId, answered(1200, 400)), host.ports);
}

describe('the screen about spend', () => {
  it('has nothing where nothing was spent', async () => {
    expect(await read()).toMatchObject({ unit: null, groups: [], path: [] });
  });

  it('sums up what the ledger booked, the same by whatever it is asked for', async () => {
    for (const callId of ['a', 'b', 'c']) await book(callId);
    const [record] = await host.records();
    const cost = record?.cost?.likelyNano ?? 0n;
    expect(cost).toBeGreaterThan(0n);
    for (const by of SPEND_BY) {
      const view = await read({ by });
      expect(view.total).toEqual({ nano: cost * 3n, calls: 3, beforeNano: 0n });
      expect(view.groups).toHaveLength(1);
    }
  });

  it('calls things what people call them', async () => {
    await host.addAccount();
    await book('a');
    const [record] = await host.records();
    expect((await read()).groups[0]).toMatchObject({ id: record?.provider });
    expect((await read({ by: 'model' })).groups[0]?.name).toBe('toll-large');
  });

  it('holds the days before against these', async () => {
    host.now = NOW - 40 * DAY_MS;
    await book('old');
    host.now = NOW;
    await book('new');
    const { total } = await read();
    expect(total.calls).toBe(1);
    expect(total.beforeNano).toBe(total.nano);
  });

  it('takes it apart by kind of request, of which older sums know nothing', async () => {
    await book('a');
    await book('b');
    const [row] = await host.database.hours.toArray();
    if (row === undefined) throw new Error('no sums by hour');
    expect(row.kinds).toEqual({ chat: { nano: row.nano, calls: 2 } });
    // As a version wrote it that did not tell them apart, and then one call more.
    const { kinds: _, ...older } = row;
    await host.database.hours.put(older);
    await book('c');
    const view = await read({ by: 'kind' });
    const cost = row.nano / 2n;
    expect(view.groups).toMatchObject([
      { id: '', nano: cost * 2n, calls: 2 },
      { id: 'chat', name: 'chat', nano: cost, calls: 1 },
    ]);
    expect((await read({ by: 'model', within: { kind: 'chat' } })).total).toMatchObject({ nano: cost, calls: 1 });
  });

  it('takes it apart by label where any call came from a tool', async () => {
    await book('a');
    expect((await read()).choices).not.toContain('label');
    await settleCall({ ...settlement('b', answered(1200, 400)), origin: 'tool:nightly/prod' }, host.ports);
    await settleCall({ ...settlement('c', answered(1200, 400)), origin: 'tool:nightly' }, host.ports);
    const view = await read({ by: 'label' });
    expect(view.choices).toContain('label');
    expect(view.groups.map(({ id, name, calls }) => [id, name, calls])).toEqual([
      ['', '', 2],
      ['prod', 'prod', 1],
    ]);
    expect((await read({ by: 'origin', within: { label: 'prod' } })).groups).toMatchObject([{ name: 'nightly/prod' }]);
  });

  it('says from when on it knows accounts, keys and sites, where older sums have only days', async () => {
    host.now = NOW - 20 * DAY_MS;
    await book('old');
    await host.database.hours.clear();
    host.now = NOW;
    await book('new');
    expect(await read({ by: 'origin' })).toMatchObject({
      total: { calls: 1 },
      since: expect.stringMatching(/^2026-11-2/),
    });
    expect(await read({ by: 'provider' })).toMatchObject({ total: { calls: 2 }, since: null });
    expect((await read({ by: 'origin', period: '7' })).since).not.toBeNull();
    expect((await read({ by: 'origin', period: { from: '2026-11-21', to: '2026-11-22' } })).since).not.toBeNull();
  });
});
