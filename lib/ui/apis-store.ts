import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiSample, CheckedApi, OwnApi, TriedApi } from '../domain/own-api.ts';
import type { Text } from '../domain/text.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';
import { notSaved } from './not-saved.ts';

/** The APIs that a person described, and the description being written. */
export interface ApisState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly apis: readonly OwnApi[];
  /** What is being written; nothing of it is in force before it is accepted. */
  readonly text: string;
  /** What `text` is, as it stands; null: not looked at since it was changed. */
  readonly checked: CheckedApi | null;
  /** What `text` makes of what was pasted; null: not tried since it was changed. */
  readonly tried: TriedApi | null;
  /** Said once, for everybody. */
  readonly notice: Text | null;
}

/** What a person can do there. */
export interface ApisDeeds {
  readonly write: (text: string) => void;
  readonly beginWithExample: () => void;
  /** What a file holds; null: it could not be read. */
  readonly open: (text: string | null) => void;
  readonly change: (id: string) => void;
  readonly check: () => void;
  readonly accept: () => void;
  readonly remove: (id: string) => void;
  readonly save: (id: string) => void;
  readonly tryOn: (sample: ApiSample) => void;
}

type Source = Pick<
  DashboardSource,
  'apiExample' | 'readApis' | 'checkApi' | 'acceptApi' | 'removeApi' | 'tryApi' | 'saveFile'
>;

/** The APIs that a person described. What comes in late about a text that was changed meanwhile is dropped. */
export function openApisStore(source: Source): {
  readonly store: StoreApi<ApisState>;
  readonly deeds: ApisDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<ApisState>(() => ({
    ...{ status: 'loading', apis: [], text: '', checked: null, tried: null, notice: null },
  }));
  const reload = newestOf(
    () =>
      source.readApis().then(
        (apis) => ({ status: 'ready', apis }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  const say = (notice: Text): void => store.setState({ notice });
  const write = (text: string): void => store.setState({ text, checked: null, tried: null, notice: null });
  const failed = (cause: unknown): void => say(notSaved(cause));
  /** Asks about the text as it stands; what comes of it holds for that text only. */
  const ask = async <T>(answer: (text: string) => Promise<T>, take: (answered: T) => void): Promise<void> => {
    const { text } = store.getState();
    const answered = await answer(text);
    if (store.getState().text === text) take(answered);
  };
  const check = (): void => void ask(source.checkApi, (checked) => store.setState({ checked })).catch(failed);
  const accept = async (): Promise<void> => {
    const { text } = store.getState();
    const came = await source.acceptApi(text);
    if (came.kind === 'refused') return store.setState({ checked: { problems: came.problems, preview: null } });
    if (came.kind === 'full') return say({ key: 'apis.full', params: { n: came.max } });
    await reload();
    if (store.getState().text === text) write('');
    say({ key: 'apis.accepted', params: { name: came.name } });
  };
  const nameOf = (id: string): string => store.getState().apis.find((one) => one.id === id)?.name ?? id;
  const remove = async (id: string): Promise<void> => {
    const name = nameOf(id);
    await source.removeApi(id);
    await reload();
    say({ key: 'apis.removed', params: { name } });
  };
  void reload();
  return {
    store,
    reload,
    deeds: {
      write,
      check,
      beginWithExample: () => write(source.apiExample),
      open: (text) => {
        if (text === null) return say({ key: 'apis.fileFailed' });
        write(text);
        check();
      },
      change: (id) => write(store.getState().apis.find((one) => one.id === id)?.text ?? ''),
      accept: () => void accept().catch(failed),
      remove: (id) => void remove(id).catch(failed),
      save: (id) => {
        const file = `${id}.tollkeeper.json`;
        const text = store.getState().apis.find((one) => one.id === id)?.text ?? '';
        source.saveFile(new Blob([text], { type: 'application/json' }), file);
        say({ key: 'apis.saved', params: { file } });
      },
      tryOn: (sample) =>
        void ask(
          (text) => source.tryApi(text, sample),
          (tried) => store.setState(tried.trial === null ? { tried, checked: { ...tried, preview: null } } : { tried }),
        ).catch(failed),
    },
  };
}
