import { expect, it } from 'vitest';
import { overBudget } from '../../../companion/calls/over-budget.ts';
import type { Objection } from '../../../companion/ledger/operations.ts';
import type { CallFacts } from '../../../lib/domain/facts.ts';

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
])('%s: what stopped it is said, and only what would help', (_name, known, said, kinds) => {
  const problem = overBudget([objection], known, null);
  expect(problem.detail).toContain(said);
  expect(problem.options?.map(({ kind }) => kind)).toEqual(kinds);
});
