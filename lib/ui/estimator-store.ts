import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BatchProgress, BatchView, EstimateView, ProviderChoice } from '../domain/estimator.ts';
import type { EstimatorSource } from './estimator-source.ts';

/** What was pasted, and what it would cost. Lives in the page and nowhere else. */
export interface EstimatorState {
  readonly status: 'idle' | 'working' | 'ready' | 'failed';
  readonly text: string;
  /** A file that was chosen instead; null: none. */
  readonly file: { readonly name: string; readonly bytes: number } | null;
  readonly providers: readonly ProviderChoice[];
  /** Null: as the request says. */
  readonly provider: string | null;
  /** Models that were chosen to compare. */
  readonly models: readonly string[];
  /** Of one request; null: there is none, or several. */
  readonly view: EstimateView | null;
  /** Of several; null: there is one. */
  readonly batch: BatchView | null;
  /** Of several that are being read; null: nothing is. */
  readonly progress: BatchProgress | null;
  /** Reading was stopped: what is shown is of a part. */
  readonly isStopped: boolean;
}

/** What a person can do there. */
export interface EstimatorDeeds {
  readonly write: (text: string) => void;
  /** A request that was made elsewhere, and who would answer it. */
  readonly begin: (text: string, provider: string) => void;
  readonly open: (file: File) => void;
  readonly chooseProvider: (id: string | null) => void;
  readonly addModel: (model: string) => void;
  readonly removeModel: (model: string) => void;
  readonly stop: () => void;
  readonly clear: () => void;
  /** The screen is left: what was pasted is forgotten, and what counts it let go. */
  readonly leave: () => void;
}

/** Nothing is counted while somebody types, ms. */
const QUIET_MS = 200;
/** Models side by side. */
export const MODELS_MAX = 6;

const NOTHING = {
  ...{ status: 'idle', text: '', file: null, view: null, batch: null, progress: null, isStopped: false },
} as const satisfies Partial<EstimatorState>;

/** The Estimator. What comes in late about something that was changed meanwhile is dropped. */
export function openEstimatorStore(source: EstimatorSource): {
  readonly store: StoreApi<EstimatorState>;
  readonly deeds: EstimatorDeeds;
  readonly reload: () => void;
} {
  const store = createStore<EstimatorState>(() => ({ ...NOTHING, providers: [], provider: null, models: [] }));
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;
  /** Not in the state, which screens may look at: a file is read, not shown. */
  let blob: Blob | null = null;

  const reload = (): void => {
    source.readProviders().then(
      (providers) => store.setState({ providers }),
      () => store.setState({ status: 'failed' }),
    );
  };

  const estimate = async (mine: number): Promise<void> => {
    const { text, provider, models } = store.getState();
    if (blob !== null) return estimateFile(blob, mine);
    const view = await source.estimate(text, { provider, models });
    if (mine !== turn) return;
    const problem = view.none?.kind === 'problem' ? view.none.problem.kind : null;
    if (problem === 'lines') return estimateFile(new Blob([text]), mine);
    store.setState(problem === 'empty' ? NOTHING : { status: 'ready', view, batch: null, progress: null });
  };

  const estimateFile = async (file: Blob, mine: number): Promise<void> => {
    const { provider, models } = store.getState();
    const controller = new AbortController();
    running = controller;
    store.setState({ view: null, progress: { requests: 0, bytes: 0, bytesAll: file.size }, isStopped: false });
    const onProgress = (progress: BatchProgress): void => {
      if (mine === turn) store.setState({ progress });
    };
    const batch = await source.estimateFile(file, { provider, models }, { onProgress, signal: controller.signal });
    if (mine !== turn) return;
    store.setState({ status: 'ready', batch, progress: null, isStopped: controller.signal.aborted });
  };

  /** Whatever is under way is of no interest any more; what is there now is estimated in a moment. */
  const begin = (waitMs: number): void => {
    turn += 1;
    const mine = turn;
    running?.abort();
    running = null;
    clearTimeout(timer);
    if (blob === null && store.getState().text.trim() === '') {
      const { text } = store.getState();
      store.setState({ ...NOTHING, text });
      return;
    }
    store.setState({ status: 'working' });
    const fail = (): void => {
      if (mine === turn) store.setState({ status: 'failed', progress: null });
    };
    timer = setTimeout(() => void estimate(mine).catch(fail), waitMs);
  };

  const setModels = (models: readonly string[]): void => {
    store.setState({ models });
    begin(0);
  };
  const clear = (): void => {
    blob = null;
    store.setState({ ...NOTHING, models: [] });
    begin(0);
  };
  return {
    store,
    reload,
    deeds: {
      clear,
      write: (text) => {
        blob = null;
        store.setState({ text, file: null });
        begin(QUIET_MS);
      },
      begin: (text, provider) => {
        blob = null;
        store.setState({ ...NOTHING, text, provider, models: [] });
        begin(0);
      },
      open: (file) => {
        blob = file;
        store.setState({ text: '', file: { name: file.name, bytes: file.size }, view: null, batch: null });
        begin(0);
      },
      chooseProvider: (provider) => {
        store.setState({ provider, models: [] });
        begin(0);
      },
      addModel: (model) => {
        const { models } = store.getState();
        if (!models.includes(model) && models.length < MODELS_MAX) setModels([...models, model]);
      },
      removeModel: (model) => setModels(store.getState().models.filter((one) => one !== model)),
      stop: () => running?.abort(),
      leave: () => {
        clear();
        store.setState({ provider: null });
        source.close();
      },
    },
  };
}
