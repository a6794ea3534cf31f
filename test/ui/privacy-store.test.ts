import { expect, it } from 'vitest';
import { STORED_TABLES, type StoredCounts } from '../../lib/domain/dashboard.ts';
import type { ImportOutcome } from '../../lib/domain/own-data.ts';
import { openPrivacyStore } from '../../lib/ui/privacy-store.ts';

const NONE = Object.fromEntries(STORED_TABLES.map((table) => [table, 0])) as StoredCounts;
const FILE = new Blob(['{}']);

/** A screen over a ledger that answers so, one file after the other. */
function openScreen(outcomes: readonly (ImportOutcome | Error)[]) {
  const given: string[] = [];
  const left = [...outcomes];
  const said: unknown[] = [];
  const { store, deeds } = openPrivacyStore({
    readStored: () => Promise.reject(new Error('not of interest')),
    exportAll: async (password) => {
      given.push(password);
      return { file: 'a.json', entries: 1 };
    },
    importFile: async (_, password, onProgress) => {
      given.push(password);
      onProgress({ isChecked: false, entries: 5 });
      onProgress({ isChecked: true, entries: 5 });
      const outcome = left.shift() ?? new Error('none');
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    wipe: () => Promise.resolve(NONE),
    keepFor: () => Promise.resolve(),
  });
  store.subscribe(({ notice }) => {
    if (notice !== null && said.at(-1) !== notice) said.push(notice);
  });
  const rest = () => new Promise<void>((resolve) => setTimeout(resolve));
  return { store, deeds, given, said, rest };
}

const key = (notice: unknown): string => (notice as { readonly text: { readonly key: string } }).text.key;

it('a locked file asks for its password until it opens, and says what came of it', async () => {
  const { store, deeds, given, said, rest } = openScreen([
    { kind: 'refused', fault: 'password-needed' },
    { kind: 'refused', fault: 'password-wrong' },
    { kind: 'taken', counts: { ...NONE, records: 3, accounts: 1 }, notTaken: 2 },
  ]);
  deeds.importFile(FILE, '');
  // One deed at a time.
  deeds.exportAll('');
  expect(store.getState().busy).toBe('take-in');
  await rest();
  expect(store.getState()).toMatchObject({ busy: null, isLocked: true });
  expect(said.map(key)).toEqual([
    'priv.importChecking',
    'priv.importChecking',
    'priv.importing',
    'priv.import.password-needed',
  ]);
  deeds.importFile(FILE, 'a');
  await rest();
  expect(store.getState()).toMatchObject({ isLocked: true, notice: { text: { key: 'priv.import.password-wrong' } } });
  deeds.importFile(FILE, 'b');
  await rest();
  expect(store.getState()).toMatchObject({
    isLocked: false,
    notice: {
      text: { key: 'priv.imported' },
      list: [
        { key: 'priv.count.records', params: { n: 3 } },
        { key: 'priv.count.accounts', params: { n: 1 } },
      ],
      more: { key: 'priv.importedNot', params: { n: 2 } },
    },
  });
  expect(given).toEqual(['', 'a', 'b']);
});

it('a file that brings nothing new says so, and one that fails does too', async () => {
  const { store, deeds, rest } = openScreen([{ kind: 'taken', counts: NONE, notTaken: 0 }, new Error('closed')]);
  deeds.importFile(FILE, '');
  await rest();
  expect(store.getState().notice).toEqual({ text: { key: 'priv.importedNothing' }, list: [] });
  deeds.importFile(FILE, '');
  await rest();
  expect(store.getState()).toMatchObject({ busy: null, notice: { text: { key: 'priv.importFailed' } } });
});
