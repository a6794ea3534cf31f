import { describe, expect, it, vi } from 'vitest';
import type { BatchView, EstimateView } from '../../lib/domain/estimator.ts';
import type { EstimatorSource } from '../../lib/ui/estimator-source.ts';
import { MODELS_MAX, openEstimatorStore } from '../../lib/ui/estimator-store.ts';

const VIEW: EstimateView = { none: null, providerName: 'OpenAI', parts: [], rows: [], others: [], balance: null };
const BATCH: BatchView = { requests: 2, unknown: 0, bad: 0, problems: [], rows: [], totals: [], isCut: false };
const LINES: EstimateView = { ...VIEW, none: { kind: 'problem', problem: { kind: 'lines' } } };

function open(change: Partial<EstimatorSource> = {}) {
  const asked: unknown[] = [];
  const source: EstimatorSource = {
    readProviders: async () => [{ id: 'openai', name: 'OpenAI' }],
    estimate: async (text, choices) => {
      asked.push([text, choices]);
      return { ...VIEW, providerName: text };
    },
    estimateFile: async (file, choices, { onProgress }) => {
      asked.push([await file.text(), choices]);
      onProgress({ requests: 1, bytes: 5, bytesAll: file.size });
      return BATCH;
    },
    close: () => void asked.push('closed'),
    ...change,
  };
  const { store, deeds, reload } = openEstimatorStore(source);
  const ready = () => vi.waitFor(() => expect(store.getState().status).toBe('ready'));
  return { store, deeds, reload, asked, ready };
}

describe('what is pasted', () => {
  it('is estimated once it is quiet, by its last state', async () => {
    const { store, deeds, asked, ready } = open();
    for (const text of ['a', 'ab', 'abc']) deeds.write(text);
    await ready();
    expect(asked).toEqual([['abc', { provider: null, models: [] }]]);
    expect(store.getState().view?.providerName).toBe('abc');
  });

  it('is estimated anew by who answers and by models, and an answer that comes late is dropped', async () => {
    const answers: (() => void)[] = [];
    const { store, deeds, ready } = open({
      estimate: (text, { models }) =>
        new Promise((resolve) => answers.push(() => resolve({ ...VIEW, providerName: `${text} ${models}` }))),
    });
    deeds.write('a');
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    deeds.addModel('one');
    deeds.addModel('one');
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    await ready();
    answers[0]?.();
    await Promise.resolve();
    expect(store.getState().view?.providerName).toBe('a one');
  });

  it('is a file where it is several lines', async () => {
    const { store, deeds, asked, ready } = open({ estimate: async () => LINES });
    deeds.write('{}\n{}');
    await ready();
    expect([store.getState().batch, store.getState().view]).toEqual([BATCH, null]);
    expect(asked).toEqual([['{}\n{}', { provider: null, models: [] }]]);
  });

  it('is nothing when it is empty again, and forgotten when the screen is left', async () => {
    const { store, deeds, asked, ready } = open();
    deeds.write('a');
    await ready();
    deeds.write(' ');
    expect([store.getState().status, store.getState().view]).toEqual(['idle', null]);
    deeds.write('secret');
    await ready();
    deeds.leave();
    expect(JSON.stringify(store.getState())).not.toContain('secret');
    expect(asked.at(-1)).toBe('closed');
  });

  it('is said to have failed where it did, and may be tried again', async () => {
    let isBroken = true;
    const { store, deeds, ready } = open({
      estimate: async () => {
        if (isBroken) throw new Error('gone');
        return VIEW;
      },
    });
    deeds.write('a');
    await vi.waitFor(() => expect(store.getState().status).toBe('failed'));
    isBroken = false;
    deeds.write('ab');
    await ready();
  });

  it('is put beside at most so many models', () => {
    const { store, deeds } = open();
    for (let index = 0; index < MODELS_MAX + 2; index += 1) deeds.addModel(`m${index}`);
    expect(store.getState().models).toHaveLength(MODELS_MAX);
    deeds.removeModel('m0');
    expect(store.getState().models).not.toContain('m0');
    deeds.chooseProvider('openai');
    expect(store.getState()).toMatchObject({ provider: 'openai', models: [] });
  });
});

describe('a file', () => {
  it('is read with progress, and shows what was read when it is stopped', async () => {
    const { store, deeds, ready } = open({
      estimateFile: (file, _choices, { onProgress, signal }) => {
        onProgress({ requests: 40, bytes: 10, bytesAll: file.size });
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(BATCH)));
      },
    });
    deeds.open(new File(['{}\n'.repeat(50)], 'batch.jsonl'));
    await vi.waitFor(() => expect(store.getState().progress?.requests).toBe(40));
    expect(store.getState().file?.name).toBe('batch.jsonl');
    deeds.stop();
    await ready();
    expect(store.getState()).toMatchObject({ batch: BATCH, isStopped: true, progress: null });
  });

  it('is dropped by what is pasted after it', async () => {
    let isAborted = false;
    const { store, deeds, ready } = open({
      estimateFile: (_file, _choices, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            isAborted = true;
            resolve(BATCH);
          }),
        ),
    });
    deeds.open(new File(['{}'], 'a.jsonl'));
    await vi.waitFor(() => expect(store.getState().progress).not.toBeNull());
    deeds.write('x');
    await ready();
    expect([isAborted, store.getState().batch, store.getState().view?.providerName]).toEqual([true, null, 'x']);
  });
});

it('knows who can be chosen once it is looked at', async () => {
  const { store, reload } = open();
  reload();
  await vi.waitFor(() => expect(store.getState().providers).toEqual([{ id: 'openai', name: 'OpenAI' }]));
});
