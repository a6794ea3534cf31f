import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeenRequest } from '../../lib/domain/recording-view.ts';
import { Database } from '../../lib/webext/database.ts';
import { inspectedTab } from '../../lib/webext/inspected-tab.ts';
import { pairRequests } from '../../lib/webext/pair-requests.ts';
import { readHarEntries } from '../../lib/webext/read-requests.ts';
import { answer, lookAtCalls, readChoices } from '../../lib/webext/recording-source.ts';
import { NOW } from '../domain/samples.ts';
import { tabCall, tabCallOver } from '../domain/tab-calls.ts';
import { openAsking, reviewOf } from './asking.ts';
import { recordOf } from './call-records.ts';

let database: Database;
let opened = 0;
beforeEach(() => {
  opened += 1;
  database = new Database(`recording-${opened}`);
});
afterEach(() => database.delete());
const ask = openAsking(() => database);

describe('what became of calls of which no news came', () => {
  it('is what the ledger says: booked, never left, or still under way', async () => {
    await ask(reviewOf('runs'));
    await database.records.put(recordOf('over', NOW, { outcome: 'cut' }));
    const calls = [tabCall('runs'), tabCall('over'), tabCall('asked', { state: 'asked' }), tabCall('lost')];
    const found = await lookAtCalls(database, calls);
    expect(found.map(({ callId, state }) => [callId, state])).toEqual([
      ['over', 'over'],
      ['asked', 'unsent'],
    ]);
    expect(found[0]?.record).toMatchObject({ outcome: 'cut', fingerprint: null });
  });
});

describe('the same calls to another model', () => {
  const usage = { 'input-tokens': 1_000_000, 'output-tokens': 1_000_000 };
  const cost = { unit: 'USD', lowNano: 5n, likelyNano: 5n, highNano: 5n };
  const over = tabCallOver('a', { provider: 'openai', surface: 'openai/chat', model: 'gpt-4o-mini', usage, cost });

  it('cost what that one does, at its own provider or at another', async () => {
    const there = await answer(database, [over], { model: ' gpt-4o ', provider: null });
    expect(there).toMatchObject({ compared: [{ unit: 'USD', calls: 1, wasNano: 5n }], leftOut: [] });
    expect(there.compared[0]?.likelyNano).toBeGreaterThan(1_000_000_000n);
    const other = await answer(database, [over], { model: 'deepseek-flash', provider: 'deepseek' });
    expect(other.compared[0]?.calls).toBe(1);
    expect(other.caveats.map(({ key }) => key)).toContain('advice.caveat.provider');
  });

  it('are left out and counted where nobody can tell', async () => {
    const refused = tabCallOver('r', { outcome: 'refusal' });
    const unmeasured = tabCallOver('u', { usage: null });
    const calls = [over, refused, unmeasured, tabCall('runs')];
    const { compared, leftOut } = await answer(database, calls, { model: 'no-such-model', provider: null });
    expect(compared).toEqual([]);
    expect(leftOut.map(({ why, calls: n }) => [why, n])).toEqual([
      ['usage', 1],
      ['price', 1],
      ['kind', 1],
    ]);
  });

  it('can be asked of whoever has prices, those of the recording first', async () => {
    const choices = await readChoices(database, [over, tabCallOver('b', { provider: 'anthropic' })], null);
    expect(choices.providers.slice(0, 1).map(({ id }) => id)).toEqual(['sample']);
    const ofOpenai = await readChoices(database, [{ ...over, provider: 'openai' }], null);
    expect(ofOpenai.providers[0]).toEqual({ id: 'openai', name: 'OpenAI' });
    expect(ofOpenai.models).toContain('gpt-4o-mini');
    const elsewhere = await readChoices(database, [over], 'deepseek');
    expect(elsewhere.models).toContain('deepseek-flash');
    expect(elsewhere.models).not.toContain('gpt-4o-mini');
    expect(new Set(elsewhere.providers.map(({ id }) => id)).size).toBe(elsewhere.providers.length);
  });
});

