import type { LedgerAccuracy } from '../../lib/domain/accuracy.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import type { WatchedWallet } from '../../lib/watch/find-low.ts';
import { scoreNewest } from '../accuracy/score-newest.ts';
import { openWatchedWallets } from '../alerts/find-balances.ts';
import { daysIn } from '../api/days.ts';
import { readCalls } from '../calls/describe-call.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import { type Funded, type FundingHabits, readHabits } from '../plan/find-funding.ts';
import { readStories, type ToldStories } from '../refusals/read-stories.ts';
import { balanceSection } from '../report/balance-section.ts';
import { type SumsBy, sumsFrom } from '../report/day-sums.ts';
import { wordsIn } from '../report/report-words.ts';
import { type CallDetails, scanCalls } from '../report/scan-calls.ts';
import type { ReportSection } from '../report/sections.ts';
import { openScreenAnswers, type ScreenAnswers } from '../screens/answer-screens.ts';
import {
  type AskedCosts,
  type AskedCounts,
  describeReconciled,
  type ShownReconciled,
} from '../watch/describe-reconciled.ts';
import { findBilled, findDiffering } from '../watch/find-conditions.ts';
import { openSpendHistory } from '../watch/gather-spend.ts';
import { type ReconciledCosts, reconcileCosts } from '../watch/reconcile-costs.ts';
import { type ReconciledCounts, reconcileAllCounts } from '../watch/reconcile-counts.ts';
import { type ReconcileRange, reconcileWallets } from '../watch/reconcile-wallets.ts';
import { findUnusualConditions } from '../watch/runway-conditions.ts';
import { type FoundRunway, findRunways } from '../watch/runways.ts';

/** What questions are answered from. */
export interface AnswerDesk {
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets' | 'usage' | 'hours' | 'unheard'>;
  readonly rows: LedgerReader['rows'];
}

/** An instant (epoch ms), and whose days are meant (IANA name). */
interface Moment {
  readonly zone: string;
  readonly now: number;
}

/** `[start, end)`, epoch ms. */
interface Span {
  readonly start: number;
  readonly end: number;
}

type Range = Omit<ReconcileRange, 'dayOf'>;

/** What providers told, to be put beside the ledger with its wallets. */
interface Asked {
  readonly range: Range;
  readonly zone: string;
  readonly costs: readonly AskedCosts[];
  readonly counts: readonly AskedCounts[];
}

/** Every question that is answered beside the calls: what it takes and gives is plain data, because it may go to a thread and back. */
export interface Answers extends ScreenAnswers {
  /** Sums of days, both included. */
  readonly sums: (from: string, to: string, by: SumsBy) => Promise<readonly object[]>;
  readonly details: (span: Span) => Promise<CallDetails>;
  readonly balances: (asked: {
    readonly zone: string;
    readonly span: Span;
    readonly language: Language;
  }) => Promise<ReportSection | null>;
  readonly hours: Holds['hours'];
  readonly unheard: Holds['unheard'];
  readonly calls: (before: number, rowsMax: number) => Promise<readonly object[]>;
  readonly stories: (span: Span & { readonly now: number }) => Promise<ToldStories>;
  readonly accuracy: () => Promise<LedgerAccuracy>;
  readonly runways: (moment: Moment) => Promise<readonly FoundRunway[]>;
  readonly unusual: (moment: Moment) => Promise<readonly Condition[]>;
  readonly wallets: (now: number) => Promise<readonly WatchedWallet[]>;
  readonly habits: (asked: { readonly zone: string; readonly of: readonly Funded[] }) => Promise<FundingHabits>;
  readonly differences: (moment: Moment) => Promise<readonly Condition[]>;
  readonly costs: (provider: string, range: Range) => Promise<ReconciledCosts | null>;
  readonly counts: (range: Range) => Promise<readonly ReconciledCounts[]>;
  readonly reconciled: (asked: Asked, language: Language) => Promise<ShownReconciled>;
}

/** Opens them, with what they remember from one to the next. A new long question is a line here. */
export function openAnswers({ store, holds, rows }: AnswerDesk): Answers {
  const history = openSpendHistory(store);
  return {
    ...openScreenAnswers({ store, holds, history }),
    sums: (from, to, by) => sumsFrom(store, from, to, by),
    details: (span) => scanCalls({ rows }, 'main', span),
    balances: ({ zone, span, language }) => balanceSection({ store, zone }, span, wordsIn(language)),
    hours: holds.hours,
    unheard: holds.unheard,
    calls: (before, rowsMax) => readCalls(store, before, rowsMax),
    stories: (span) => readStories(store, span),
    accuracy: () => scoreNewest(store),
    runways: (moment) => findRunways({ store, holds, history, ...moment }),
    unusual: (moment) => findUnusualConditions({ store, history, ...moment }),
    wallets: openWatchedWallets(store),
    habits: (asked) => readHabits(store, asked),
    differences: async ({ zone, now }) => {
      const desk = { store, now: () => now, dayOf: daysIn(zone) };
      return [...(await findDiffering(desk)), ...(await findBilled(desk))];
    },
    costs: (provider, range) => reconcileCosts({ store }, provider, range),
    counts: (range) => reconcileAllCounts({ store }, range),
    reconciled: async ({ range, zone, ...told }, language) => {
      const whole = { ...range, dayOf: daysIn(zone) };
      return describeReconciled({ ...(await reconcileWallets({ store }, whole)), ...told, range: whole }, language);
    },
  };
}
