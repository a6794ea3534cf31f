import { toProviders } from '../described/to-provider.ts';
import type { OwnBudgetView } from '../domain/own-budget.ts';
import { isPaused } from '../domain/pause.ts';
import type { CallRecord } from '../domain/record.ts';
import { isOwned } from '../ledger/find-key.ts';
import { isOwnWallet } from '../ledger/ledger-context.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import { describeBadge, readBadgeChoice } from './badge-choice.ts';
import { firstDayOf } from './budget-days.ts';
import {
  describeAccounts,
  describeBudgets,
  describeCalls,
  keyOf,
  nameOf,
  type Sites,
  sumByUnit,
} from './describe-ledger.ts';
import { readHint } from './hints.ts';
import { localDay } from './local-day.ts';
import { mostUrgent } from './popup-alerts.ts';
import type { Glance, PopupKey } from './popup-model.ts';
import { type LedgerRows, readLedger } from './read-ledger.ts';
import { chooseLanguage, readSettings, type Settings } from './settings.ts';
import { readNews } from './whats-new.ts';

/** Among so many of the last calls it is looked for what calls usually cost. */
const CALLS_READ = 40;
/** Of this much, in percent, a budget is spoken of. */
const NEAR_PERCENT = 80;

/** What the popup shows whatever page is in front. */
interface PopupRead {
  readonly glance: Glance;
  /** Newest first. */
  readonly records: readonly CallRecord[];
  readonly settings: Settings;
}

/** Reads it from ledger and settings. Rejects when the ledger cannot be opened. */
export async function readPopup(): Promise<PopupRead> {
  const now = Date.now();
  const ledgerRows = readLedger({ day: localDay(now), recordsMax: CALLS_READ, budgetDay: firstDayOf(now) });
  const [ledger, settings, badge, news, hint] = await Promise.all([
    ...([ledgerRows, readSettings()] as const),
    ...([readBadgeChoice(), readNews(), readHint()] as const),
  ]);
  const { sites } = settings;
  learnOwnProviders(toProviders(settings.descriptions));
  const accounts = describeAccounts(ledger, sites);
  const glance: Glance = {
    language: chooseLanguage(settings),
    theme: settings.theme,
    now: Date.now(),
    pausedUntil: isPaused(settings.pausedUntil, Date.now()) ? settings.pausedUntil : null,
    accounts,
    rates: settings.exchangeRates,
    spentToday: sumByUnit(ledger.rollups),
    budgets: nearBudgets(describeBudgets(ledger, sites)),
    unknownToday: ledger.rollups.reduce((sum, row) => sum + row.unknownCalls, 0),
    lastCalls: describeCalls(ledger, sites),
    alert: mostUrgent(ledger.watch, Date.now()),
    isLowUnanswered: settings.lowNotice === null,
    whose: findUnknownKey(ledger, sites),
    ...describeBadge(badge.choice, accounts),
    sitesLost: settings.sitesLost.length,
    news,
    // One thing at a time.
    hint: news.length > 0 ? null : hint,
  };
  return { glance, records: ledger.records, settings };
}

/** Those that are nearly used up, or will be before they begin anew. */
function nearBudgets(budgets: readonly OwnBudgetView[]): readonly OwnBudgetView[] {
  return budgets.filter(({ percent, endsEarly }) => percent >= NEAR_PERCENT || endsEarly === true);
}

/** The key used last of which neither its console nor the user has said whose it is, where there are several accounts. */
function findUnknownKey({ records, keys, accounts }: LedgerRows, sites: Sites): PopupKey | null {
  for (const record of records) {
    const { fingerprint, account, provider, openedAt: usedAt } = record;
    if (fingerprint === null || account !== null || isOwned(keyOf(record, keys))) continue;
    const own = accounts.filter((row) => row.provider === provider && isOwnWallet(accounts, row));
    if (own.length < 2) continue;
    const choices = own.map(({ id, name }) => ({ id, name: name ?? id.slice(provider.length + 1) }));
    return { fingerprint, provider, providerName: nameOf(provider, sites), usedAt, accounts: choices };
  }
  return null;
}
