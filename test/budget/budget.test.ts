import { describe, expect, it } from 'vitest';
import {
  type Budget,
  type BudgetScope,
  capFor,
  holdsWorst,
  isWithin,
  limitAt,
  mayBeWithin,
  withWallet,
} from '../../lib/budget/budget.ts';
import { STOPS_FIRST } from '../../lib/budget/envelopes.ts';
import { budgetOf, callOf } from './samples.ts';

describe('whose calls draw on a budget', () => {
  it('all of a wallet’s, whichever of its accounts they name', () => {
    const named = budgetOf({ scope: { kind: 'account', account: 'old' } });
    const linked = withWallet(named, () => ['team', 'old']);
    expect(linked.scope).toEqual({ kind: 'account', account: 'old', wallet: ['old', 'team'] });
    const draws = ({ scope }: Budget) =>
      ['old', 'team', 'else', null].map((account) => isWithin({ scope }, callOf({ account })));
    expect(draws(linked)).toEqual([true, true, false, false]);
    expect(draws(named)).toEqual([true, false, false, false]);
    expect(withWallet(linked, () => ['old', 'team'])).toBe(linked);
    expect(withWallet(linked, () => [])).toEqual(named);
    expect(withWallet(budgetOf(), () => ['team'])).toEqual(budgetOf());
  });

  it('perhaps those of which nobody knows the part it is about', () => {
    const may = (scope: BudgetScope) => mayBeWithin({ scope }, callOf({ model: null }), ['model']);
    expect(may({ kind: 'model', model: 'gpt' })).toBe(true);
    const within = { kind: 'model', model: 'gpt' } as const;
    expect(may({ kind: 'envelope', within, labels: ['test'], isRest: false })).toBe(true);
    expect(may({ kind: 'provider', provider: 'openrouter' })).toBe(false);
    expect(may({ kind: 'provider', provider: 'openai' })).toBe(true);
  });

  it.each<readonly [BudgetScope, boolean]>([
    [{ kind: 'everything' }, true],
    [{ kind: 'provider', provider: 'openai' }, true],
    [{ kind: 'provider', provider: 'openrouter' }, false],
    [{ kind: 'account', account: 'team' }, true],
    [{ kind: 'model', model: 'gpt' }, true],
    [{ kind: 'model', model: 'gpt-mini' }, false],
    [{ kind: 'key', key: 'k1' }, true],
    [{ kind: 'key', key: 'k2' }, false],
    [{ kind: 'label', label: 'test' }, false],
    [{ kind: 'origin', origin: 'tool' }, true],
    [{ kind: 'envelope', within: { kind: 'everything' }, labels: ['test'], isRest: false }, false],
    [{ kind: 'envelope', within: { kind: 'everything' }, labels: ['test'], isRest: true }, true],
    [{ kind: 'envelope', within: { kind: 'provider', provider: 'x' }, labels: ['test'], isRest: true }, false],
  ])('%j: %s', (scope, isExpected) => {
    expect(isWithin({ scope }, callOf())).toBe(isExpected);
  });

  it('what is not known of a call is in no narrower scope', () => {
    const unknown = callOf({ account: null, model: null, key: null, label: null, origin: null });
    for (const scope of [
      { kind: 'account', account: 'null' },
      { kind: 'model', model: '' },
      { kind: 'key', key: '' },
      { kind: 'label', label: '' },
      { kind: 'origin', origin: '' },
    ] as const) {
      expect(isWithin({ scope }, unknown)).toBe(false);
    }
  });
});

describe('the limit in force', () => {
  const raised = budgetOf({
    limit: 10n,
    raises: [
      { id: 'a', by: 5n, from: 100, until: 200 },
      { id: 'b', by: 3n, from: 150, until: 300 },
    ],
  });

  it.each([
    [99, 10n],
    [100, 15n],
    [150, 18n],
    [199, 18n],
    [200, 13n],
    [300, 10n],
  ])('at %i it is %s', (instant, limit) => {
    expect(limitAt(raised, instant)).toBe(limit);
  });

  it('development and test stop first when the emergency reserve is reached', () => {
    const shares = [{ name: 'reserve', share: 1, labels: [] }];
    const emergency = { amount: 2n, stopsFirst: STOPS_FIRST };
    const budget = budgetOf({ limit: 10n, envelopes: { shares, moves: [], emergency } });
    expect(capFor(budget, callOf({ label: 'development' }), 0)).toBe(8n);
    expect(capFor(budget, callOf({ label: 'test' }), 0)).toBe(8n);
    expect(capFor(budget, callOf({ label: 'production' }), 0)).toBe(10n);
    expect(capFor(budget, callOf(), 0)).toBe(10n);
    expect(capFor({ ...budget, limit: 1n }, callOf({ label: 'test' }), 0)).toBe(0n);
  });

  it('only a hard budget that is not elastic holds the worst', () => {
    expect(holdsWorst({ isHard: true })).toBe(true);
    expect(holdsWorst({ isHard: true, isElastic: true })).toBe(false);
    expect(holdsWorst({ isHard: false })).toBe(false);
  });
});
