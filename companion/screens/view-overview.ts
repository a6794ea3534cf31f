import type { Budget } from '../../lib/budget/budget.ts';
import { windowOf } from '../../lib/budget/window-of.ts';
import type { BudgetGlance } from '../../lib/domain/own-budget.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { glanceCall, glanceOpenCall } from '../../lib/screens/glance-call.ts';
import { sumSpan } from '../../lib/screens/sum-span.ts';
import { countsOf, standingOf } from '../../lib/screens/view-budget.ts';
import { ALERT_LEVELS } from '../../lib/watch/alert.ts';
import { type Alert, isAcknowledged, isSnoozed } from '../../lib/watch/alert-state.ts';
import type { OverviewModel, PopupAlert, PopupCall, SpentSpan } from '../../lib/webext/popup-model.ts';
import { readAlerts } from '../alerts/alert-store.ts';
import { dayIn } from '../api/days.ts';
import { withCorrections } from '../ledger/corrections.ts';
import type { Holds } from '../ledger/holds.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { BudgetUse } from '../ledger/operations.ts';
import { readDaySums } from '../report/day-sums.ts';
import type { FoundRunway } from '../watch/runways.ts';
import { viewWallets } from './view-wallets.ts';

/** What it is made of. */
export interface OverviewDesk {
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  readonly runways: readonly FoundRunway[];
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
}

const SPANS = ['day', 'week', 'month'] as const;
const CALLS_SHOWN = 8;

/** How everything stands. @throws LedgerError */
export async function viewOverview({ store, holds, runways, zone, now }: OverviewDesk): Promise<OverviewModel> {
  const alerts = (await inWatchTables(store, readAlerts)).filter(({ overAt }) => overAt === null);
  const conditions = alerts.map(({ condition }) => condition);
  const today = dayIn(zone, now);
  const spans = SPANS.map((span): Pick<SpentSpan, 'span' | 'days'> => {
    const start = windowOf({ window: { kind: span, zone } }, now)?.start ?? now;
    return { span, days: { from: dayIn(zone, start), to: today } };
  });
  const first = spans.map(({ days }) => days.from).toSorted()[0] ?? today;
  const days = await readDaySums(store, first, today);
  return {
    now,
    accounts: await viewWallets(store, { runways, conditions, zone, now }),
    lastCalls: await readLastCalls(store),
    alerts: viewAlerts(alerts, now),
    spent: spans.map(({ span, days: range }) => sumSpan(span, range, days)),
    budgets: glanceBudgets(await holds.budgets(), await holds.usage()),
  };
}

/** What nobody has said yet that they know, the worst first. */
function viewAlerts(alerts: readonly Alert[], now: number): readonly PopupAlert[] {
  const open = alerts
    .filter((alert) => !isAcknowledged(alert) && !isSnoozed(alert, now))
    .toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  return open.map(({ id, condition: { level, title, meaning, todo, link, subject } }) => ({
    ...{ id, level, title, lines: [...meaning.slice(0, 2), ...todo.slice(0, 1)], others: open.length - 1 },
    ...{ link: link !== null && /^https?:\/\//.test(link) ? link : null, isOfBudget: subject.kind === 'budget' },
  }));
}

function rank({ condition }: Alert): number {
  return ALERT_LEVELS.indexOf(condition.level);
}

/** Those of a day, a week or a month, the fullest first. */
function glanceBudgets(budgets: readonly Budget[], uses: readonly BudgetUse[]): readonly BudgetGlance[] {
  const shown = budgets.flatMap((budget): readonly BudgetGlance[] => {
    const use = uses.find((one) => one.budget === budget.id);
    const span = SPANS.find((one) => one === budget.window.kind);
    if (use === undefined || span === undefined) return [];
    return [{ id: budget.id, span, counts: countsOf(budget), ...standingOf(use, use.cap) }];
  });
  return shown.toSorted((a, b) => b.percent - a.percent);
}

function readLastCalls(store: LedgerStore): Promise<readonly PopupCall[]> {
  return store.transactBelow(async (below) => {
    const { openCalls, records, priceLists } = below.tables;
    const lists = await priceLists.toArray();
    const open = (await openCalls.toArray()).filter(({ isSent }) => isSent);
    const newest = records.where('openedAt').between(0, Number.MAX_SAFE_INTEGER).reverse().limit(CALLS_SHOWN);
    const last = await withCorrections(below, await newest.toArray());
    const calls = [
      ...open.map((call) => glanceOpenCall(call, nameOf(call.provider, lists))),
      ...last.map((record) => glanceCall(record, nameOf(record.provider, lists))),
    ];
    return calls.slice(0, CALLS_SHOWN);
  });
}
