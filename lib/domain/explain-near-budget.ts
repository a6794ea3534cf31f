import type { ChipView } from './card.ts';
import type { BudgetFacts } from './facts.ts';
import { budgetAmount } from './own-budget.ts';
import type { Text } from './text.ts';

/** An own budget that has just come to 80 or 100 percent. Amounts are in what it counts. */
export interface NearBudget {
  readonly name: string;
  readonly counts: BudgetFacts['counts'];
  readonly level: 80 | 100;
  readonly spent: bigint;
  readonly cap: bigint;
  /** Whether calls that do not fit are held. */
  readonly isHard: boolean;
}

/** The notice about it: how it stands, what that means, the way on. */
export function explainNearBudget(near: NearBudget): { readonly title: Text; readonly lines: readonly Text[] } {
  const means: Text = { key: near.isHard ? 'bud.near.hard' : 'bud.near.soft' };
  return { title: headOf(near), lines: [means, { key: 'bud.near.next' }] };
}

/** What the chip says of a call, and the budget behind it; null: as it is. */
export function withBudget(chip: ChipView, near: NearBudget | null): ChipView {
  if (near === null) return chip;
  const mood = near.level === 100 ? 'short' : 'unsure';
  return { ...chip, mood, text: { key: 'bud.chip', params: { said: chip.text, budget: headOf(near) } } };
}

function headOf({ name, counts, level, spent, cap }: NearBudget): Text {
  const params = { budget: name, spent: budgetAmount(counts, spent), cap: budgetAmount(counts, cap) };
  return { key: level === 100 ? 'bud.near.over' : 'bud.near.head', params };
}
