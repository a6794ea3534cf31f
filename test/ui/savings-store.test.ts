import { describe, expect, it, vi } from 'vitest';
import type { SavingsQuery, SavingsView, WhatIfView } from '../../lib/domain/savings-view.ts';
import type { SpendPeriod } from '../../lib/domain/spend-view.ts';
import { savingsCsv, whatIfCsv } from '../../lib/ui/savings-csv.ts';
import { openSavingsStore } from '../../lib/ui/savings-store.ts';
import { gallerySavings, galleryWhatIf } from '../gallery/savings.ts';

interface Asked<T, V> {
  readonly of: T;
  readonly answer: (view: V) => void;
  readonly fail: () => void;
}

/** A source whose answers come when the test says so. */
function openSource(isThere = true) {
  const periods: Asked<SpendPeriod, SavingsView>[] = [];
  const questions: Asked<SavingsQuery, WhatIfView>[] = [];
  const looked: (string | null)[] = [];
  const later = <T, V>(list: Asked<T, V>[], of: T): Promise<V> =>
    new Promise((resolve, reject) => {
      list.push({ of, answer: resolve, fail: () => reject(new Error('blocked')) });
    });
  return {
    ...{ periods, questions, looked },
    hasSavings: async () => isThere,
    readSavings: (period: SpendPeriod) => later(periods, period),
    readWhatIf: (query: SavingsQuery) => later(questions, query),
    readWhatIfChoices: async ({ provider }: Pick<SavingsQuery, 'provider'>) => {
      looked.push(provider);
      return { called: [], providers: [], models: [provider ?? 'any'] };
    },
    saveFile: () => undefined,
  };
}

const view = (period: SpendPeriod = '30'): SavingsView => gallerySavings(period, false, 'Relay');
const turn = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

describe('the store of savings', () => {
  it('reads nothing but whether there is anything, until its screen is looked at', async () => {
    const source = openSource();
    const { store } = openSavingsStore(source, () => undefined);
    await vi.waitFor(() => expect(store.getState().isThere).toBe(true));
    expect([source.periods, source.questions, source.looked]).toEqual([[], [], []]);
  });

  it('goes to an address for what is asked, and keeps the period', async () => {
    const gone: string[] = [];
    const source = openSource();
    const { deeds, visit } = openSavingsStore(source, (address) => gone.push(address));
    void visit('#savings?period=month', true);
    deeds.ask({ of: 'gpt-5.5', model: 'gpt-5.4-mini', provider: null, cache: null });
    void visit('#savings?period=month&of=a&caches=hour');
    deeds.setPeriod('90');
    expect(gone).toEqual([
      '#savings?period=month&of=gpt-5.5&model=gpt-5.4-mini',
      '#savings?period=90&of=a&caches=hour',
    ]);
  });

  it('works savings out once for a period, and asks what-if only where something is to be another', async () => {
    const source = openSource();
    const { store, visit } = openSavingsStore(source, () => undefined);
    void visit('#savings', true);
    source.periods[0]?.answer(view());
    await turn();
    expect(store.getState()).toMatchObject({ status: 'ready', whatIf: { status: 'none' } });
    void visit('#savings?model=gpt-5.4-mini');
    expect(store.getState()).toMatchObject({ status: 'ready', whatIf: { status: 'loading' } });
    source.questions[0]?.answer(galleryWhatIf({ ...store.getState().query }));
    await turn();
    expect(store.getState().whatIf).toMatchObject({ status: 'ready', view: { compared: [{ calls: 3980 }] } });
    // "Of this model" alone changes nothing.
    await visit('#savings?of=gpt-5.5');
    expect(store.getState().whatIf).toEqual({ status: 'none', view: null });
    expect([source.periods.length, source.questions.length]).toEqual([1, 1]);
    void visit('#savings?period=90&of=gpt-5.5');
    expect(source.periods.map(({ of }) => of)).toEqual(['30', '90']);
  });

  it('shows what was asked for last, whatever comes in late', async () => {
    const source = openSource();
    const { store, visit } = openSavingsStore(source, () => undefined);
    void visit('#savings?model=a', true);
    void visit('#savings?model=b&period=7');
    const [first, second] = source.questions;
    second?.answer({ ...galleryWhatIf(second.of), leftOut: [{ why: 'price', calls: 7 }] });
    source.periods[1]?.answer(view('7'));
    await turn();
    first?.answer(galleryWhatIf(first.of));
    source.periods[0]?.answer(view('30'));
    await turn();
    expect(store.getState()).toMatchObject({
      view: { days: { from: '2026-11-15' } },
      whatIf: { view: { leftOut: [{ calls: 7 }] } },
    });
  });

  it('says which of the two failed, and keeps what was shown', async () => {
    const source = openSource();
    const { store, visit } = openSavingsStore(source, () => undefined);
    void visit('#savings', true);
    source.periods[0]?.answer(view());
    await turn();
    void visit('#savings?model=a');
    source.questions[0]?.fail();
    await turn();
    expect(store.getState()).toMatchObject({ status: 'ready', whatIf: { status: 'failed', view: null } });
    void visit('#savings', true);
    source.periods[1]?.fail();
    await turn();
    expect(store.getState()).toMatchObject({ status: 'failed', view: { looked: { calls: 4213 } } });
  });

  it('offers the models of a provider that is looked at', async () => {
    const source = openSource();
    const { store, deeds } = openSavingsStore(source, () => undefined);
    deeds.look('openai');
    await turn();
    expect(store.getState().choices?.models).toEqual(['openai']);
  });
});

describe('as CSV', () => {
  it('savings have a line for each place, with exact amounts', () => {
    expect(savingsCsv(view()).split('\r\n').slice(0, 3)).toEqual([
      'kind,provider,model,origin,unit,amount,instead',
      'small-tasks,OpenAI,gpt-5.5,nightly/summaries,USD,30.1,gpt-5.4-mini',
      'small-tasks,Relay,anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview,https://playground.example.org,USD,8.8,anthropic/claude-3-5-haiku-20241022',
    ]);
  });

  it('what-if has both sides and the range', () => {
    const query = { period: '30', of: null, model: 'x', provider: null, cache: null } as const;
    expect(whatIfCsv(galleryWhatIf(query))).toBe(
      'calls,unit-was,was,unit,low,likely,high\r\n3980,USD,178.31,USD,48.1,52.4,66.02\r\n',
    );
  });
});
