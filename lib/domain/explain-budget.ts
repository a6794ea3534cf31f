import type { Ask } from './explain-ask.ts';
import * as option from './explain-options.ts';
import type { BudgetFacts, CallFacts } from './facts.ts';
import type { Text, TextParam } from './text.ts';

/** The card of a call that does not fit into a hard budget of the companion's: it goes only if the user says so. */
export function askBudget({ budget, estimate }: CallFacts): Ask {
  const isOfTools = estimate?.basis?.foundMax !== undefined && budget?.needed === null && budget.reason !== 'no-rate';
  return {
    head: budget ? headOf(budget) : { key: 'ask.budget.unpriced' },
    second: isOfTools ? { key: 'ask.budget.tools' } : budget ? needLine(budget) : null,
    third: { key: budget?.isOld ? 'ask.budget.old' : 'safe' },
    ways: [option.keepEditing, option.sendAnyway],
    isSendNear: true,
  };
}

function headOf({ name: budget, reason, counts, cap, spent, held }: BudgetFacts): Text {
  if (reason !== 'limit') return text('ask.budget.headUnknown', { budget });
  const left = cap > spent + held ? cap - spent - held : 0n;
  if (counts.of !== 'money') {
    const key = counts.of === 'tokens' ? 'ask.budget.headTokens' : 'ask.budget.headCalls';
    return text(key, { budget, n: Number(left), cap: Number(cap) });
  }
  const { unit } = counts;
  return text('ask.budget.head', {
    budget,
    left: { kind: 'money', money: { unit, nano: left }, rounding: 'down' },
    cap: { kind: 'money', money: { unit, nano: cap } },
  });
}

function needLine({ reason, counts, needed }: BudgetFacts): Text | null {
  if (reason === 'unpriced') return { key: 'ask.budget.unpriced' };
  if (reason === 'uncounted') return { key: 'ask.budget.uncounted' };
  if (reason === 'no-rate') return { key: 'ask.budget.noRate' };
  if (needed === null) return null;
  if (counts.of === 'money') {
    const need: TextParam = { kind: 'money', money: { unit: counts.unit, nano: needed }, rounding: 'up' };
    return text('ask.budget.needs', { need });
  }
  return counts.of === 'tokens' ? text('ask.budget.needsTokens', { n: Number(needed) }) : null;
}

/** How the budget stands, to the last digit, for "Show the sum". */
export function explainBudget({ budget }: CallFacts): readonly Text[] {
  if (!budget) return [];
  const { name, counts, cap, spent, held } = budget;
  if (counts.of !== 'money') {
    return [text('sum.budgetCount', { budget: name, spent: Number(spent), held: Number(held), cap: Number(cap) })];
  }
  const exact = (nano: bigint): TextParam => ({ kind: 'exact', money: { unit: counts.unit, nano } });
  return [text('sum.budget', { budget: name, spent: exact(spent), held: exact(held), cap: exact(cap) })];
}

function text(key: Text['key'], params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
