import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type KeepDays,
  STORED_TABLES,
  type StoredCounts,
  type StoredView,
  type WipeTarget,
} from '../domain/dashboard.ts';
import type { ImportOutcome } from '../domain/own-data.ts';
import type { Text } from '../domain/text.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** What is stored, and what is being done with it. */
export interface PrivacyState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly stored: StoredView | null;
  readonly busy: Busy | null;
  /** A file is locked, and waits for its password. */
  readonly isLocked: boolean;
  /** What is under way, or what the last deed came to: each part a sentence or one of a list. */
  readonly notice: Notice | null;
}

type Busy = 'export' | 'take-in' | 'wipe' | 'keep';

/** A sentence, what is listed in it, and what is to be said besides. */
export interface Notice {
  readonly text: Text;
  readonly list: readonly Text[];
  readonly more?: Text;
}

/** What a person can do there. */
export interface PrivacyDeeds {
  /** An empty password: the file is open to everybody. */
  readonly exportAll: (password: string) => void;
  readonly importFile: (file: Blob, password: string) => void;
  readonly wipe: (target: WipeTarget) => void;
  readonly keepFor: (days: KeepDays | null) => void;
}

type Source = Pick<DashboardSource, 'readStored' | 'exportAll' | 'importFile' | 'wipe' | 'keepFor'>;

/** What is stored, read when its screen is looked at. One deed at a time. */
export function openPrivacyStore(source: Source): {
  readonly store: StoreApi<PrivacyState>;
  readonly deeds: PrivacyDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<PrivacyState>(() => ({
    ...{ status: 'loading', stored: null, busy: null, isLocked: false, notice: null },
  }));
  const reload = newestOf(
    () =>
      source.readStored().then(
        (stored) => ({ status: 'ready', stored }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  const carryOut = async (busy: Busy, first: Text, deed: () => Promise<Notice>, failed: Text) => {
    if (store.getState().busy !== null) return;
    store.setState({ busy, notice: sentence(first) });
    const notice = await deed().catch(() => sentence(failed));
    await reload();
    store.setState({ busy: null, notice });
  };
  const writeFile = async (password: string): Promise<Notice> => {
    const { file, entries } = await source.exportAll(password, (n) => {
      store.setState({ notice: sentence({ key: 'priv.exporting', params: { n } }) });
    });
    return sentence({ key: 'priv.exported', params: { n: entries, file } });
  };
  const takeFile = async (file: Blob, password: string): Promise<Notice> => {
    store.setState({ isLocked: false });
    const outcome = await source.importFile(file, password, ({ isChecked, entries: n }) => {
      store.setState({
        notice: sentence({ key: isChecked ? 'priv.importing' : 'priv.importChecking', params: { n } }),
      });
    });
    const isLocked = outcome.kind === 'refused' && outcome.fault.startsWith('password');
    store.setState({ isLocked });
    return outcome.kind === 'refused' ? sentence({ key: `priv.import.${outcome.fault}` }) : describeTaken(outcome);
  };
  return {
    store,
    reload,
    deeds: {
      exportAll: (password) =>
        void carryOut('export', { key: 'priv.exporting', params: { n: 0 } }, () => writeFile(password), {
          key: 'priv.exportFailed',
        }),
      importFile: (file, password) =>
        void carryOut('take-in', { key: 'priv.importChecking', params: { n: 0 } }, () => takeFile(file, password), {
          key: 'priv.importFailed',
        }),
      wipe: (target) =>
        void carryOut('wipe', { key: 'priv.wiping' }, () => source.wipe(target).then(describeGone), {
          key: 'priv.wipeFailed',
        }),
      keepFor: (days) =>
        void carryOut('keep', { key: 'priv.keeping' }, () => source.keepFor(days).then(() => sentence(keptFor(days))), {
          key: 'priv.keepFailed',
        }),
    },
  };
}

function keptFor(days: KeepDays | null): Text {
  return days === null ? { key: 'priv.keepsAll' } : { key: 'priv.keeps', params: { n: days } };
}

function describeTaken({ counts, notTaken }: Extract<ImportOutcome, { kind: 'taken' }>): Notice {
  const list = listOf(counts);
  const notice: Notice =
    list.length === 0 ? sentence({ key: 'priv.importedNothing' }) : { text: { key: 'priv.imported' }, list };
  return notTaken === 0 ? notice : { ...notice, more: { key: 'priv.importedNot', params: { n: notTaken } } };
}

function listOf(counts: StoredCounts): readonly Text[] {
  return STORED_TABLES.filter((table) => counts[table] > 0).map(
    (table): Text => ({ key: `priv.count.${table}`, params: { n: counts[table] } }),
  );
}

function describeGone(counts: StoredCounts): Notice {
  const list = listOf(counts);
  return list.length === 0 ? sentence({ key: 'priv.wipedNothing' }) : { text: { key: 'priv.wiped' }, list };
}

function sentence(text: Text): Notice {
  return { text, list: [] };
}
