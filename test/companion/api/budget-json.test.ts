import { describe, expect, it } from 'vitest';
import { describeBudget } from '../../../companion/api/budget-json.ts';
import { writeBudgets } from '../../../companion/terminal/write-budgets.ts';
import { budgetOf } from '../../budget/samples.ts';
import { CENT, DOLLAR } from '../ledger/samples.ts';

const elastic = budgetOf({ isElastic: true, limit: DOLLAR });
const stateOf = (spent: bigint, held: bigint, heldMost?: bigint) => {
  const counts = { budget: 'all', window: null, cap: DOLLAR, uncounted: 0n };
  return describeBudget(elastic, { ...counts, spent, held, ...(heldMost !== undefined && { heldMost }) }, 0);
};

describe('a budget that holds what is usual', () => {
  it('says by how much calls under way may pass its limit, at worst', () => {
    const shown = stateOf(50n * CENT, 20n * CENT, 80n * CENT);
    expect(shown).toMatchObject({ held: '0.2', left: '0.3', mayPass: '0.3' });
    expect(writeBudgets([shown]).join('\n')).toContain('may pass by 0.3');
  });

  it('counts what was passed already as that, and not twice', () => {
    expect(stateOf(120n * CENT, 10n * CENT, 30n * CENT)).toMatchObject({ over: '0.2', mayPass: '0.3' });
  });

  it('says nothing where the worst fits, or is what is held', () => {
    expect(stateOf(10n * CENT, 20n * CENT, 80n * CENT)).not.toHaveProperty('mayPass');
    expect(stateOf(50n * CENT, 50n * CENT)).not.toHaveProperty('mayPass');
  });
});
