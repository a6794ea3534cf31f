import type { Text, TextParam } from '../domain/text.ts';
import type { Threshold } from '../domain/threshold.ts';
import type { Condition } from './alert.ts';
import type { LowContext, LowFound } from './find-low.ts';
import { isBelow, isCounted, lineOf, nameThreshold } from './threshold.ts';

/** How a budget stands. */
export interface WatchedBudget {
  readonly id: string;
  /** A currency, a credit, `tokens` or `calls`. */
  readonly unit: string;
  readonly isHard: boolean;
  /** Limit and what is left of it now: nano-units, or whole tokens or calls. */
  readonly limit: bigint;
  readonly left: bigint;
  /** When its window ends, epoch ms. */
  readonly until: number;
}

/** Whether a budget is used up, or below one of its thresholds. A budget of nothing is meant so. */
export function findBudget(budget: WatchedBudget, context: LowContext): LowFound {
  const { id, limit, left, unit, isHard, until } = budget;
  if (limit <= 0n) return { conditions: [], unsure: [] };
  // Of its window: what was said of the last one, or acknowledged, says nothing of this one.
  const name = `budget:${id}|${until}`;
  const nameOf = (threshold: Threshold): string => `${name}|near|${nameThreshold(threshold)}`;
  const base = { subject: { kind: 'budget', id }, todo: todoOf(budget, context), link: null } as const;
  if (left <= 0n) {
    const title: Text = { key: 'alert.budget.over.head', params: { budget: id, limit: amount(limit, unit) } };
    const meaning: Text = { key: isHard ? 'alert.budget.over.hard' : 'alert.budget.over.soft' };
    const level = isHard ? 'urgent' : 'note';
    const over: Condition = {
      ...base,
      key: `${name}|over`,
      kind: 'budget-over',
      level,
      title,
      meaning: [meaning],
    };
    // It is worse than near: that is not told besides, nor is it over.
    return { conditions: [over], unsure: context.thresholds.map(nameOf) };
  }
  const conditions = context.thresholds.flatMap((threshold): readonly Condition[] => {
    const key = nameOf(threshold);
    const line = lineOf(threshold, { unit, rechargeNano: null, usualDayNano: null, limit });
    if (line === null || !isBelow(left, line, context.isOpen(key))) return [];
    const params = { budget: id, left: amount(left, unit), limit: amount(limit, unit) };
    const meaning: Text = { key: isHard ? 'alert.budget.near.hard' : 'alert.budget.near.soft' };
    const level = isHard ? 'soon' : 'note';
    const title: Text = { key: 'alert.budget.near.head', params };
    return [
      { ...base, key, kind: 'budget-near', level, title, meaning: [meaning, sayLine(threshold, amount(line, unit))] },
    ];
  });
  return { conditions, unsure: [] };
}

/** Of several lines that were crossed each says which one it is. */
function sayLine(threshold: Threshold, line: TextParam): Text {
  if (threshold.kind !== 'of-limit') return { key: 'alert.low.amount', params: { line } };
  return { key: 'alert.budget.near.share', params: { n: threshold.percent, line } };
}

function todoOf({ id, until }: WatchedBudget, { now, zone }: LowContext): readonly Text[] {
  const when: TextParam = { kind: 'moment', at: until, now, zone };
  const command = `tollkeeper budgets raise ${id} --by … --for 2h`;
  return [{ key: 'alert.budget.todo', params: { when, command: { kind: 'verbatim', text: command } } }];
}

function amount(value: bigint, unit: string): TextParam {
  if (!isCounted(unit)) return { kind: 'money', money: { unit, nano: value } };
  const params = { count: { kind: 'decimal', digits: String(value) } } as const;
  return { key: unit === 'tokens' ? 'alert.amount.tokens' : 'alert.amount.calls', params };
}
