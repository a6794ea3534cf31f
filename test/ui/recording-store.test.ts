import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TabAnswer, TabChoices } from '../../lib/domain/recording-view.ts';
import type { TabCall } from '../../lib/domain/tab-call.ts';
import { openRecording, RECORDED_MAX, type RecordingSource } from '../../lib/ui/recording-store.ts';
import { NOW } from '../domain/samples.ts';
import { tabCall, tabCallOver } from '../domain/tab-calls.ts';

const CHOICES: TabChoices = { providers: [{ id: 'sample', name: 'Sample' }], models: ['big', 'small'] };
const ANSWER: TabAnswer = { compared: [], leftOut: [], caveats: [] };

function open(change: Partial<RecordingSource> = {}) {
  let tell: (call: TabCall) => void = () => undefined;
  let change_: (what: 'ledger' | 'settings') => void = () => undefined;
  const saved: { file: string; data: Blob }[] = [];
  const source = {
    version: '0.1.0',
    readLook: async () => ({ language: 'en', theme: null }) as const,
    listen: (onCall: typeof tell) => {
      tell = onCall;
      return () => undefined;
    },
    readPast: vi.fn(async (): Promise<readonly TabCall[]> => []),
    look: vi.fn(async (): Promise<readonly TabCall[]> => []),
    watch: (onChange: typeof change_) => {
      change_ = onChange;
      return () => undefined;
    },
    readNetwork: async (calls: readonly TabCall[]) =>
      calls.map((call) => ({ call, seen: null, address: { method: 'POST', url: 'https://a.example/' } })),
    readChoices: vi.fn(async () => CHOICES),
    ask: vi.fn(async () => ANSWER),
    saveFile: (data: Blob, file: string) => void saved.push({ data, file }),
    ...change,
  } satisfies RecordingSource;
  const recording = openRecording(source);
  return {
    ...{ ...recording, source, saved },
    tell: (call: TabCall) => tell(call),
    write: () => change_('ledger'),
    ids: () => recording.store.getState().calls.map(({ callId }) => callId),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const later = () => vi.advanceTimersByTimeAsync(1000);

describe('the recording of a tab', () => {
  it('shows a call as it is reviewed, leaves and ends', async () => {
    const { tell, store } = open();
    tell(tabCall('a', { state: 'asked' }));
    tell(tabCall('a'));
    expect(store.getState().calls).toMatchObject([{ state: 'running', record: null }]);
    tell(tabCallOver('a'));
    expect(store.getState().calls).toMatchObject([{ state: 'over', record: { outcome: 'answer' } }]);
  });

  it('begins with what came before it was looked at', async () => {
    const { store, ids, tell } = open({ readPast: async () => [tabCall('a', { openedAt: 1 }), tabCallOver('a')] });
    tell(tabCall('b', { openedAt: NOW + 1 }));
    expect(store.getState().status).toBe('loading');
    await later();
    expect([store.getState().status, ids()]).toEqual(['ready', ['a', 'b']]);
  });

  it('says where that could not be read, and goes on', async () => {
    const { store, ids, tell } = open({ readPast: () => Promise.reject(new Error('gone')) });
    await later();
    tell(tabCall('a'));
    expect([store.getState().status, ids()]).toEqual(['failed', ['a']]);
  });

  it('takes up nothing new while it is stopped, but follows what runs to its end', () => {
    const { tell, deeds, store, ids } = open();
    tell(tabCall('a'));
    deeds.stop();
    tell(tabCall('b'));
    tell(tabCallOver('a'));
    expect([ids(), store.getState().calls[0]?.state]).toEqual([['a'], 'over']);
    deeds.start();
    tell(tabCall('c'));
    expect(ids()).toEqual(['a', 'c']);
  });

  it('is empty once it is cleared', () => {
    const { tell, deeds, ids } = open();
    tell(tabCall('a'));
    deeds.clear();
    expect(ids()).toEqual([]);
  });

  it('gives up the oldest calls where there are too many, and counts them', () => {
    const { tell, ids, store } = open();
    for (let at = 0; at < RECORDED_MAX + 3; at++) tell(tabCall(`c${at}`, { openedAt: NOW + at }));
    expect([ids().length, ids()[0], store.getState().dropped]).toEqual([RECORDED_MAX, 'c3', 3]);
  });

  it('asks the ledger what became of calls of which no news came', async () => {
    const { tell, write, source, store } = open({ look: vi.fn(async () => [tabCallOver('a', { outcome: 'cut' })]) });
    tell(tabCall('a'));
    tell(tabCallOver('b'));
    tell(tabCall('private', { isPrivate: true }));
    write();
    write();
    await later();
    expect(vi.mocked(source.look).mock.calls.map(([calls]) => calls.map(({ callId }) => callId))).toEqual([['a']]);
    expect(store.getState().calls.find(({ callId }) => callId === 'a')?.record?.outcome).toBe('cut');
  });
});

describe('the same calls to another model', () => {
  it('are worked out anew as more come', async () => {
    const { tell, deeds, source, store } = open();
    deeds.ask({ model: 'small', provider: null });
    await later();
    expect([store.getState().answer, vi.mocked(source.ask).mock.calls.length]).toEqual([null, 0]);
    tell(tabCallOver('a'));
    await later();
    expect(store.getState()).toMatchObject({ answer: ANSWER, choices: CHOICES });
    expect(source.ask).toHaveBeenLastCalledWith([expect.objectContaining({ callId: 'a' })], {
      model: 'small',
      provider: null,
    });
  });

  it('are not answered with what was asked before', async () => {
    const answers: ((answer: TabAnswer) => void)[] = [];
    const { tell, deeds, store } = open({
      ask: vi.fn(() => new Promise<TabAnswer>((resolve) => void answers.push(resolve))),
    });
    tell(tabCallOver('a'));
    deeds.ask({ model: 'big', provider: null });
    await vi.advanceTimersByTimeAsync(1);
    deeds.ask({ model: 'small', provider: null });
    await later();
    answers.at(-1)?.(ANSWER);
    answers[0]?.({ ...ANSWER, leftOut: [{ why: 'price', calls: 1 }] });
    await later();
    expect(store.getState().answer).toEqual(ANSWER);
  });

  it('say so where it fails', async () => {
    const { tell, deeds, store } = open({ ask: () => Promise.reject(new Error('blocked')) });
    tell(tabCallOver('a'));
    deeds.ask({ model: 'small', provider: null });
    await later();
    expect(store.getState().problem).toBe('question');
  });
});

describe('saving', () => {
  it('names both files by the time', async () => {
    const { tell, deeds, saved } = open();
    vi.setSystemTime(NOW);
    tell(tabCallOver('a'));
    deeds.saveCsv();
    await deeds.saveHar();
    expect(saved.map(({ file }) => file)).toEqual([
      'tollkeeper-2026-11-21T12-00-00.csv',
      'tollkeeper-2026-11-21T12-00-00.har',
    ]);
    expect(JSON.parse((await saved[1]?.data.text()) ?? '').log.entries).toHaveLength(1);
  });

  it('says where the browser tells nothing, and loses nothing', async () => {
    const { tell, deeds, store, ids } = open({ readNetwork: () => Promise.reject(new Error('gone')) });
    tell(tabCallOver('a'));
    await deeds.saveHar();
    expect([store.getState().problem, ids()]).toEqual(['export', ['a']]);
  });
});
