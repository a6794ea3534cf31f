import browser from 'webextension-polyfill';
import { EXAMPLE } from '../described/example.ts';
import type { CallFilter, CallPosition, KeepDays, StoredCounts, WipeTarget } from '../domain/dashboard.ts';
import { withExchangeRate } from '../domain/exchange.ts';
import type { TypedFolder } from '../domain/folder-view.ts';
import type { ScreenHint } from '../domain/hints.ts';
import type { PayingBy } from '../domain/notices-view.ts';
import type { ApiSample } from '../domain/own-api.ts';
import type { TypedBudget } from '../domain/own-budget.ts';
import type { ImportOutcome, ImportProgress } from '../domain/own-data.ts';
import type { RefusalHandling } from '../domain/refusal-handling.ts';
import type { NoHeard, RefusalSaid } from '../domain/refusal-view.ts';
import type { SavingsQuery } from '../domain/savings-view.ts';
import { switchSite } from '../domain/site.ts';
import type { SpendPeriod, SpendQuery } from '../domain/spend-view.ts';
import type { Language } from '../domain/text.ts';
import type { Threshold } from '../domain/threshold.ts';
import { readDetail } from '../screens/read-detail.ts';
import { renewBadge } from './badge.ts';
import { checkNow } from './check-price-file.ts';
import {
  handOverBudgets,
  hasBudgets,
  raiseBudget,
  readBudgetsView,
  removeBudget,
  saveBudget,
} from './choose-budgets.ts';
import { pairWithCode, unpair } from './choose-companion.ts';
import { switchFolderOff, switchFolderOn } from './choose-folder.ts';
import { switchPriceFileOff, switchPriceFileOn } from './choose-price-file.ts';
import { copyText } from './copy-text.ts';
import { readAbout } from './dashboard-about.ts';
import { readAccounts } from './dashboard-accounts.ts';
import { readAccuracy } from './dashboard-accuracy.ts';
import { viewCall } from './dashboard-call-view.ts';
import { readCalls, readChoices, readNewest } from './dashboard-calls.ts';
import { overviewDeeds, readOverview } from './dashboard-overview.ts';
import { hasRefusals, readRefusals, saidOfRefusal } from './dashboard-refusals.ts';
import { hasRelays, readRelays } from './dashboard-relays.ts';
import { hasSavings, readSavings, readWhatIf, readWhatIfChoices } from './dashboard-savings.ts';
import { endOfPause, readSettingsView, writeAmount } from './dashboard-settings.ts';
import { readSpend } from './dashboard-spend.ts';
import { readStored } from './dashboard-stored.ts';
import { Database } from './database.ts';
import { acceptApi, checkApi, listApis, removeApi, tryApi } from './described-apis.ts';
import { openEstimatorSource } from './estimator-source.ts';
import { readRates } from './exchange-rates.ts';
import { syncNow } from './follow-companion.ts';
import { followDescribed } from './follow-described.ts';
import { syncFolderNow } from './follow-folder.ts';
import { followPriceFile } from './follow-price-file.ts';
import { chooseKeepDays } from './forget-old-calls.ts';
import { forgetGlance } from './glance.ts';
import { knowHint } from './hints.ts';
import { importLedger } from './import-ledger.ts';
import { mergeAccounts, unlinkKey } from './link-accounts.ts';
import { localDay } from './local-day.ts';
import { chooseNotice } from './low-notice.ts';
import { writeHabits } from './notice-habits.ts';
import { type TypedPrice, writeOwnPrice, writeTimes } from './own-tariff.ts';
import { packInBackground } from './pack-old-calls.ts';
import { watchSite } from './popup-source.ts';
import { readPriceViews } from './price-views.ts';
import { writeNoticeHours, writePaidBy, writeThresholds } from './read-notices.ts';
import { writeRepeatLimit } from './repeat-limit.ts';
import { saveExport } from './save-export.ts';
import { saveFile } from './save-file.ts';
import { forgetPrompts } from './sent-prompts.ts';
import { chooseLanguage, readSettings, watchSettings, writeSettings } from './settings.ts';
import { watchLedger } from './watch-ledger.ts';
import { wipeLedger } from './wipe-ledger.ts';

