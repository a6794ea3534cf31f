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
import { openSavingsStore } from './savings-store.ts';
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
  'savings',
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

/** Every store of the dashboard over one source, told of what changes. `hash`: what the address asks for at first. */
export function openDashboard(source: DashboardSource, hash = '') {
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
  const privacy = openPrivacyStore(source);
  const step = (address: string): void => goTo(address, 'step');
  const relays = openRelaysStore(source, step);
  const spend = openSpendStore(source, step);
  const savings = openSavingsStore(source, step);
  const refusals = openRefusalsStore(source, {
    go: step,
    estimate: ({ text, provider }) => {
      estimator.deeds.begin(text, provider);
      location.hash = '#estimator';
    },
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
    savings,
    spend,
    overview,
    copy: source.copy,
    /** The address has changed: other calls, days or spend may be asked for. */
    visit: (address: string): void => {
      calls.visit(address);
      if (looked === 'spend') void spend.visit(address);
      if (looked === 'savings') void savings.visit(address);
      if (looked === 'relays') void relays.visit(address);
      if (looked === 'refusals') void refusals.visit(address);
    },
    /** A screen is looked at: what it counts is counted anew. */
    reload: (screen: Screen): void => {
      looked = screen;
      // Calls are found from every screen, but what the first one shows does not wait for them.
      if (screen === 'overview') void overview.reload().finally(calls.begin);
      else calls.begin();
      if (screen === 'accounts') void accounts.reload();
      if (screen === 'about') void about.reload();
      if (screen === 'estimator') estimator.reload();
      if (screen === 'calls') void accuracy.reload();
      if (screen === 'prices') void prices.reload();
      if (screen === 'privacy') void privacy.reload();
      if (screen === 'settings') void settings.reload();
      if (screen === 'apis') void apis.reload();
      if (screen === 'budgets') void budgets.reload();
      if (screen === 'relays') void relays.visit(location.hash);
      if (screen === 'refusals') void refusals.visit(location.hash);
      if (screen === 'savings') void savings.visit(location.hash, true);
      if (screen === 'spend') void spend.visit(location.hash);
    },
    close,
  };
}
