import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TabCall } from '../../lib/domain/tab-call.ts';
import { Database } from '../../lib/webext/database.ts';
import { followTab, keepPast, PAST_MAX, readPast } from '../../lib/webext/follow-tab.ts';
import { tabCall } from '../domain/tab-calls.ts';
import { answered } from '../engine/calls.ts';
import { balancesOf, CONSOLE, callOf, openAsking, reviewOf, settleOf } from './asking.ts';
import { browser, seen } from './fake-browser.ts';
import { hearPanels } from './hear-panels.ts';

let database: Database;
let opened = 0;
const panels = hearPanels();
const ask = openAsking(() => database);
const heard: TabCall[] = [];
const ANSWER = answered(1200, 300);
let stop: () => void;

beforeEach(() => {
  opened += 1;
  database = new Database(`panels-${opened}`);
  Object.assign(seen, { stored: {} });
  panels.from.sender = { id: browser.runtime.id };
  heard.length = 0;
  stop = followTab(1, (call) => heard.push(call));
});
afterEach(async () => {
  stop();
  await database.delete();
});

const hear = (...states: readonly TabCall['state'][]) =>
  vi.waitFor(() => expect(heard.map(({ state }) => state)).toEqual(states));

describe('what the background tells of a call', () => {
  it('is that it runs, with what is set aside for it, and what it came to', async () => {
    await ask(reviewOf('a'));
    await ask(settleOf('a', { outcome: ANSWER }));
    await hear('running', 'over');
    const [running, over] = heard;
    expect(running).toMatchObject({
      ...{ callId: 'a', provider: 'sandbox', model: 'toll-large', origin: CONSOLE, isReviewed: true, record: null },
      estimate: { unit: 'USD', reserveNano: expect.any(BigInt), likelyNano: expect.any(BigInt) },
    });
    expect(over).toMatchObject({ record: { outcome: 'answer', certainty: 'billed', cost: { unit: 'USD' } } });
  });

  it('is that a card asks, and that it never left or left all the same', async () => {
    await ask(balancesOf(1n));
    const { card } = await ask(reviewOf('a'));
    expect(card).not.toBeNull();
    await ask(settleOf('a', { outcome: { kind: 'unsent' } }));
    await ask(reviewOf('b'));
    await ask({ kind: 'sent', ...callOf('b'), draft: reviewOf('b').draft, isAnyway: true, isReviewed: true });
    await ask(settleOf('b'));
    await hear('asked', 'unsent', 'asked', 'running', 'over');
    expect(heard.at(-1)?.record).toMatchObject({ outcome: 'refusal', refusalCause: expect.any(String) });
  });

  it('is nothing that tells keys', async () => {
    const fingerprint = '1'.repeat(64);
    await ask(reviewOf('a', { fingerprint, masked: fingerprint }));
    await ask(settleOf('a', { fingerprint, masked: fingerprint, outcome: ANSWER }));
    await hear('running', 'over');
    expect((await database.records.get('a'))?.fingerprint).toBe(fingerprint);
    expect(panels.said.join()).not.toContain(fingerprint);
  });

  it('is told of private windows too, of which nothing is kept', async () => {
    await ask(reviewOf('a'), { isPrivate: true });
    await ask(settleOf('a', { outcome: ANSWER }), { isPrivate: true });
    await hear('running', 'over');
    expect(heard.every(({ isPrivate }) => isPrivate)).toBe(true);
    expect(await database.records.count()).toBe(0);
  });

  it('changes nothing where nobody listens', async () => {
    stop();
    await ask(reviewOf('a'));
    await ask(settleOf('a', { outcome: ANSWER }));
    expect(await database.records.count()).toBe(1);
  });
});

describe('a panel', () => {
  it('hears of its own tab only', async () => {
    await ask(reviewOf('a'), { tabId: 2 });
    await ask(reviewOf('b'));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]?.callId).toBe('b');
  });

  it.each([
    ['a page’s frame', { id: browser.runtime.id, tab: { id: 1 } }],
    ['another extension', { id: 'somebody' }],
  ])('does not listen to %s', async (_name, sender) => {
    panels.from.sender = sender;
    await ask(reviewOf('a'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(panels.said.join()).toContain('"callId":"a"');
    expect(heard).toEqual([]);
  });

  it('is told what came before it was looked at, the newest of it', async () => {
    expect(await readPast(7)).toEqual([]);
    keepPast(7);
    for (let at = 0; at < PAST_MAX + 2; at++) {
      const call = tabCall(`c${at}`, { estimate: null });
      await panels.send(JSON.stringify({ kind: 'tab-call', tabId: 7, call }));
    }
    const past = await readPast(7);
    expect([past.length, past[0]?.callId]).toEqual([PAST_MAX, 'c2']);
    expect(await readPast(8)).toEqual([]);
  });
});
