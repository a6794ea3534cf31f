import type { AccuracyView } from '../../lib/domain/accuracy.ts';
import type { BudgetView } from '../../lib/domain/budget-view.ts';
import type { CallChoices, CallSlice, CallView } from '../../lib/domain/dashboard.ts';
import type { PriceView } from '../../lib/domain/price-view.ts';
import type { RefusalsView } from '../../lib/domain/refusal-view.ts';
import type { SpendQuery, SpendView } from '../../lib/domain/spend-view.ts';
import type { ReportMaker } from '../../lib/screens/redact-call.ts';
import type { AccountsModel, OverviewModel } from '../../lib/webext/popup-model.ts';
import { scoreNewest } from '../accuracy/score-newest.ts';
import { readAlerts } from '../alerts/alert-store.ts';
import type { Holds } from '../ledger/holds.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { SpendHistory } from '../watch/gather-spend.ts';
import { findRunways } from '../watch/runways.ts';
import { type SliceAsked, sliceCalls } from './slice-calls.ts';
import { viewBudgets } from './view-budgets.ts';
import { readChoices, readNewest, viewAccuracy, viewCall } from './view-calls.ts';
import { viewOverview } from './view-overview.ts';
import { viewPrices } from './view-prices.ts';
import { hasRefusals, viewRefusals } from './view-refusals.ts';
import { readSpend } from './view-spend.ts';
import { viewAccounts } from './view-wallets.ts';

/** An instant (epoch ms), and whose days are meant (IANA name). */
interface Moment {
  readonly zone: string;
  readonly now: number;
}

/** What the dashboard's screens ask. */
export interface ScreenAnswers {
  readonly slice: (asked: SliceAsked) => Promise<CallSlice>;
  readonly newest: () => Promise<number | null>;
  readonly choices: () => Promise<CallChoices>;
  /** Null: it is not there (any more). */
  readonly call: (callId: string, maker: ReportMaker) => Promise<CallView | null>;
  readonly rightness: () => Promise<AccuracyView>;
  readonly spend: (query: SpendQuery, moment: Moment) => Promise<SpendView>;
  readonly overview: (moment: Moment) => Promise<OverviewModel>;
  readonly accounts: (moment: Moment) => Promise<AccountsModel>;
  readonly budgets: (now: number) => Promise<readonly BudgetView[]>;
  readonly prices: (now: number) => Promise<readonly PriceView[]>;
  readonly refusals: (days: number, now: number) => Promise<RefusalsView>;
  readonly isRefused: () => Promise<boolean>;
}

interface ScreenDesk {
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  readonly history: SpendHistory;
}

/** Opens them over a ledger. */
export function openScreenAnswers(desk: ScreenDesk): ScreenAnswers {
  const { store, holds } = desk;
  return {
    slice: (asked) => sliceCalls(store, asked),
    newest: () => readNewest(store),
    choices: () => readChoices(store),
    call: (callId, maker) => viewCall({ store, holds }, callId, maker),
    rightness: async () => viewAccuracy(store, await scoreNewest(store)),
    spend: (query, moment) => readSpend(store, query, moment),
    overview: async (moment) =>
      viewOverview({ ...desk, ...moment, runways: await findRunways({ ...desk, ...moment }) }),
    accounts: async (moment) => {
      const alerts = (await inWatchTables(store, readAlerts)).filter(({ overAt }) => overAt === null);
      const conditions = alerts.map(({ condition }) => condition);
      return viewAccounts(store, { ...moment, conditions, runways: await findRunways({ ...desk, ...moment }) });
    },
    budgets: (now) => viewBudgets({ store, holds, now }),
    prices: (now) => viewPrices(store, now),
    refusals: (days, now) => viewRefusals(store, days, now),
    isRefused: () => hasRefusals(store),
  };
}
