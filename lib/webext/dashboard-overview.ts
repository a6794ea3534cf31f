import { toProviders } from '../described/to-provider.ts';
import type { Money } from '../domain/money.ts';
import type { RollupRow } from '../ledger/rows.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import { type BudgetSpan, daySpanOf, firstDayOf } from './budget-days.ts';
import { describeAccounts, describeBudgets, describeCalls } from './describe-ledger.ts';
import { localDay } from './local-day.ts';
import { openAlerts } from './popup-alerts.ts';
import type { OverviewModel, SpentSpan } from './popup-model.ts';
import { readLedger } from './read-ledger.ts';
import { readSettings } from './settings.ts';

const SPANS: readonly BudgetSpan[] = ['day', 'week', 'month'];
/** The newest: what is shown of them, and which account was used last. */
const CALLS_READ = 40;

/** How everything stands, all of one moment. `now`: epoch ms. */
export async function readOverview(now: number): Promise<OverviewModel> {
  const asked = { day: localDay(now), recordsMax: CALLS_READ, budgetDay: firstDayOf(now), isEachDay: true };
  const [ledger, { sites, exchangeRates, descriptions }] = await Promise.all([readLedger(asked), readSettings()]);
  learnOwnProviders(toProviders(descriptions));
  return {
    now,
    accounts: describeAccounts(ledger, sites),
    rates: exchangeRates,
    lastCalls: describeCalls(ledger, sites),
    alerts: openAlerts(ledger.watch, now),
    spent: SPANS.map((span) => sumSpan(span, ledger.budgetDays, now)),
    budgets: describeBudgets(ledger, sites),
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
