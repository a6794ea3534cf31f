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

describe('the store of refusals', () => {
  it('reads nothing but whether there are any, until its screen is looked at', async () => {
    const { store, reload } = openRefusalsStore(openSource(), () => undefined);
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ isThere: true, view: null }));
    await reload();
    expect(store.getState()).toMatchObject({ status: 'ready', view: { days: 30 } });
  });

  it('shows what is said at once, and says whether it was kept', async () => {
    for (const isFull of [false, true]) {
      const source = openSource({ isFull });
      const { store, deeds, reload } = openRefusalsStore(source, () => undefined);
      await reload();
      const [, story] = store.getState().view?.stories ?? [];
      if (story === undefined) throw new Error('no story');
      const said = { isClear: true, note: 'fine' };
      deeds.say(story, said);
      expect(store.getState().view?.stories[1]?.said).toEqual(said);
      await vi.waitFor(() => expect(store.getState().kept).toEqual({ id: story.no.id, isFailed: isFull }));
      expect(source.said).toEqual(isFull ? [] : [[story.no.id, said]]);
    }
  });

  it('another number of days is read anew', async () => {
    const { store, deeds } = openRefusalsStore(openSource({ isThere: false }), () => undefined);
    deeds.setDays(90);
    expect(store.getState().status).toBe('loading');
    await vi.waitFor(() =>
      expect(store.getState()).toMatchObject({ days: 90, isThere: false, view: { isPart: true } }),
    );
  });
});