const entry = {
  startedDateTime: new Date(NOW + 3).toISOString(),
  time: 12.5,
  request: {
    ...{ method: 'POST', url: 'https://me:pass@api.openai.com/v1/chat/completions?key=sk-secret#there' },
    ...{ httpVersion: 'h2', headersSize: -1, bodySize: 77, headers: [{ name: 'Authorization', value: 'Bearer sk-x' }] },
    postData: { text: 'what nobody else may read' },
  },
  response: { status: 200, statusText: '', content: { size: 9, mimeType: 'text/event-stream', text: 'an answer' } },
  timings: { blocked: -1, send: 0.1, wait: 5, receive: 7.4, _queued: 3 },
};

describe('what the browser’s own tools saw', () => {
  it('is read without what was sent, answered, or proves who it was', () => {
    const [seen] = readHarEntries({ entries: [entry] });
    expect(seen).toMatchObject({
      ...{ method: 'POST', url: 'https://api.openai.com/v1/chat/completions', startedAt: NOW + 3, tookMs: 12.5 },
      ...{ requestBodyBytes: 77, responseBodyBytes: -1, contentBytes: 9, status: 200, mimeType: 'text/event-stream' },
      timings: { blocked: -1, dns: -1, send: 0.1, wait: 5, receive: 7.4 },
    });
    expect(JSON.stringify(seen)).not.toMatch(/sk-|pass|nobody|an answer|Bearer/);
  });

  it.each([null, 'log', {}, { entries: 1 }, { entries: [null, {}, { ...entry, startedDateTime: 'then' }] }])(
    'is nothing where it is none (%j)',
    (log) => expect(readHarEntries(log)).toEqual([]),
  );
});

describe('the request of a call', () => {
  const surface = 'openai/chat';
  const [seen] = readHarEntries({ entries: [entry] }) as readonly [SeenRequest];
  const at = (callId: string, openedAt: number) => tabCall(callId, { provider: 'openai', surface, openedAt });
  const pairs = (calls: Parameters<typeof pairRequests>[0], all: readonly SeenRequest[]) =>
    pairRequests(calls, all).map(({ call, seen: own }) => [call.callId, own?.startedAt ?? null]);

  it('is the nearest in time that went where its provider answers, each once', () => {
    const later = { ...seen, startedAt: NOW + 400 };
    const elsewhere = { ...seen, url: 'https://api.openai.com/v1/models', startedAt: NOW };
    expect(pairs([at('a', NOW), at('b', NOW + 390), at('c', NOW + 395)], [elsewhere, later, seen])).toEqual([
      ['a', NOW + 3],
      ['b', NOW + 400],
      ['c', null],
    ]);
  });

  it('is none that is too far off, and none of a call that never left', () => {
    expect(pairs([at('a', NOW - 60_000)], [seen])).toEqual([['a', null]]);
    expect(pairs([{ ...at('a', NOW), state: 'unsent' }], [seen])).toEqual([['a', null]]);
  });

  it('is else said by our own table', () => {
    expect(pairRequests([at('a', NOW)], [])[0]?.address).toEqual({
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
    });
    const unknown = pairRequests([tabCall('a', { surface: 'gone/chat' })], [])[0];
    expect(unknown?.address.url).toBe('https://sample.example');
  });
});

describe('the tab of a panel', () => {
  const setTools = (devtools: unknown): void => void Object.assign(globalThis, { chrome: { devtools } });
  afterEach(() => Object.assign(globalThis, { chrome: (globalThis as { browser?: unknown }).browser }));

  it('is the one whose tools it is in, with their colours', () => {
    const changes: string[] = [];
    let change: (name: string) => void = () => undefined;
    const panels = {
      themeName: 'default',
      setThemeChangeHandler: (listener: typeof change) => {
        change = listener;
      },
    };
    setTools({ inspectedWindow: { tabId: 5 }, panels });
    const tab = inspectedTab('?tab=9');
    expect(tab).toMatchObject({ tabId: 5, theme: 'light' });
    tab?.watchTheme((theme) => changes.push(theme));
    change('dark');
    expect(changes).toEqual(['dark']);
  });

  it('is else the one that the address names, in no colours of its own', () => {
    setTools(undefined);
    expect(inspectedTab('?tab=9')).toMatchObject({ tabId: 9, theme: null });
    for (const none of ['', '?tab=', '?tab=x', '?tab=-1', '?tab=99999999999']) expect(inspectedTab(none)).toBeNull();
  });
});