/** What the dashboard reads and sets off (`DashboardSource` of lib/ui), straight from the ledger and the browser. */
export function openDashboardSource() {
  const database = new Database();
  const [ours, priced] = [followDescribed(), followPriceFile()];
  const described = () => Promise.all([ours(), priced()]);
  const estimator = openEstimatorSource(database, described);
  const version = browser.runtime.getManifest().version;
  return {
    readCalls: (filter: CallFilter, after: CallPosition | null, callsMax: number) =>
      described().then(() => readCalls(database, filter, { after, callsMax })),
    readNewest: () => readNewest(database),
    readChoices: () => described().then(() => readChoices(database)),
    readDetail: async (callId: string) => {
      await described();
      const settings = await readSettings();
      const { exchangeRates } = settings;
      const maker = { version, language: chooseLanguage(settings), exchangeRates };
      const detail = await readDetail(database, callId, maker);
      return detail && viewCall(database, detail);
    },
    readAccuracy: () => described().then(() => readAccuracy(database)),
    readPrices: () => described().then(() => readPriceViews(database, Date.now())),
    readAccounts: () => described().then(() => readAccounts(database)),
    readAbout: () => readAbout(database, Date.now()),
    readOverview: () => readOverview(Date.now()),
    overview: overviewDeeds,
    readSpend: (query: SpendQuery) => described().then(() => readSpend(database, query, Date.now())),
    hasSavings: () => hasSavings(database),
    readSavings: async (period: SpendPeriod) => {
      await described();
      const { exchangeRates } = await readSettings();
      return readSavings(database, period, { now: Date.now(), exchangeRates });
    },
    readWhatIf: (query: SavingsQuery) => described().then(() => readWhatIf(database, query, Date.now())),
    readWhatIfChoices: async (asked: Pick<SavingsQuery, 'period' | 'provider'>) =>
      readWhatIfChoices(database, asked, { now: Date.now(), providers: await estimator.readProviders() }),
    readSettings: () => described().then(() => readSettingsView(database)),
    readStored: () => readStored(database),
    hasRelays: () => hasRelays(database),
    readRelays: async (days: number) => {
      await described();
      const { exchangeRates } = await readSettings();
      return readRelays(database, { days, now: Date.now(), exchangeRates });
    },
    hasRefusals: () => hasRefusals(database),
    readRefusals: (days: number) => described().then(() => readRefusals(database, { days, now: Date.now() })),
    sayOfRefusal: (no: NoHeard, said: RefusalSaid) => saidOfRefusal(database, no, said),
    hasBudgets: () => hasBudgets(database),
    readBudgets: () => described().then(() => readBudgetsView(database, Date.now())),
    saveBudget: (typed: TypedBudget, was: string | null) => saveBudget(database, typed, was),
    removeBudget: (id: string) => removeBudget(database, id),
    raiseBudget: (id: string, typed: string) => raiseBudget(database, { id, typed, now: Date.now() }),
    handOverBudgets: () => handOverBudgets(database),
    watch,
    choose: (change: {
      readonly language?: Language | null;
      readonly theme?: 'light' | 'dark' | null;
      readonly refusals?: RefusalHandling;
      readonly team?: boolean;
    }) => writeSettings(change),
    knowHint: (hint: ScreenHint) => knowHint(hint),
    pause: (kind: 'hour' | 'today' | null) =>
      writeSettings({ pausedUntil: kind === null ? 0 : endOfPause(kind, Date.now()) }),
    setLimit: (account: string, unit: string, nano: bigint | null) =>
      writeAmount(database, 'ownLimits', { account, unit, nano }),
    setThresholds: (account: string, thresholds: readonly Threshold[] | null) =>
      writeThresholds(database, account, thresholds),
    setNoticeHours: writeNoticeHours,
    setNoticeHabits: writeHabits,
    setPaidBy: (account: string, by: PayingBy | null) => writePaidBy(database, account, by),
    setTimes: (account: string, group: string, times: string | null) => writeTimes(database, { account, group, times }),
    setOwnPrice: (account: string, model: string, price: TypedPrice | null) =>
      writeOwnPrice(database, { account, model, price, on: localDay(Date.now()) }),
    setExchangeRate,
    switchPriceFileOn: (url: string, keys: string) => switchPriceFileOn(url, keys, Date.now),
    switchPriceFileOff,
    checkPriceFile: () => checkNow(Date.now()),
    pairCompanion: (address: string, code: string) => pairWithCode(database, address, code),
    unpairCompanion: () => unpair(database),
    syncCompanion: async () => void (await syncNow(database)),
    switchFolderOn: (typed: TypedFolder) => switchFolderOn(database, typed),
    switchFolderOff: (withFiles: boolean) => switchFolderOff(database, withFiles),
    syncFolder: () => syncFolderNow(database),
    askAgain: (account: string, unit: string) => writeAmount(database, 'quietBelow', { account, unit, nano: null }),
    setRepeats: writeRepeatLimit,
    chooseNotice,
    merge: async (id: string, into: string | null) => void (await mergeAccounts(database, id, into)),
    unlink: async (fingerprint: string) => void (await unlinkKey(database, fingerprint)),
    switchSite: async (origin: string, isOn: boolean) => {
      const { sitesOff } = await readSettings();
      await writeSettings({ sitesOff: switchSite(sitesOff, origin, isOn) });
    },
    withdraw: (pattern: string) => browser.permissions.remove({ origins: [pattern] }),
    allowAgain: watchSite,
    forgetLost: async (pattern: string) => {
      const { sitesLost } = await readSettings();
      await writeSettings({ sitesLost: sitesLost.filter((lost) => lost !== pattern) });
    },
    exportAll: (password: string, onProgress: (entries: number) => void) =>
      saveExport(database, { version, password, onProgress, save: saveFile }),
    importFile: (file: Blob, password: string, onProgress: (progress: ImportProgress) => void) =>
      importAll(database, { file, password, onProgress }),
    wipe: (target: WipeTarget) => wipe(database, target),
    keepFor: (days: KeepDays | null) => chooseKeepDays(database, days).then(() => packInBackground(database)),
    apiExample: `${JSON.stringify(EXAMPLE, null, 2)}\n`,
    readApis: listApis,
    checkApi,
    acceptApi,
    removeApi,
    tryApi: (text: string, sample: ApiSample) => tryApi(text, sample, Date.now()),
    estimator,
    saveFile,
    copy: copyText,
  };
}

