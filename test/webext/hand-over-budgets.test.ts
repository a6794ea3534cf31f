import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TypedBudget } from '../../lib/domain/own-budget.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { handOverAnswerSchema } from '../../lib/sync/hand-over.ts';
import { askCompanion } from '../../lib/webext/ask-companion.ts';
import { handOverBudgets, readBudgetsView, saveBudget } from '../../lib/webext/choose-budgets.ts';
import { Database } from '../../lib/webext/database.ts';
import { pairCompanion } from '../../lib/webext/pair-companion.ts';
import { readLink, syncCompanion } from '../../lib/webext/sync-companion.ts';
import { type CompanionSide, type Fate, openCompanionSide, plugFetch } from '../companion/pair/two-ledgers.ts';
import { answered } from '../engine/calls.ts';
import { openAsking, reviewOf, settleOf } from './asking.ts';
import { seen } from './fake-browser.ts';

let companion: CompanionSide;
let database: Database;
let fate: Fate;
let unplug: () => void;
let opened = 0;
const ask = openAsking(() => database);

beforeEach(async () => {
  fate = 'answered';
  unplug = plugFetch(() => fate);
  companion = await openCompanionSide();
  opened += 1;
  database = new Database(`handing-${opened}`);
  seen.stored = {};
});
afterEach(async () => {
  // An exchange that a settlement has begun may still run.
  await expect.poll(async () => (await navigator.locks.query()).held?.length).toBe(0);
  unplug();
  await database.delete();
  await companion.close();
});

async function pair(): Promise<void> {
  const { code } = companion.codes.make();
  expect(await pairCompanion(database, { address: companion.origin, code, name: 'Chrome' })).toBe('paired');
}
const monthly: TypedBudget = {
  ...{ name: 'monthly', scope: 'everything', counts: 'money|USD', limit: '0.15', span: 'month', isHard: true },
};
const set = async (change: Partial<TypedBudget> = {}): Promise<void> =>
  expect(await saveBudget(database, { ...monthly, ...change }, null)).toBeNull();
const own = async () => (await database.ownBudgets.toArray()).map(({ id }) => id);
const theirs = async () => (await companion.holds().budgets()).map(({ id }) => id);
const linesOf = async (callId: string): Promise<string | undefined> => {
  const { card } = await ask(reviewOf(callId));
  return card?.lines.map((line) => renderText(line, 'en')).join(' ');
};

describe('budgets that are handed over', () => {
  it('go with all that was spent in them, once, and hold here as the companion’s from then on', async () => {
    await set({ limit: '0.14' });
    // Before it was paired, and after.
    await ask(reviewOf('a'));
    await ask(settleOf('a', { outcome: answered(1200, 100) }));
    await pair();
    expect(await readBudgetsView(database, Date.now())).toMatchObject({
      shared: { isAway: false, budgets: [] },
      budgets: [{ spent: 15_000_000n }],
    });
    expect(await handOverBudgets(database)).toEqual({ kind: 'done', taken: 1, left: [] });
    expect([await own(), await theirs()]).toEqual([[], ['monthly']]);
    const [use] = await companion.holds().usage();
    expect(use?.spent).toBe(15_000_000n);
    expect(await linesOf('b')).toContain('Your budget "monthly" has $0.12 left of $0.14.');
    await ask(settleOf('b', { outcome: { kind: 'unsent' } }));
    fate = 'down';
    // Known here before it was removed here.
    expect(await linesOf('c')).toContain('this is what it said last');
  });

  it('stay here where no answer came, hold on, and are there once when they are handed over again', async () => {
    await pair();
    await set({ limit: '0.1' });
    expect(await syncCompanion(database)).toBeNull();
    fate = 'down';
    expect(await handOverBudgets(database)).toEqual({ kind: 'failed' });
    expect(await own()).toEqual(['monthly']);
    expect(await linesOf('a')).toContain('Your budget "monthly"');
    await ask(settleOf('a', { outcome: { kind: 'unsent' } }));
    fate = 'answered';
    await tellWithoutHearing();
    expect([await own(), await theirs()]).toEqual([['monthly'], ['monthly']]);
    expect(await handOverBudgets(database)).toEqual({ kind: 'done', taken: 1, left: [] });
    expect([await own(), await theirs()]).toEqual([[], ['monthly']]);
    expect(await companion.holds().history('monthly')).toHaveLength(1);
  });

  it('stay here where the companion has another one of their name, which stays as it is', async () => {
    await pair();
    await set({ name: 'mine' });
    await handOverBudgets(database);
    await set({ name: 'mine', limit: '9' });
    await set({ name: 'second' });
    expect(await handOverBudgets(database)).toEqual({ kind: 'done', taken: 1, left: ['mine'] });
    expect(await own()).toEqual(['mine']);
    expect(await theirs()).toEqual(['mine', 'second']);
    expect((await companion.holds().budgets())[0]?.limit).toBe(150_000_000n);
  });

  it('are nobody’s without a companion', async () => {
    await set();
    expect(await handOverBudgets(database)).toEqual({ kind: 'failed' });
    expect(await own()).toEqual(['monthly']);
  });

  it.each([
    ['a window that no browser has', { window: { kind: 'hour', zone: 'UTC' } }],
    ['a name that nothing can be called', { id: 'a/b' }],
    ['a limit below nothing', { limit: -1n }],
    ['somebody else’s parts', { partOf: {} }],
  ])('are refused as a whole where one has %s', async (_what, change) => {
    await pair();
    await set();
    const [row] = await database.ownBudgets.toArray();
    const said = await askTo([{ change: 'x', budget: { ...row?.budget, ...change } }]);
    expect(said.kind).toBe('problem');
    expect(await theirs()).toEqual([]);
  });
});

async function askTo(budgets: readonly object[]) {
  const link = await readLink(database);
  const { address = '', token = '' } = link ?? {};
  return askCompanion({
    ...{ address, token, path: '/take-budgets', timeoutMs: 5000, answer: handOverAnswerSchema, body: { budgets } },
  });
}

/** The question arrives, and its answer does not. */
async function tellWithoutHearing(): Promise<void> {
  const rows = await database.ownBudgets.toArray();
  fate = 'lost';
  const said = await askTo(rows.map(({ change, budget }) => ({ change, budget })));
  expect(said).toEqual({ kind: 'problem', problem: 'unreachable' });
  fate = 'answered';
}
