import './fake-browser.ts';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { budgetsOf } from '../../lib/budget/envelopes.ts';
import { type BudgetState, budgetStateSchema } from '../../lib/sync/budget-state.ts';
import type { CompanionLink } from '../../lib/webext/companion-link.ts';
import { Database } from '../../lib/webext/database.ts';
import { readSharedBudgets } from '../../lib/webext/shared-budgets.ts';
import { budgetOf } from '../budget/samples.ts';
import { ONE } from '../domain/samples.ts';

const AT = new Date(2026, 10, 18, 12).getTime();
let database: Database;
let opened = 0;
beforeEach(() => {
  opened += 1;
  database = new Database(`shared-budgets-${opened}`);
});
afterEach(() => database.delete());

const shares = [
  { name: 'production', share: 3, labels: ['production'] },
  { name: 'reserve', share: 1, labels: [] },
];
const moves = [{ id: 'm', from: 'reserve', to: 'production', amount: ONE, at: AT - 10, until: AT + 1000 }];
const emergency = { amount: ONE, stopsFirst: ['test'] };
const team = budgetOf({ id: 'team', limit: 40n * ONE, envelopes: { shares, moves, emergency } });

const link: CompanionLink = {
  ...{ id: 'link', address: 'http://127.0.0.1:4117', token: 't', self: 'b', secretHex: '', pairedAt: 0, cursor: null },
  ...{ after: null, syncedAt: AT, nextAt: 0, failures: 0, problem: null, notTaken: 0 },
};

/** What a companion told: each budget has spent a dollar and holds another one, in a window that ends at `until`. */
const told = (until: number): readonly BudgetState[] =>
  budgetsOf(team).map((budget) => ({
    ...{ budget, spent: ONE, held: ONE, starts: [AT - 1000, until], uncounted: 2n },
  }));
const tell = (states: readonly BudgetState[], problem: CompanionLink['problem'] = null) =>
  database.companion.bulkPut([
    { ...link, problem },
    { id: 'budgets', at: AT, states },
  ]);

it('a budget of the companion is shown with its envelopes, which sum to it, and what was moved between them', async () => {
  await tell(told(AT + 1000));
  const shared = await readSharedBudgets(database, AT);
  expect(shared).toMatchObject({ at: AT, isAway: false });
  const [shown, ...others] = shared?.budgets ?? [];
  expect(others).toEqual([]);
  expect(shown).toMatchObject({ id: 'team', cap: 40n * ONE, spent: ONE, held: ONE, percent: 5, unknownCalls: 2 });
  expect(shown?.envelopes.map(({ name, share, labels, cap, spent }) => [name, share, labels, cap, spent])).toEqual([
    ['production', 75, ['production'], 31n * ONE, ONE],
    ['reserve', 25, [], 9n * ONE, ONE],
  ]);
  expect(shown?.moves).toEqual(moves);
  expect(shown?.emergency).toEqual(emergency);
});

it('after its window has ended nothing of it is used, and what was moved is over', async () => {
  await tell(told(AT + 1000));
  const [shown] = (await readSharedBudgets(database, AT + 1000))?.budgets ?? [];
  expect(shown).toMatchObject({ spent: 0n, held: 0n, percent: 0 });
  expect(shown?.envelopes.map(({ cap }) => cap)).toEqual([30n * ONE, 10n * ONE]);
});

it('of a companion that does not answer they are what it said last', async () => {
  await tell(told(AT + 1000), 'unreachable');
  expect(await readSharedBudgets(database, AT + 5)).toMatchObject({ at: AT, isAway: true, budgets: [{ id: 'team' }] });
});

it('without a companion there are none', async () => {
  expect(await readSharedBudgets(database, AT)).toBeNull();
});

it('envelopes that are told in another form are left out, and the budget holds as it did', () => {
  const [state] = told(AT + 1000);
  const strange = { ...state, budget: { ...team, envelopes: { shares: 'many' } } };
  const read = v.parse(budgetStateSchema, strange);
  expect(read.budget.envelopes).toBeUndefined();
  expect(read.budget.limit).toBe(40n * ONE);
  expect(v.parse(budgetStateSchema, state).budget.envelopes).toEqual(team.envelopes);
});
