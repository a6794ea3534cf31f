import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PairChoice, PairFault, SettingsView } from '../domain/dashboard.ts';
import type { FolderChoice, FolderFault, TypedFolder } from '../domain/folder-view.ts';
import type { ScreenHint } from '../domain/hints.ts';
import type { NoticeHabits, NoticeHours, PayingBy, WatchedView } from '../domain/notices-view.ts';
import type { PriceFileChoice, PriceFileFault } from '../domain/price-file.ts';
import type { Text } from '../domain/text.ts';
import type { Threshold } from '../domain/threshold.ts';
import type { Choices, DashboardSource, TypedPrice, TypedRate } from './dashboard-source.ts';
import { guessed } from './guessed.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** The settings as they are, and what the last deed came to. */
export interface SettingsState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly view: SettingsView | null;
  /** Said once, for everybody. */
  readonly notice: Text | null;
  /** Why the price file was not switched on just now, which is said where it is typed; null: it was not tried, or went well. */
  readonly priceFileFault: PriceFileFault | null;
  /** Why no companion was paired just now; null: nobody tried, or it was. */
  readonly pairFault: PairFault | null;
  /** Why no folder is shared; null: nobody tried, or it is. */
  readonly folderFault: FolderFault | null;
}

/** What a person can do there. */
export interface SettingsDeeds {
  /** Something is being tried: what was said of the deed before is old. */
  readonly begin: () => void;
  readonly choose: (change: Partial<Choices>) => void;
  readonly knowHint: (hint: ScreenHint) => void;
  readonly pause: (kind: 'hour' | 'today' | null) => void;
  readonly setLimit: (account: string, unit: string, nano: bigint | null) => void;
  readonly setThresholds: (account: string, thresholds: readonly Threshold[] | null) => void;
  readonly setNoticeHours: (hours: NoticeHours | null) => void;
  readonly setNoticeHabits: (change: Partial<Pick<NoticeHabits, 'digestAt' | 'daysOff'>>) => void;
  readonly setPaidBy: (account: string, by: PayingBy | null) => void;
  readonly setTimes: (account: string, group: string, times: string | null) => void;
  readonly setOwnPrice: (account: string, model: string, price: TypedPrice | null) => void;
  readonly setExchangeRate: (from: string, rate: TypedRate | null) => void;
  readonly switchPriceFileOn: (url: string, keys: string) => void;
  readonly switchPriceFileOff: () => void;
  readonly checkPriceFile: () => void;
  readonly pairCompanion: (address: string, code: string) => void;
  readonly unpairCompanion: () => void;
  readonly syncCompanion: () => void;
  readonly switchFolderOn: (typed: TypedFolder) => void;
  readonly switchFolderOff: (withFiles: boolean) => void;
  readonly syncFolder: () => void;
  readonly askAgain: (account: string, unit: string) => void;
  readonly setRepeats: (above: number | null) => void;
  readonly chooseNotice: (isOn: boolean) => void;
  readonly merge: (id: string, into: string | null) => void;
  readonly unlink: (fingerprint: string) => void;
  readonly switchSite: (origin: string, isOn: boolean) => void;
  readonly withdraw: (pattern: string, name: string) => void;
  readonly allowAgain: (pattern: string, name: string) => void;
  readonly forgetLost: (pattern: string) => void;
}

/** Whoever is asked may take its time. */
const ASKING: Text = { key: 'set.asking' };

type Source = Pick<
  DashboardSource,
  | 'readSettings'
  | 'choose'
  | 'knowHint'
  | 'pause'
  | 'setLimit'
  | 'setThresholds'
  | 'setNoticeHours'
  | 'setNoticeHabits'
  | 'setPaidBy'
  | 'setTimes'
  | 'setOwnPrice'
  | 'setExchangeRate'
  | 'switchPriceFileOn'
  | 'switchPriceFileOff'
  | 'checkPriceFile'
  | 'pairCompanion'
  | 'unpairCompanion'
  | 'syncCompanion'
  | 'switchFolderOn'
  | 'switchFolderOff'
  | 'syncFolder'
  | 'askAgain'
  | 'setRepeats'
  | 'chooseNotice'
  | 'merge'
  | 'unlink'
  | 'switchSite'
  | 'withdraw'
  | 'allowAgain'
  | 'forgetLost'
