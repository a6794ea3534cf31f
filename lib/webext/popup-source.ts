import browser from 'webextension-polyfill';
import { toProviders } from '../described/to-provider.ts';
import { balanceNow } from '../domain/balance.ts';
import { fundedFirst } from '../domain/find-payer.ts';
import type { OwnBudgetView } from '../domain/own-budget.ts';
import { isPaused } from '../domain/pause.ts';
import type { CallRecord } from '../domain/record.ts';
import { permissionPattern, switchSite } from '../domain/site.ts';
import { factsOfSite, type KnownSite } from '../domain/site-facts.ts';
import { resolveLinks } from '../engine/call-facts.ts';
import { chooseKey, isOwned, marksOf } from '../ledger/find-key.ts';
import { balancesOf, isOwnWallet } from '../ledger/ledger-context.ts';
import type { AccountRow } from '../ledger/rows.ts';
import { findProvider, learnOwnProviders } from '../providers/registry.ts';
import { glanceCall, glanceOpenCall } from '../screens/glance-call.ts';
import { affordHere } from './afford-here.ts';
import { sayAwaited } from './await-recharge.ts';
import { choiceOf, describeBadge, readBadgeChoice, writeBadgeChoice } from './badge-choice.ts';
import { firstDayOf } from './budget-days.ts';
import { viewBudget } from './budget-views.ts';
import { watchCompanionHost } from './companion-pattern.ts';
import { copyText } from './copy-text.ts';
import { localDay } from './desk.ts';
import { explainSource } from './explain-source.ts';
import { knowHint, readHint } from './hints.ts';
import { chooseNotice } from './low-notice.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { openWelcome } from './open-welcome.ts';
import { lastsOf, lowUnitsOf, mostUrgent } from './popup-alerts.ts';
import { rechargeAt, sayOfAlert } from './popup-deeds.ts';
import type { PopupAccount, PopupKey, PopupModel, PopupSource } from './popup-model.ts';
import { watchPriceHost } from './price-file-store.ts';
import { type LedgerRows, readLedger } from './read-ledger.ts';
import { chooseLanguage, readSettings, watchSettings, writeSettings } from './settings.ts';
import { readSite, siteState } from './site-here.ts';
import { freshBudgetPaces } from './watch-state.ts';
import { forgetNews, readNews } from './whats-new.ts';

const CALLS_SHOWN = 8;
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
  if (isGiven) await Promise.all([watchPriceHost(pattern), watchCompanionHost(pattern)]);
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
  const ledgerRows = readLedger(localDay(now), CALLS_READ, firstDayOf(now));
  const [ledger, settings, badge, news, hint] = await Promise.all([
    ...([ledgerRows, readSettings()] as const),
    ...([readBadgeChoice(), readNews(), readHint()] as const),
  ]);
  const { sites } = settings;
  learnOwnProviders(toProviders(settings.descriptions));
  const [site, provider] = await readSite(isPageAsked, sites);
  const accounts = describeAccounts(ledger, sites);
  const budgets = describeBudgets(ledger, sites);
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
    lastCalls: [
      ...ledger.open.filter((call) => call.isSent).map((call) => glanceOpenCall(call, nameOf(call.provider, sites))),
      ...ledger.records.map((record) => glanceCall(record, nameOf(record.provider, sites))),
    ].slice(0, CALLS_SHOWN),
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

/** Those that are nearly used up, or will be before they begin anew; the fullest first. */
function describeBudgets(
  { ownBudgets, budgetDays: rollups, open, watch }: LedgerRows,
  sites: Sites,
): readonly OwnBudgetView[] {
  const from = { rollups, open, now: Date.now() };
  const naming = { nameOf: (provider: string) => nameOf(provider, sites), paces: freshBudgetPaces(watch, from.now) };
  const views = ownBudgets.map((row) => viewBudget(row, from, naming));
  return views
    .filter(({ percent, endsEarly }) => percent >= NEAR_PERCENT || endsEarly === true)
    .sort((a, b) => b.percent - a.percent);
}

function describeAccounts(ledger: LedgerRows, sites: Sites): readonly PopupAccount[] {
  const lastUse = (id: string): number => ledger.records.find((record) => record.account === id)?.openedAt ?? 0;
  const rows = ledger.accounts
    .filter((row) => isOwnWallet(ledger.accounts, row))
    .sort((a, b) => lastUse(b.id) - lastUse(a.id) || b.seenAt - a.seenAt);
  return rows.map((row) => describeAccount(row, ledger, sites));
}

type Sites = readonly KnownSite[];

function nameOf(provider: string, sites: Sites): string {
  return findProvider(provider, factsOfSite(sites, provider))?.name ?? provider;
}

function describeAccount(row: AccountRow, ledger: LedgerRows, sites: Sites): PopupAccount {
  const assumed = findAssumed(row, ledger);
  const provider = findProvider(row.provider, factsOfSite(sites, row.provider));
  return {
    id: row.id,
    providerName: provider?.name ?? row.provider,
    name: row.name,
    balances: fundedFirst(
      balancesOf(row, ledger, null).map((entry) => balanceNow(entry.reading, entry.spentSinceNano, entry.openNano)),
    ),
    links: provider ? resolveLinks(provider, row.consoleOrigin) : { recharge: null, keys: null, transactions: null },
    lowUnits: lowUnitsOf(row.id, ledger.watch),
    lasts: lastsOf(row.id, ledger.watch),
    awaited: sayAwaited(row, provider?.name ?? row.provider, Date.now()),
    assumedKeys: assumed.map((fingerprint) => ({ fingerprint, provider: row.provider })),
  };
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

/** Keys that pay from it though nobody has said that they belong to it: it is the only account seen at its provider. */
function findAssumed(row: AccountRow, { records, keys, accounts }: LedgerRows): readonly string[] {
  const own = accounts.filter((other) => other.provider === row.provider && isOwnWallet(accounts, other));
  if (own.length !== 1) return [];
  const assumed = records.flatMap((record) => {
    const { account, fingerprint } = record;
    const key = keyOf(record, keys);
    const isSaid = isOwned(key) || key?.how === 'denied';
    return account === row.id && fingerprint !== null && !isSaid ? [fingerprint] : [];
  });
  return [...new Set(assumed)];
}

/** What is known of the key of a call, under whichever of its marks. */
function keyOf(record: CallRecord, keys: LedgerRows['keys']): LedgerRows['keys'][number] | undefined {
  const marks = marksOf(record);
  return chooseKey(keys.filter((key) => key.provider === record.provider && marks.includes(key.fingerprint)));
}

function sumByUnit(rows: LedgerRows['rollups']): PopupModel['spentToday'] {
  const sums = new Map<string, bigint>();
  for (const { unit, likelyNano } of rows) if (unit !== '') sums.set(unit, (sums.get(unit) ?? 0n) + likelyNano);
  return [...sums].filter(([, nano]) => nano !== 0n).map(([unit, nano]) => ({ unit, nano }));
}
