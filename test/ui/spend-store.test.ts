import { describe, expect, it, vi } from 'vitest';
import type { SpendQuery, SpendView } from '../../lib/domain/spend-view.ts';
import { daysOfPeriod, viewSpend } from '../../lib/domain/sum-spend.ts';
import { openSpendStore } from '../../lib/ui/spend-store.ts';

const viewOf = (query: SpendQuery): SpendView =>
  viewSpend(
    { parts: [], since: null, lacks: [], nameOf: (_, id) => id },
    query,
    daysOfPeriod(query.period, '2026-11-21'),
  );

/** A source whose answers come when the test says so, and a page with an address. */
function open() {
  const asked: { readonly query: SpendQuery; readonly answer: () => void; readonly fail: () => void }[] = [];
  const source = {
    readSpend: (query: SpendQuery) =>
      new Promise<SpendView>((resolve, reject) => {
        asked.push({ query, answer: () => resolve(viewOf(query)), fail: () => reject(new Error('blocked')) });
      }),
    saveFile: vi.fn(),
  };
  const addresses: string[] = [];
  const spend = openSpendStore(source, (address) => {
    addresses.push(address);
    void spend.visit(address);
  });
  return { asked, addresses, ...spend };
}

describe('the store of spend', () => {
  it('goes into a group and out again by addresses, so that the way back leads there', () => {
    const { store, deeds, addresses } = open();
    deeds.into('openai');
    expect(store.getState()).toMatchObject({
      status: 'loading',
      query: { by: 'model', within: { provider: 'openai' } },
    });
    deeds.into('gpt-5');
    expect(store.getState().query).toMatchObject({ by: 'account', within: { provider: 'openai', model: 'gpt-5' } });
    deeds.leave('provider');
    expect(store.getState().query).toMatchObject({ by: 'provider', within: { model: 'gpt-5' } });
    expect(addresses).toEqual([
      '#spend?by=model&in-provider=openai',
      '#spend?by=account&in-provider=openai&in-model=gpt-5',
      '#spend?in-model=gpt-5',
    ]);
  });

  it('shows what was asked for last, whatever comes in late', async () => {
    const { store, deeds, asked } = open();
    deeds.ask({ period: '7' });
    deeds.ask({ period: '90' });
    asked[1]?.answer();
    await vi.waitFor(() => expect(store.getState().status).toBe('ready'));
    asked[0]?.answer();
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.getState().view).toEqual(viewOf({ ...store.getState().query, period: '90' }));
  });

  it('says that it failed', async () => {
    const { store, visit, asked } = open();
    const reading = visit('#spend');
    asked[0]?.fail();
    await reading;
    expect(store.getState().status).toBe('failed');
  });

  it('reads nothing for the address of another screen', async () => {
    const { visit, asked } = open();
    await visit('#calls');
    expect(asked).toEqual([]);
  });
});
