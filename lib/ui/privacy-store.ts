import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type KeepDays,
  STORED_TABLES,
  type StoredCounts,
  type StoredView,
  type WipeTarget,
} from '../domain/dashboard.ts';
import type { Text } from '../domain/text.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** What is stored, and what is being done with it. */
export interface PrivacyState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly stored: StoredView | null;
  readonly busy: 'export' | 'wipe' | 'keep' | null;
  /** What is under way, or what the last deed came to: each part a sentence or one of a list. */
  readonly notice: Notice | null;
}

/** A sentence, and what is listed in it. */
export interface Notice {
  readonly text: Text;
  readonly list: readonly Text[];
}

/** What a person can do there. */
export interface PrivacyDeeds {
  readonly exportAll: () => void;
  readonly wipe: (target: WipeTarget) => void;
  readonly keepFor: (days: KeepDays | null) => void;
}

type Source = Pick<DashboardSource, 'readStored' | 'exportAll' | 'wipe' | 'keepFor'>;

/** What is stored, read when its screen is looked at. One deed at a time. */
export function openPrivacyStore(source: Source): {
  readonly store: StoreApi<PrivacyState>;
  readonly deeds: PrivacyDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<PrivacyState>(() => ({ status: 'loading', stored: null, busy: null, notice: null }));
  const reload = newestOf(
    () =>
      source.readStored().then(
        (stored) => ({ status: 'ready', stored }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  const carryOut = async (busy: 'export' | 'wipe' | 'keep', first: Text, deed: () => Promise<Notice>, failed: Text) => {
    if (store.getState().busy !== null) return;
    store.setState({ busy, notice: sentence(first) });
    const notice = await deed().catch(() => sentence(failed));
    await reload();
    store.setState({ busy: null, notice });
  };
  const writeFile = async (): Promise<Notice> => {
    const { file, entries } = await source.exportAll((n) => {
      store.setState({ notice: sentence({ key: 'priv.exporting', params: { n } }) });
    });
    return sentence({ key: 'priv.exported', params: { n: entries, file } });
  };
  return {
    store,
    reload,
    deeds: {
      exportAll: () =>
        void carryOut('export', { key: 'priv.exporting', params: { n: 0 } }, writeFile, { key: 'priv.exportFailed' }),
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

function describeGone(counts: StoredCounts): Notice {
  const list = STORED_TABLES.filter((table) => counts[table] > 0).map(
    (table): Text => ({ key: `priv.count.${table}`, params: { n: counts[table] } }),
  );
  return list.length === 0 ? sentence({ key: 'priv.wipedNothing' }) : { text: { key: 'priv.wiped' }, list };
}

function sentence(text: Text): Notice {
  return { text, list: [] };
}
