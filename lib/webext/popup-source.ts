import browser from 'webextension-polyfill';
import { bringLanguage } from '../domain/languages.ts';
import { oneAtATime } from '../domain/one-at-a-time.ts';
import { permissionPattern, switchSite } from '../domain/site.ts';
import { affordHere } from './afford-here.ts';
import { choiceOf, writeBadgeChoice } from './badge-choice.ts';
import { copyText } from './copy-text.ts';
import { watchDataHost } from './data-host.ts';
import { explainSource } from './explain-source.ts';
import { keepGlance, takeGlance } from './glance.ts';
import { knowHint } from './hints.ts';
import { chooseNotice } from './low-notice.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { openWelcome } from './open-welcome.ts';
import { rechargeAt, sayOfAlert } from './popup-deeds.ts';
import type { PopupKey, PopupModel, PopupSource } from './popup-model.ts';
import { watchPriceHost } from './price-file-store.ts';
import { readPopup } from './read-popup.ts';
import { readSettings, watchSettings, writeSettings } from './settings.ts';
import { readSite, siteState } from './site-here.ts';
import { forgetNews } from './whats-new.ts';

/** What the popup reads, straight from the ledger: the background need not even run. */
export function openPopupSource(): PopupSource {
  return {
    glance: takeGlance,
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
  const { glance, records, settings } = await readPopup();
  const [[site, provider]] = await Promise.all([readSite(isPageAsked, settings.sites), bringLanguage(glance.language)]);
  void keepGlance(glance);
  const { accounts, budgets = [], now } = glance;
  return {
    ...glance,
    now: Date.now(),
    site: { ...site, state: siteState(site, settings) },
    afford: affordHere({ site, provider, accounts, records, budgets, now }),
  };
}
