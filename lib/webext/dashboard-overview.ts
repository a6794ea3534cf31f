import { sumSpan } from '../screens/sum-span.ts';
import { type BudgetSpan, daySpanOf, firstDayOf } from './budget-days.ts';
import { readBudgetsView } from './choose-budgets.ts';
import type { Database } from './database.ts';
import { localDay } from './desk.ts';
import { openAlerts } from './popup-alerts.ts';
import type { OverviewModel } from './popup-model.ts';
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
    spent: SPANS.map((span) => sumSpan(span, { from: daySpanOf(span, now).fromDay, to: localDay(now) }, days)),
    budgets: budgets.toSorted((a, b) => b.percent - a.percent),
  };
}
