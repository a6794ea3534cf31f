import { describe, expect, it } from 'vitest';
import { overBudget } from '../../../companion/calls/over-budget.ts';
import type { BudgetUse, Objection } from '../../../companion/ledger/operations.ts';
import type { Budget, BudgetUnit } from '../../../lib/budget/budget.ts';
import { budgetsOf } from '../../../lib/budget/envelopes.ts';
import type { CallFacts } from '../../../lib/domain/facts.ts';
import { budgetOf } from '../../budget/samples.ts';

const objection: Objection = {
  ...{ budget: 'daily', reason: 'unpriced', isHard: true, needed: null, window: null },
  ...{ cap: 5n, spent: 0n, held: 0n, uncounted: 0n },
};
const facts = (estimate: object | null): CallFacts =>
  ({ providerName: 'DeepSeek', model: 'deepseek-chat', estimate }) as unknown as CallFacts;
const priced = { unit: 'USD', lowNano: 1n, likelyNano: 2n, highNano: 3n };

it.each([
  ['a body that was not read', null, 'could not be read', ['soften-budget']],
  ['no price', facts(null), 'what deepseek-chat costs at DeepSeek is not known', ['cheaper-model', 'soften-budget']],
  ['a guessed price', facts({ ...priced, isGuess: true }), 'costs at DeepSeek', ['cheaper-model', 'soften-budget']],
  ['no bound', facts(priced), 'at most is not known: set max_tokens', ['lower-max-tokens']],
  [
    'searches that nothing bounds',
    facts({ ...priced, basis: { foundMax: null } }),
    'the provider may search or run tools for it',
    ['bound-tools', 'soften-budget'],
  ],
  [
    'searches of an unknown price',
    facts({ ...priced, basis: { foundMax: 9 } }),
    'what that costs, is not known',
    ['bound-tools', 'soften-budget'],
  ],
])('%s: what stopped it is said, and only what would help', (_name, known, said, kinds) => {
  const problem = overBudget({ objections: [objection], budgets: [], facts: known, label: null, fits: null });
  expect(problem.detail).toContain(said);
  expect(problem.options?.map(({ kind }) => kind)).toEqual(kinds);
});

describe('what is left is said in what the budget counts', () => {
  const over = (unit: BudgetUnit, parts: Partial<Objection>) => {
    const budgets: readonly Budget[] = [budgetOf({ id: 'daily', unit })];
    const stopped = { objections: [{ ...objection, reason: 'limit', ...parts }], budgets } as const;
    return overBudget({ ...stopped, facts: null, label: null, fits: null });
  };

  it.each([
    ['calls', 'has 0 left of 2 calls (28 spent, 0 held); this call may need 1.'],
    ['tokens', 'has 0 left of 2 tokens (28 spent, 0 held); this call may need 1.'],
  ] as const)('%s are whole, and no money', (kind, said) => {
    const problem = over({ kind }, { cap: 2n, spent: 28n, needed: 1n });
    expect(problem.detail).toContain(said);
    expect([problem.balance, problem.shortfall]).toEqual([undefined, undefined]);
  });

  it('money has its currency, the balance that is left and what is missing', () => {
    const sums = { cap: 5_000_000_000n, spent: 4_000_000_000n, held: 500_000_000n, needed: 2_000_000_000n };
    const problem = over({ kind: 'money', currency: 'EUR' }, sums);
    expect(problem.detail).toContain('has 0.5 left of 5 EUR (4 spent, 0.5 held); this call may need 2.');
    expect(problem.balance).toEqual({ unit: 'EUR', amount: '0.5' });
    expect(problem.shortfall).toEqual({ unit: 'EUR', amount: '1.5' });
  });
});

describe('envelopes', () => {
  const shares = [
    { name: 'production', share: 60, labels: ['production'] },
    { name: 'development', share: 20, labels: ['development', 'test'] },
    { name: 'reserve', share: 20, labels: [] },
  ];
  const emergency = { amount: 1_000_000_000n, stopsFirst: ['development', 'test'] };
  const whole = budgetOf({ id: 'all', envelopes: { shares, moves: [], emergency } });
  const part = budgetsOf(whole).find(({ id }) => id === 'all/development');
  const dollars = { window: null, uncounted: 0n, held: 0n } as const;
  const uses = [
    { ...dollars, budget: 'all/production', cap: 3_000_000_000n, spent: 2_900_000_000n },
    { ...dollars, budget: 'all/development', cap: 1_000_000_000n, spent: 900_000_000n },
    { ...dollars, budget: 'all/reserve', cap: 1_000_000_000n, spent: 200_000_000n },
  ];
  const over = (parts: Partial<Objection>, known: readonly BudgetUse[] = uses) =>
    overBudget({
      objections: [{ ...objection, reason: 'limit', ...parts }],
      budgets: [whole, ...(part ? [part] : [])],
      ...{ facts: null, label: 'test', uses: known, fits: null },
    });
  const short = { ...uses[1], budget: 'all/development', needed: 500_000_000n };

  it('one that stops a call is named, with the command that moves what is missing from one that has it', () => {
    const problem = over(short);
    expect(problem.detail).toContain(
      'The envelope "development" of the budget "all" has 0.1 left of 1 USD (0.9 spent, 0 held); this call may need 0.5.',
    );
    expect(problem['violated-policies']).toEqual(['envelope:all/development']);
    expect(problem.options?.map(({ text }) => text)).toEqual([
      'Move what is missing into it: tollkeeper envelopes move 0.4 USD --from reserve --to development --budget all',
      expect.stringContaining('Set a lower max_tokens'),
      expect.stringContaining('tollkeeper budgets raise all --by'),
    ]);
  });

  it('no move is named where no other envelope has what is missing; where nobody looked, which one gives is left open', () => {
    expect(over({ ...short, needed: 5_000_000_000n }).options?.map(({ kind }) => kind)).not.toContain('move-envelope');
    expect(over(short, []).options?.[0]?.text).toContain('move 0.4 USD --from <envelope> --to development');
  });

  it('near the end of the whole it is said what is kept, and from whom', () => {
    const problem = over({ budget: 'all', cap: 4_000_000_000n, spent: 4_000_000_000n, needed: 1n });
    expect(problem.detail).toContain(
      'has 0 left of 4 USD (4 spent, 0 held); this call may need 0.000000001. The last 1 USD are kept from calls labelled "test".',
    );
    expect(problem['violated-policies']).toEqual(['budget:all']);
  });
});
