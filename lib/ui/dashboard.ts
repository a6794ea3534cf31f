import { openAboutStore } from './about-store.ts';
import { openAccountsStore } from './accounts-store.ts';
import { openAccuracyStore } from './accuracy-store.ts';
import { openApisStore } from './apis-store.ts';
import { openBudgetsStore } from './budgets-store.ts';
import { openCallsStore } from './calls-store.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { openEstimatorStore } from './estimator-store.ts';
import { openOverviewStore } from './overview-store.ts';
import { openPricesStore } from './prices-store.ts';
import { openPrivacyStore } from './privacy-store.ts';
import { openRefusalsStore } from './refusals-store.ts';
import { openRelaysStore } from './relays-store.ts';
import { openSettingsStore } from './settings-store.ts';
import { openSpendStore } from './spend-store.ts';

/** Screens of the dashboard, as their addresses name them. */
export const SCREENS = [
  'overview',
  'calls',
  'spend',
  'accounts',
  'budgets',
  'estimator',
  'prices',
  'refusals',
  'relays',
  'settings',
  'apis',
  'privacy',
  'about',
] as const;
export type Screen = (typeof SCREENS)[number];

/** Goes to an address of the dashboard: those who listen to it hear of it, however it is gone to. */
function goTo(address: string, how: 'step' | 'same'): void {
  if (how === 'step') location.hash = address;
  else location.replace(address);
}

/** What shows nothing before what every screen has is read. */
const OF_THE_REST: readonly Screen[] = ['settings', 'apis'];

/**
 * What the first screen does not show is read once it has what it shows: browsers read one thing after the other, and a large ledger
 * takes its time to say what it has.
 */
function withRestLater(given: DashboardSource): { readonly source: DashboardSource; readonly onShown: () => void } {
  let onShown = (): void => undefined;
  const shown = new Promise<void>((resolve) => {
    onShown = resolve;
  });
  const later =
    <T>(read: () => Promise<T>): (() => Promise<T>) =>
    () =>
      shown.then(read);
  const rest = {
    hasBudgets: later(given.hasBudgets),
    hasRefusals: later(given.hasRefusals),
    hasRelays: later(given.hasRelays),
    readSettings: later(given.readSettings),
    readApis: later(given.readApis),
  };
  return { source: { ...given, ...rest }, onShown };
}

/** Every store of the dashboard over one source, told of what changes. `hash`: what the address asks for at first. */
export function openDashboard(given: DashboardSource, hash = '') {
  const { source, onShown } = withRestLater(given);
  const calls = openCallsStore(source, goTo, hash);
  const budgets = openBudgetsStore(source);
  const settings = openSettingsStore(source);
  const apis = openApisStore(source);
  const prices = openPricesStore(source);
  const estimator = openEstimatorStore(source.estimator);
  const accuracy = openAccuracyStore(source);
  const overview = openOverviewStore(source);
  const accounts = openAccountsStore(source);
  const about = openAboutStore(source);
  let looked: Screen | null = null;
  /** Reads what a screen shows, where that is more than what is read for all of them. */
  const readScreen: Readonly<Partial<Record<Screen, () => Promise<unknown>>>> = {
    overview: () => overview.reload(),
    calls: () => calls.begin(),
    spend: () => spend.visit(location.hash),
    accounts: () => accounts.reload(),
    budgets: () => budgets.reload(),
    prices: () => prices.reload(),
    refusals: () => refusals.reload(),
    relays: () => relays.reload(),
    settings: () => settings.reload(),
    apis: () => apis.reload(),
    privacy: () => privacy.reload(),
    about: () => about.reload(),
  };
  const privacy = openPrivacyStore(source);
  const relays = openRelaysStore(source);
  const spend = openSpendStore(source, (address) => goTo(address, 'step'));
  const refusals = openRefusalsStore(source, ({ text, provider }) => {
    estimator.deeds.begin(text, provider);
    location.hash = '#estimator';
  });
  const close = source.watch((what) => {
    if (looked === 'prices') void prices.reload();
    if (looked === 'budgets') void budgets.reload();
    if (looked === 'overview') void overview.reload();
    if (looked === 'accounts') void accounts.reload();
    if (looked === 'spend') void spend.reload();
    if (what === 'ledger') calls.onLedgerChanged();
    else {
      void settings.reload();
      void apis.reload();
    }
  });
  return {
    about,
    accounts,
    accuracy,
    budgets,
    calls,
    settings,
    apis,
    prices,
    estimator,
    privacy,
    relays,
    refusals,
    spend,
    overview,
    copy: source.copy,
    /** The address has changed: other calls, or other spend, may be asked for. */
    visit: (address: string): void => {
      calls.visit(address);
      if (looked === 'spend') void spend.visit(address);
    },
    /** A screen is looked at: what it counts is counted anew. */
    reload: (screen: Screen): void => {
      looked = screen;
      if (screen === 'estimator') estimator.reload();
      if (OF_THE_REST.includes(screen)) onShown();
      const reading = readScreen[screen]?.() ?? Promise.resolve();
      void reading.finally(() => {
        onShown();
        // Calls are found from every screen.
        void calls.begin();
        if (screen === 'calls') void accuracy.reload();
      });
    },
    close,
  };
}
