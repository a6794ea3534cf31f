import browser from 'webextension-polyfill';
import { toProviders } from '../described/to-provider.ts';
import { oneAtATime } from '../domain/one-at-a-time.ts';
import type { OwnBudgetView } from '../domain/own-budget.ts';
import { isPaused } from '../domain/pause.ts';
import { permissionPattern, switchSite } from '../domain/site.ts';
import { isOwned } from '../ledger/find-key.ts';
import { isOwnWallet } from '../ledger/ledger-context.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import { affordHere } from './afford-here.ts';
import { choiceOf, describeBadge, readBadgeChoice, writeBadgeChoice } from './badge-choice.ts';
import { firstDayOf } from './budget-days.ts';
import { copyText } from './copy-text.ts';
import { watchDataHost } from './data-host.ts';
import {
  describeAccounts,
  describeBudgets,
  describeCalls,
  keyOf,
  nameOf,
  type Sites,
  sumByUnit,
} from './describe-ledger.ts';
import { explainSource } from './explain-source.ts';
import { knowHint, readHint } from './hints.ts';
import { localDay } from './local-day.ts';
import { chooseNotice } from './low-notice.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { openWelcome } from './open-welcome.ts';
import { mostUrgent } from './popup-alerts.ts';
import { rechargeAt, sayOfAlert } from './popup-deeds.ts';
import type { PopupKey, PopupModel, PopupSource } from './popup-model.ts';
import { watchPriceHost } from './price-file-store.ts';
import { type LedgerRows, readLedger } from './read-ledger.ts';
import { chooseLanguage, readSettings, watchSettings, writeSettings } from './settings.ts';
import { readSite, siteState } from './site-here.ts';
import { forgetNews, readNews } from './whats-new.ts';

/** Among so many of the last calls it is looked for what calls usually cost. */
const CALLS_READ = 40;

/** What the popup reads, straight from the ledger: the background need not even run. */
export function openPopupSource(): PopupSource {
  return {
    load: () => loadModel(false),
    watch: (onChange) => {
      const reload = oneAtATime(() => loadModel(true).then(onChange, () => undefined));
      const stopLedger = followLedger(reload);
      const stopSettings = watchSettings(reload);
      browser.permissions.onAdded.addListener(reload);
      browser.permissions.onRemoved.addListener(reload);
      return () => {
        stopLedger();
        stopSettings();
        browser.permissions.onAdded.removeListener(reload);
        browser.permissions.onRemoved.removeListener(reload);
      };
    },
    onToggleSite: (origin, isOn) => void toggleSite(origin, isOn),
    // The background registers the scripts when the grant arrives: the popup may be gone by then.
    onWatch: (origin) => watchSite(permissionPattern(origin)),
    onReload: () => void reloadPage(),
    ...explainSource,
    onRecharge: (account, url) => void rechargeAt(account, url),
    onOpenPage: openPage,
    onBadge: (choice) => void writeBadgeChoice(choiceOf(choice)),
    onNewsKnown: () => void forgetNews(),
    onHintKnown: (hint) => void knowHint(hint),
    onMonth: () => import('./month-line.ts').then(({ readMonthLine }) => readMonthLine(Date.now())),
    onCopy: copyText,
    onTellLow: (isWanted) => void chooseNotice(isWanted),
    onAlert: (id, said) => void sayOfAlert(id, said),
    onLinkKey: linkKeyHere,
    onResume: () => void writeSettings({ pausedUntil: 0 }),
  };
}

function openPage(page: Parameters<PopupSource['onOpenPage']>[0]): void {
  if (page === 'welcome') void openWelcome();
  else void openDashboardTab(page === 'lost' ? '#settings?at=set-sites' : `#${page}`);
}

/** Asks for a site's permission; the background registers the scripts when it arrives. Called in a click. */
export async function watchSite(pattern: string): Promise<boolean> {
  const isGiven = await browser.permissions.request({ origins: [pattern] }).catch(() => false);
  if (isGiven) await Promise.all([watchPriceHost(pattern), watchDataHost(pattern)]);
  return isGiven;
}

/** Dexie, which tells of changes, is loaded only now: the first balance does not wait for it. */
function followLedger(onChange: () => void): () => void {
  const watching = import('./watch-ledger.ts').then(({ watchLedger }) => {
    const stop = watchLedger(onChange);
    // What was written since the first reading.
    onChange();
    return stop;
  });
  return () => void watching.then((stop) => stop());
}

/** Loads the page in front again, and gives way to it. */
async function reloadPage(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  if (tab?.id !== undefined) await browser.tabs.reload(tab.id);
  globalThis.close();
}

/** What writes to the ledger is loaded only now: few people ever answer this. */
export async function linkKeyHere(
  { fingerprint, provider }: KeyOf,
  account: string | null,
  isDenied = false,
): Promise<boolean> {
  const [{ Database }, { linkKey, unlinkKey }] = await Promise.all([
    import('./database.ts'),
    import('./link-accounts.ts'),
  ]);
  const database = new Database();
  try {
    if (account === null) return await unlinkKey(database, fingerprint);
    return await linkKey(database, { fingerprint, provider, account, isDenied, now: Date.now() });
  } catch {
    return false;
  } finally {
    database.close();
  }
}

type KeyOf = Pick<PopupKey, 'fingerprint' | 'provider'>;

async function toggleSite(origin: string, isOn: boolean): Promise<void> {
  const { sitesOff } = await readSettings();
  await writeSettings({ sitesOff: switchSite(sitesOff, origin, isOn) });
}

/** @param isPageAsked whether the page in front is asked if we serve it: a busy page answers late. */
export async function loadModel(isPageAsked: boolean): Promise<PopupModel> {
  const now = Date.now();
  const ledgerRows = readLedger({ day: localDay(now), recordsMax: CALLS_READ, budgetDay: firstDayOf(now) });
  const [ledger, settings, badge, news, hint] = await Promise.all([
    ...([ledgerRows, readSettings()] as const),
    ...([readBadgeChoice(), readNews(), readHint()] as const),
  ]);
  const { sites } = settings;
  learnOwnProviders(toProviders(settings.descriptions));
  const [site, provider] = await readSite(isPageAsked, sites);
  const accounts = describeAccounts(ledger, sites);
  const budgets = nearBudgets(describeBudgets(ledger, sites));
  return {
    language: chooseLanguage(settings),
    theme: settings.theme,
    now: Date.now(),
    pausedUntil: isPaused(settings.pausedUntil, Date.now()) ? settings.pausedUntil : null,
    accounts,
    rates: settings.exchangeRates,
    spentToday: sumByUnit(ledger.rollups),
    budgets,
    unknownToday: ledger.rollups.reduce((sum, row) => sum + row.unknownCalls, 0),
    lastCalls: describeCalls(ledger, sites),
    site: { ...site, state: siteState(site, settings) },
    alert: mostUrgent(ledger.watch, Date.now()),
    isLowUnanswered: settings.lowNotice === null,
    whose: findUnknownKey(ledger, sites),
    afford: affordHere({ ...{ site, provider, accounts, budgets, now }, records: ledger.records }),
    ...describeBadge(badge.choice, accounts),
    sitesLost: settings.sitesLost.length,
    news,
    // One thing at a time.
    hint: news.length > 0 ? null : hint,
  };
}

/** Of this much, in percent, a budget is spoken of. */
const NEAR_PERCENT = 80;

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
