import { describe, expect, it, vi } from 'vitest';
import type { NoHeard, RefusalSaid } from '../../lib/domain/refusal-view.ts';
import { openRefusalsStore } from '../../lib/ui/refusals-store.ts';
import { galleryRefusals } from '../gallery/refusals.ts';

function openSource({ isThere = true, isFull = false } = {}) {
  const said: (readonly [string, RefusalSaid])[] = [];
  return {
    said,
    hasRefusals: async () => isThere,
    readRefusals: async (days: number) => galleryRefusals(days, false, 'Relay'),
    sayOfRefusal: async ({ id }: NoHeard, what: RefusalSaid) => {
      if (isFull) throw new Error('full');
      said.push([id, what]);
    },
  };
}

const deeds = (gone: string[] = []) => ({
  go: (address: string) => void gone.push(address),
  estimate: () => undefined,
});

describe('the store of refusals', () => {
  it('reads nothing but whether there are any, until its screen is looked at', async () => {
    const { store, visit } = openRefusalsStore(openSource(), deeds());
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ isThere: true, view: null }));
    await visit('#refusals');
    expect(store.getState()).toMatchObject({ status: 'ready', view: { days: 30 } });
  });

  it('shows what is said at once, and says whether it was kept', async () => {
    for (const isFull of [false, true]) {
      const source = openSource({ isFull });
      const { store, deeds: does, visit } = openRefusalsStore(source, deeds());
      await visit('#refusals');
      const [, story] = store.getState().view?.stories ?? [];
      if (story === undefined) throw new Error('no story');
      const said = { isClear: true, note: 'fine' };
      does.say(story, said);
      expect(store.getState().view?.stories[1]?.said).toEqual(said);
      await vi.waitFor(() => expect(store.getState().kept).toEqual({ id: story.no.id, isFailed: isFull }));
      expect(source.said).toEqual(isFull ? [] : [[story.no.id, said]]);
    }
  });

  it('another number of days is an address, and what an address asks for is read', async () => {
    const gone: string[] = [];
    const { store, deeds: does, visit } = openRefusalsStore(openSource({ isThere: false }), deeds(gone));
    does.setDays(90);
    expect(gone).toEqual(['#refusals?days=90']);
    const visited = visit('#refusals?days=90');
    expect(store.getState().status).toBe('loading');
    await visited;
    expect(store.getState()).toMatchObject({ days: 90, isThere: false, view: { isPart: true } });
    // Back to what it begins with: by the browser's own way, or by an address that says nothing we know.
    for (const address of ['#refusals', '#refusals?days=31']) {
      await visit(address);
      expect(store.getState()).toMatchObject({ days: 30, view: { isPart: false } });
    }
    does.setDays(30);
    expect(gone.at(-1)).toBe('#refusals');
  });

  it('the address of another screen changes nothing', async () => {
    const { store, visit } = openRefusalsStore(openSource(), deeds());
    await visit('#relays?days=90');
    expect(store.getState()).toMatchObject({ days: 30, view: null });
  });
});