>;

/** The settings. A later reading wins over an earlier one that comes in late. */
export function openSettingsStore(source: Source): {
  readonly store: StoreApi<SettingsState>;
  readonly deeds: SettingsDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<SettingsState>(() => ({
    status: 'loading',
    view: null,
    notice: null,
    priceFileFault: null,
    pairFault: null,
    folderFault: null,
  }));
  const reload = newestOf(
    () =>
      source.readSettings().then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  const carryOut = (
    deed: Promise<Text | PriceFileFault | NoPair | NoFolder>,
    guess?: (view: SettingsView) => SettingsView,
    meanwhile: Text | null = null,
  ): void => {
    store.setState({ notice: meanwhile, priceFileFault: null, pairFault: null, folderFault: null });
    void guessed(store, deed, guess).then(async (said) => {
      await reload();
      // What it was waited for is over, whatever came of it.
      if (typeof said === 'string') store.setState({ notice: null, priceFileFault: said });
      else store.setState('key' in said ? { notice: said } : { notice: null, ...said });
    });
  };
  const saved = (): Text => ({ key: 'dash.saved' });
  void reload();
  return {
    store,
    reload,
    deeds: {
      begin: () => store.setState({ notice: null }),
      choose: (change) => carryOut(source.choose(change).then(saved), (view) => ({ ...view, ...change })),
      // Done from any screen: nothing is said of it on this one, unless it failed.
      knowHint: (hint) =>
        void guessed(
          store,
          source.knowHint(hint).then(() => null),
          (view) => ({ ...view, hints: view.hints.filter((one) => one !== hint) }),
        ).then((notice) => notice && store.setState({ notice })),
      pause: (kind) => carryOut(source.pause(kind).then(saved)),
      setLimit: (account, unit, nano) =>
        carryOut(
          source.setLimit(account, unit, nano).then(() => limitText(unit, nano)),
          (view) => ({
            ...view,
            limits: view.limits.map((limit) =>
              limit.account === account && limit.unit === unit ? { ...limit, ownNano: nano } : limit,
            ),
          }),
        ),
      setThresholds: (account, thresholds) =>
        carryOut(source.setThresholds(account, thresholds).then(saved), (view) =>
          // What is usual is worked out where it is read.
          thresholds === null ? view : withWatched(view, account, { thresholds, isUsual: false }),
        ),
      setNoticeHours: (hours) =>
        carryOut(source.setNoticeHours(hours).then(saved), (view) => withNotices(view, { hours })),
      setNoticeHabits: (change) =>
        carryOut(source.setNoticeHabits(change).then(saved), (view) => withNotices(view, change)),
      setPaidBy: (account, by) =>
        carryOut(source.setPaidBy(account, by).then(saved), (view) => withWatched(view, account, { paidBy: by })),
      setTimes: (account, group, times) => carryOut(source.setTimes(account, group, times).then(saved)),
      setOwnPrice: (account, model, price) => carryOut(source.setOwnPrice(account, model, price).then(saved)),
      setExchangeRate: (from, rate) => carryOut(source.setExchangeRate(from, rate).then(saved)),
      switchPriceFileOn: (url, keys) => carryOut(source.switchPriceFileOn(url, keys).then(priceFileText)),
      switchPriceFileOff: () => carryOut(source.switchPriceFileOff().then(priceFileText)),
      checkPriceFile: () => carryOut(source.checkPriceFile().then((): Text => ({ key: 'set.file.checkedNow' }))),
      pairCompanion: (address, code) => carryOut(source.pairCompanion(address, code).then(pairText), undefined, ASKING),
      unpairCompanion: () =>
        carryOut(source.unpairCompanion().then((): Text => ({ key: 'set.companion.done.unpaired' }))),
      syncCompanion: () => carryOut(source.syncCompanion().then((): Text => ({ key: 'set.companion.done.synced' }))),
      switchFolderOn: (typed) => carryOut(source.switchFolderOn(typed).then(folderText), undefined, ASKING),
      switchFolderOff: (withFiles) =>
        carryOut(source.switchFolderOff(withFiles).then((isOff) => folderOffText(isOff, withFiles))),
      syncFolder: () => carryOut(source.syncFolder().then((): Text => ({ key: 'set.sync.done.synced' }))),
      askAgain: (account, unit) =>
        carryOut(source.askAgain(account, unit).then((): Text => ({ key: 'set.quietForgotten' }))),
      setRepeats: (above) =>
        carryOut(source.setRepeats(above).then(saved), (view) => ({ ...view, repeats: { ...view.repeats, above } })),
      chooseNotice: (isOn) => carryOut(source.chooseNotice(isOn).then((isGiven) => noticeText(isOn, isGiven))),
      merge: (id, into) => carryOut(source.merge(id, into).then(saved)),
      unlink: (fingerprint) =>
        carryOut(source.unlink(fingerprint).then(saved), (view) => ({
          ...view,
          wallets: view.wallets.map((wallet) => ({
            ...wallet,
            linkedKeys: wallet.linkedKeys.filter((key) => key !== fingerprint),
            deniedKeys: wallet.deniedKeys.filter((key) => key !== fingerprint),
          })),
        })),
      switchSite: (origin, isOn) =>
        carryOut(source.switchSite(origin, isOn).then(saved), (view) => ({
          ...view,
          sites: view.sites.map((site) => (site.origin === origin ? { ...site, isOff: !isOn } : site)),
        })),
      withdraw: (pattern, name) => carryOut(source.withdraw(pattern).then((isGone) => withdrawnText(name, isGone))),
      allowAgain: (pattern, name) => carryOut(source.allowAgain(pattern).then((isGiven) => againText(name, isGiven))),
      forgetLost: (pattern) =>
        carryOut(source.forgetLost(pattern).then(saved), (view) => ({
          ...view,
          lost: view.lost?.filter((site) => site.pattern !== pattern) ?? [],
        })),
    },
  };
}

function withNotices(view: SettingsView, change: Partial<SettingsView['notices']>): SettingsView {
  return { ...view, notices: { ...view.notices, ...change } };
}

function withWatched(view: SettingsView, account: string, change: Partial<WatchedView>): SettingsView {
  const accounts = view.notices.accounts.map((one) => (one.account === account ? { ...one, ...change } : one));
  return withNotices(view, { accounts });
}

function limitText(unit: string, nano: bigint | null): Text {
  if (nano === null) return { key: 'set.limitForgotten' };
  return { key: 'set.limitSaved', params: { money: { kind: 'money', money: { unit, nano } } } };
}

interface NoPair {
  readonly pairFault: PairFault;
}

function pairText(choice: PairChoice): Text | NoPair {
  return choice === 'paired' ? { key: 'set.companion.done.paired' } : { pairFault: choice };
}

interface NoFolder {
  readonly folderFault: FolderFault;
}

function folderText(choice: FolderChoice): Text | NoFolder {
  return choice === 'on' ? { key: 'set.sync.done.on' } : { folderFault: choice };
}

function folderOffText(isOff: boolean, withFiles: boolean): Text {
  if (!isOff) return { key: 'set.sync.done.not-removed' };
  return { key: withFiles ? 'set.sync.done.removed' : 'set.sync.done.off' };
}

function priceFileText(choice: PriceFileChoice): Text | PriceFileFault {
  return choice === 'on' || choice === 'off' ? { key: `set.file.choice.${choice}` } : choice;
}

function noticeText(isOn: boolean, isGiven: boolean): Text {
  return { key: isOn && !isGiven ? 'set.lowRefused' : 'dash.saved' };
}

function withdrawnText(site: string, isGone: boolean): Text {
  return { key: isGone ? 'set.withdrawn' : 'set.withdrawFailed', params: { site } };
}

function againText(site: string, isGiven: boolean): Text {
  return { key: isGiven ? 'set.lostGiven' : 'set.lostRefused', params: { site } };
}
