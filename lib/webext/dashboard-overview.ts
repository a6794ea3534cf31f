import { toProviders } from '../described/to-provider.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import { sumSpan } from '../screens/sum-span.ts';
import { type BudgetSpan, daySpanOf, firstDayOf } from './budget-days.ts';
import { describeAccounts, describeBudgets, describeCalls } from './describe-ledger.ts';
import { explainSource } from './explain-source.ts';
import { localDay } from './local-day.ts';
import { openAlerts } from './popup-alerts.ts';
import { rechargeAt, sayOfAlert } from './popup-deeds.ts';
import type { OverviewDeeds, OverviewModel } from './popup-model.ts';
import { linkKeyHere } from './popup-source.ts';
import { readLedger } from './read-ledger.ts';
import { readSettings } from './settings.ts';

const SPANS: readonly BudgetSpan[] = ['day', 'week', 'month'];
/** The newest: what is shown of them, and which account was used last. */
const CALLS_READ = 40;

/** What can be set off from it. */
export const overviewDeeds: OverviewDeeds = {
  onOpen: explainSource.onOpen,
  onRecharge: rechargeAt,
  onAlert: sayOfAlert,
  onLinkKey: linkKeyHere,
};

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
    spent: SPANS.map((span) =>
      sumSpan(span, { from: daySpanOf(span, now).fromDay, to: localDay(now) }, ledger.budgetDays),
    ),
    budgets: describeBudgets(ledger, sites),
  };
}
