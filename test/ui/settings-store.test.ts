import { describe, expect, it, vi } from 'vitest';
import type { SettingsView } from '../../lib/domain/dashboard.ts';
import { openSettingsStore } from '../../lib/ui/settings-store.ts';

type Source = Parameters<typeof openSettingsStore>[0];

const site = { pattern: 'https://a.example/*', origin: 'https://a.example', name: 'a.example', isOff: false };
const watched = { account: 'a', thresholds: [], isUsual: true, paidBy: null };
const wallet = { id: 'a', linkedKeys: ['k'], deniedKeys: [] };
const limits = [{ account: 'a', unit: 'USD', ownNano: null }];
const notices = { hours: null, digestAt: null, daysOff: [], accounts: [watched] };
const hours = { from: 1320, until: 480 };
const line = { kind: 'of-day', percent: 50 } as const;
const kept = {
  theme: null,
  language: null,
  hints: ['calls', 'spend'],
  repeats: { above: null, quietPages: 0 },
  sites: [site],
  limits,
  notices,
  wallets: [wallet],
  lost: [{ pattern: 'https://b.example/*', name: 'b.example' }],
} as unknown as SettingsView;

/** Settings whose writing a test ends by hand. */
async function openStore() {
  const end = { done: () => {}, failed: (_cause?: unknown) => {} };
  const writing = () =>
    new Promise<void>((resolve, reject) => {
      end.done = resolve;
      end.failed = (cause = new Error('broken')) => reject(cause);
    });
  const source = {
    readSettings: vi.fn(async () => kept),
    ...{ choose: writing, setRepeats: writing, switchSite: writing, setLimit: writing, setNoticeHours: writing },
    ...{ setNoticeHabits: writing, setPaidBy: writing, setThresholds: writing, unlink: writing, forgetLost: writing },
    knowHint: writing,
    switchFolderOn: () => writing().then(() => 'refused'),
    pairCompanion: () => writing().then(() => 'refused'),
  };
  const { store, deeds } = openSettingsStore(source as unknown as Source);
  await vi.waitFor(() => expect(store.getState().status).toBe('ready'));
  return { store, deeds, source, end };
}

describe('the store of settings', () => {
  it.each<[string, (deeds: Awaited<ReturnType<typeof openStore>>['deeds']) => void, Partial<SettingsView>]>([
    ['a look', (deeds) => deeds.choose({ theme: 'dark' }), { theme: 'dark' }],
    ['a number', (deeds) => deeds.setRepeats(5), { repeats: { above: 5, quietPages: 0 } }],
    [
      'an amount',
      (deeds) => deeds.setLimit('a', 'USD', 5n),
      { limits: [{ account: 'a', unit: 'USD', ownNano: 5n }] as never },
    ],
    ['quiet hours', (deeds) => deeds.setNoticeHours(hours), { notices: { ...notices, hours } as never }],
    [
      'a habit',
      (deeds) => deeds.setNoticeHabits({ digestAt: 540 }),
      { notices: { ...notices, digestAt: 540 } as never },
    ],
    [
      'how an account is recharged',
      (deeds) => deeds.setPaidBy('a', 'card'),
      { notices: { ...notices, accounts: [{ ...watched, paidBy: 'card' }] } as never },
    ],
    [
      'a line',
      (deeds) => deeds.setThresholds('a', [line]),
      { notices: { ...notices, accounts: [{ ...watched, thresholds: [line], isUsual: false }] } as never },
    ],
    ['a key', (deeds) => deeds.unlink('k'), { wallets: [{ ...wallet, linkedKeys: [] }] as never }],
    ['a site that is not spoken of', (deeds) => deeds.forgetLost('https://b.example/*'), { lost: [] }],
    ['what was said of a screen', (deeds) => deeds.knowHint('calls'), { hints: ['spend'] }],
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

  it.each([
    [new DOMException('full', 'QuotaExceededError'), 'dash.notSavedFull'],
    [
      new Error('[ledger] nothing was written', { cause: new DOMException('', 'QuotaExceededError') }),
      'dash.notSavedFull',
    ],
    [new Error('QuotaExceededError: storage.local API call exceeded its quota limitations.'), 'dash.notSavedFull'],
    [new Error('Resource::kQuotaBytes quota exceeded'), 'dash.notSavedFull'],
    [new Error('Extension context invalidated.'), 'dash.notSavedGone'],
    [new Error('disk I/O error'), 'dash.notSaved'],
    ['thrown by whom', 'dash.notSaved'],
  ])('says why: %s', async (cause, key) => {
    const { store, deeds, end } = await openStore();
    deeds.unlink('k');
    end.failed(cause);
    await vi.waitFor(() => expect(store.getState().notice).toEqual({ key }));
  });

  it('takes it back also where nothing can be read any more', async () => {
    const { store, deeds, source, end } = await openStore();
    deeds.choose({ theme: 'dark' });
    source.readSettings.mockRejectedValue(new Error('blocked'));
    end.failed();
    await vi.waitFor(() => expect(store.getState().status).toBe('failed'));
    expect(store.getState().view).toEqual(kept);
  });

  it.each([
    ['a server of a folder', (deeds) => deeds.switchFolderOn({} as never), 'folderFault'],
    ['a companion', (deeds) => deeds.pairCompanion('http://127.0.0.1:4117', '1'), 'pairFault'],
  ] as [string, (deeds: Awaited<ReturnType<typeof openStore>>['deeds']) => void, 'folderFault' | 'pairFault'][])(
    'says that %s is being asked, until it is known what came of it',
    async (_what, deed, fault) => {
      const { store, deeds, end } = await openStore();
      deed(deeds);
      expect(store.getState().notice).toEqual({ key: 'set.asking' });
      end.done();
      await vi.waitFor(() => expect(store.getState()[fault]).not.toBeNull());
      expect(store.getState().notice).toBeNull();
    },
  );

  it('says when it is kept', async () => {
    const { store, deeds, end } = await openStore();
    deeds.choose({ theme: 'dark' });
    end.done();
    await vi.waitFor(() => expect(store.getState().notice).toEqual({ key: 'dash.saved' }));
  });
});
