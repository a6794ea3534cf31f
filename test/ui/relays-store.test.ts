import { describe, expect, it, vi } from 'vitest';
import type { RelayView } from '../../lib/domain/relay-view.ts';
import { openRelaysStore } from '../../lib/ui/relays-store.ts';

const view = (days: number): RelayView => ({ days, calls: days, isPart: false, models: [] });

/** A source whose answers come when the test says so. */
function openSource(isThere = true) {
  const asked: { readonly days: number; readonly answer: (view: RelayView) => void; readonly fail: () => void }[] = [];
  return {
    asked,
    hasRelays: async () => isThere,
    readRelays: (days: number) =>
      new Promise<RelayView>((resolve, reject) => {
        asked.push({ days, answer: resolve, fail: () => reject(new Error('blocked')) });
      }),
  };
}

describe('the store of the check of relays', () => {
  it('reads nothing but whether there is anything, until its screen is looked at', async () => {
    const source = openSource();
    const { store } = openRelaysStore(source, () => undefined);
    await vi.waitFor(() => expect(store.getState().isThere).toBe(true));
    expect(source.asked).toEqual([]);
  });

  it('what was asked for later wins over what comes in late', async () => {
    const source = openSource();
    const { store, visit } = openRelaysStore(source, () => undefined);
    void visit('#relays');
    void visit('#relays?days=90');
    expect(source.asked.map(({ days }) => days)).toEqual([30, 90]);
    source.asked[1]?.answer(view(90));
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ status: 'ready', days: 90, view: { days: 90 } }));
    source.asked[0]?.answer(view(30));
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.getState().view?.days).toBe(90);
  });

  it('says that it failed, and keeps what was shown', async () => {
    const source = openSource(false);
    const { store, visit } = openRelaysStore(source, () => undefined);
    const first = visit('#relays');
    source.asked[0]?.answer(view(30));
    await first;
    const second = visit('#relays');
    source.asked[1]?.fail();
    await second;
    expect(store.getState()).toMatchObject({ status: 'failed', isThere: false, view: { days: 30 } });
  });
});
