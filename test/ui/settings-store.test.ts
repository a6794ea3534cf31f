import { describe, expect, it, vi } from 'vitest';
import type { SettingsView } from '../../lib/domain/dashboard.ts';
import { openSettingsStore } from '../../lib/ui/settings-store.ts';

type Source = Parameters<typeof openSettingsStore>[0];

const site = { pattern: 'https://a.example/*', origin: 'https://a.example', name: 'a.example', isOff: false };
const kept = {
  theme: null,
  language: null,
  repeats: { above: null, quietPages: 0 },
  sites: [site],
} as unknown as SettingsView;

/** Settings whose writing a test ends by hand. */
async function openStore() {
  const end = { done: () => {}, failed: () => {} };
  const writing = () =>
    new Promise<void>((resolve, reject) => {
      end.done = resolve;
      end.failed = () => reject(new Error('full'));
    });
  const source = { readSettings: vi.fn(async () => kept), choose: writing, setRepeats: writing, switchSite: writing };
  const { store, deeds } = openSettingsStore(source as unknown as Source);
  await vi.waitFor(() => expect(store.getState().status).toBe('ready'));
  return { store, deeds, source, end };
}

describe('the store of settings', () => {
  it.each<[string, (deeds: Awaited<ReturnType<typeof openStore>>['deeds']) => void, Partial<SettingsView>]>([
    ['a look', (deeds) => deeds.choose({ theme: 'dark' }), { theme: 'dark' }],
    ['a number', (deeds) => deeds.setRepeats(5), { repeats: { above: 5, quietPages: 0 } }],
    ['a site', (deeds) => deeds.switchSite('https://a.example', false), { sites: [{ ...site, isOff: true }] }],
  ])(
    'shows %s as it will be at once, and takes it back with the reason where it cannot be kept',
    async (_what, deed, guess) => {
      const { store, deeds, end } = await openStore();
      deed(deeds);
      expect(store.getState()).toMatchObject({ view: guess, notice: null });
      end.failed();
      await vi.waitFor(() => expect(store.getState().notice).toEqual({ key: 'dash.notSaved' }));
      expect(store.getState().view).toEqual(kept);
    },
  );

  it('takes it back also where nothing can be read any more', async () => {
    const { store, deeds, source, end } = await openStore();
    deeds.choose({ theme: 'dark' });
    source.readSettings.mockRejectedValue(new Error('blocked'));
    end.failed();
    await vi.waitFor(() => expect(store.getState().status).toBe('failed'));
    expect(store.getState().view).toEqual(kept);
  });

  it('says when it is kept', async () => {
    const { store, deeds, end } = await openStore();
    deeds.choose({ theme: 'dark' });
    end.done();
    await vi.waitFor(() => expect(store.getState().notice).toEqual({ key: 'dash.saved' }));
  });
});
