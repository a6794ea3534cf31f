import type { Money } from '../domain/money.ts';
import type { RollupRow } from '../ledger/rows.ts';
import { type BudgetSpan, daySpanOf, firstDayOf } from './budget-days.ts';
import { readBudgetsView } from './choose-budgets.ts';
import type { Database } from './database.ts';
import { localDay } from './desk.ts';
import { openAlerts } from './popup-alerts.ts';
import type { OverviewModel, SpentSpan } from './popup-model.ts';
import { loadModel } from './popup-source.ts';

const SPANS: readonly BudgetSpan[] = ['day', 'week', 'month'];

/** How everything stands. `now`: epoch ms. */
export async function readOverview(database: Database, now: number): Promise<OverviewModel> {
  const [{ accounts, rates, lastCalls }, state, { budgets }, days] = await Promise.all([
    loadModel(false),
    database.watch.get('state'),
    readBudgetsView(database, now),
    database.rollups.where('day').aboveOrEqual(firstDayOf(now)).toArray(),
  ]);
  return {
    now,
    accounts,
    ...(rates !== undefined && { rates }),
    lastCalls,
    alerts: openAlerts(state, now),
    spent: SPANS.map((span) => sumSpan(span, days, now)),
    budgets: budgets.toSorted((a, b) => b.percent - a.percent),
  };
}

function sumSpan(span: BudgetSpan, days: readonly RollupRow[], now: number): SpentSpan {
  const { fromDay, untilDay } = daySpanOf(span, now);
  const inside = days.filter(({ day }) => day >= fromDay && day < untilDay);
  const sums = new Map<string, { nano: bigint; calls: number }>();
  for (const { unit, likelyNano, calls } of inside) {
    const known = sums.get(unit) ?? { nano: 0n, calls: 0 };
    sums.set(unit, { nano: known.nano + likelyNano, calls: known.calls + calls });
  }
  const spent = [...sums].filter(([unit, { nano }]) => unit !== '' && nano !== 0n);
  return {
    span,
    days: { from: fromDay, to: localDay(now) },
    sums: spent.sort(([, a], [, b]) => b.calls - a.calls).map(([unit, { nano }]): Money => ({ unit, nano })),
    calls: inside.reduce((sum, { calls }) => sum + calls, 0),
    unknownCalls: inside.reduce((sum, { unknownCalls }) => sum + unknownCalls, 0),
  };
}
