import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TabAnswer, TabChoices, TabQuestion } from '../domain/recording-view.ts';
import { mergeTabCall, type TabCall } from '../domain/tab-call.ts';
import type { Language } from '../domain/text.ts';
import { newestOf } from './newest-of.ts';
import { recordingCsv } from './recording-csv.ts';
import { type HarCall, recordingHar } from './recording-har.ts';

/** Where the calls of a tab come from, and what else is asked about them. */
export interface RecordingSource {
  readonly version: string;
  /** Which words and colours; null: as the browser has it. */
  readonly readLook: () => Promise<{ readonly language: Language; readonly theme: 'light' | 'dark' | null }>;
  /** Calls back with every change of a call of the tab; returns how to stop. */
  readonly listen: (onCall: (call: TabCall) => void) => () => void;
  /** What came before anybody listened. */
  readonly readPast: () => Promise<readonly TabCall[]>;
  /** What became of calls of which no news came. */
  readonly look: (calls: readonly TabCall[]) => Promise<readonly TabCall[]>;
  /** Calls back after anything was written to the ledger, or another look was chosen; returns how to stop. */
  readonly watch: (onChange: (what: 'ledger' | 'settings') => void) => () => void;
  readonly readNetwork: (calls: readonly TabCall[]) => Promise<readonly HarCall[]>;
  readonly readChoices: (calls: readonly TabCall[], provider: string | null) => Promise<TabChoices>;
  readonly ask: (calls: readonly TabCall[], question: TabQuestion) => Promise<TabAnswer>;
  readonly saveFile: (data: Blob, file: string) => void;
}

/** What the panel shows. */
export interface RecordingState {
  /** `failed`: what came before could not be read; new calls are shown all the same. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly look: { readonly language: Language; readonly theme: 'light' | 'dark' | null } | null;
  readonly isRecording: boolean;
  /** In the order they were opened. */
  readonly calls: readonly TabCall[];
  /** Calls that gave way to newer ones. */
  readonly dropped: number;
  readonly choices: TabChoices;
  /** What is asked; the model is empty as long as nothing is. */
  readonly question: TabQuestion;
  /** Null: nothing was asked, or it is being worked out. */
  readonly answer: TabAnswer | null;
  /** What went wrong with the last deed; null: nothing. */
  readonly problem: 'export' | 'question' | null;
}

/** What a person can do there. */
export interface RecordingDeeds {
  readonly start: () => void;
  /** Calls that are under way are followed to their end; new ones are not taken up. */
  readonly stop: () => void;
  readonly clear: () => void;
  readonly saveHar: () => Promise<void>;
  readonly saveCsv: () => void;
  readonly ask: (question: TabQuestion) => void;
}

/** The oldest give way: a page may call all day long. */
export const RECORDED_MAX = 1000;
/** Writes come in bursts, ms. */
const QUIET_MS = 150;

const NO_CHOICES: TabChoices = { providers: [], models: [] };
const NOTHING_ASKED: TabQuestion = { model: '', provider: null };

/** Records the calls of one tab from the moment it is opened. */
export function openRecording(source: RecordingSource): {
  readonly store: StoreApi<RecordingState>;
  readonly deeds: RecordingDeeds;
} {
  const store = createStore<RecordingState>(() => ({
    ...{ status: 'loading', look: null, isRecording: true, calls: [], dropped: 0 },
    ...{ choices: NO_CHOICES, question: NOTHING_ASKED, answer: null, problem: null },
  }));
  const known = new Map<string, TabCall>();

  const show = (): void => {
    const inOrder = [...known.values()].sort((a, b) => a.openedAt - b.openedAt);
    const tooMany = inOrder.slice(0, Math.max(0, inOrder.length - RECORDED_MAX));
    for (const { callId } of tooMany) known.delete(callId);
    const { dropped } = store.getState();
    store.setState({ calls: inOrder.slice(tooMany.length), dropped: dropped + tooMany.length });
    askLater();
  };
  const take = (calls: readonly TabCall[]): void => {
    const { isRecording } = store.getState();
    const fresh = calls.filter(({ callId }) => isRecording || known.has(callId));
    for (const call of fresh) known.set(call.callId, mergeTabCall(known.get(call.callId), call));
    if (fresh.length > 0) show();
  };
  const follow = async (): Promise<void> => {
    const open = [...known.values()].filter(({ state, isPrivate }) => state !== 'over' && !isPrivate);
    // What the ledger does not say now it says with its next change.
    if (open.length > 0) take(await source.look(open).catch(() => []));
  };
  const readLook = newestOf(
    () => source.readLook().catch(() => null),
    (look) => store.setState({ look }),
  );
  const askNow = newestOf(
    async () => {
      const { question, calls } = store.getState();
      const choices = await source.readChoices(calls, question.provider);
      const isAsked = question.model.trim() !== '' && calls.length > 0;
      return { choices, answer: isAsked ? await source.ask(calls, question) : null, problem: null };
    },
    (found) => store.setState(found),
  );
  const ask = (): void => {
    const isAsked = store.getState().question.model.trim() !== '';
    // Names to choose among are missed by nobody who asks nothing.
    void askNow().catch(() => store.setState({ answer: null, problem: isAsked ? 'question' : null }));
  };
  const askLater = quietly(ask);
  const followLater = quietly(() => void follow());

  source.listen((call) => take([call]));
  source.watch((what) => (what === 'ledger' ? followLater() : void readLook()));
  void readLook();
  source.readPast().then(
    (past) => {
      take(past);
      store.setState({ status: 'ready' });
    },
    () => store.setState({ status: 'failed' }),
  );

  const save = (text: string, kind: 'har' | 'csv'): void => {
    const type = kind === 'har' ? 'application/json' : 'text/csv';
    // A file's name takes no colon on some systems.
    const at = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    source.saveFile(new Blob([text], { type }), `tollkeeper-${at}.${kind}`);
    store.setState({ problem: null });
  };
  return {
    store,
    deeds: {
      start: () => store.setState({ isRecording: true }),
      stop: () => store.setState({ isRecording: false }),
      clear: () => {
        known.clear();
        store.setState({ calls: [], dropped: 0, answer: null, problem: null });
      },
      saveHar: () =>
        source.readNetwork(store.getState().calls).then(
          (calls) => save(recordingHar(calls, source), 'har'),
          () => store.setState({ problem: 'export' }),
        ),
      saveCsv: () => save(recordingCsv(store.getState().calls), 'csv'),
      ask: (question) => {
        store.setState({ question, answer: null, problem: null });
        ask();
      },
    },
  };
}

/** Once, a moment after the last of several. */
function quietly(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, QUIET_MS);
  };
}