async function setExchangeRate(
  from: string,
  typed: { readonly to: string; readonly rate: string } | null,
): Promise<void> {
  const { exchangeRates } = await readSettings();
  const [rate = null] = typed === null ? [] : readRates([{ from, ...typed, on: localDay(Date.now()) }]);
  if (typed !== null && rate === null) throw new Error('[settings] that is no exchange rate');
  await writeSettings({ exchangeRates: withExchangeRate(exchangeRates, from, rate) });
}

function watch(onChange: (what: 'ledger' | 'settings') => void): () => void {
  const onPermissions = (): void => onChange('settings');
  const stopLedger = watchLedger(() => onChange('ledger'));
  const stopSettings = watchSettings(() => onChange('settings'));
  browser.permissions.onAdded.addListener(onPermissions);
  browser.permissions.onRemoved.addListener(onPermissions);
  return () => {
    stopLedger();
    stopSettings();
    browser.permissions.onAdded.removeListener(onPermissions);
    browser.permissions.onRemoved.removeListener(onPermissions);
  };
}

async function importAll(
  database: Database,
  ask: {
    readonly file: Blob;
    readonly password: string;
    readonly onProgress: (progress: ImportProgress) => void;
  },
): Promise<ImportOutcome> {
  const { file, password, onProgress } = ask;
  const outcome = await importLedger(database, file, { password, now: Date.now, onProgress });
  await renewBadge(database);
  return outcome;
}

async function wipe(database: Database, target: WipeTarget): Promise<StoredCounts> {
  const gone = await wipeLedger(database, target);
  await Promise.all([forgetPrompts(), forgetGlance()]);
  // What the badge says was read from what is gone.
  await renewBadge(database);
  const { sites } = await readSettings();
  const isLeft = (origin: string): boolean => target.kind === 'site' && target.origin !== origin;
  if (target.kind !== 'account') await writeSettings({ sites: sites.filter(({ facts }) => isLeft(facts.origin)) });
  await writeSettings({ balancesChangedAt: Date.now() });
  return gone;
}
