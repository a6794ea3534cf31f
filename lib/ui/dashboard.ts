import { openApisStore } from './apis-store.ts';
import { openBudgetsStore } from './budgets-store.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { openEstimatorStore } from './estimator-store.ts';
import { openPrivacyStore } from './privacy-store.ts';
import { openRelaysStore } from './relays-store.ts';
import { openSavingsStore } from './savings-store.ts';
import { openSettingsStore } from './settings-store.ts';
import { goTo, openSharedScreens } from './shared-screens.ts';

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

/** Every store of the dashboard over one source, told of what changes. `hash`: what the address asks for at first. */
export function openDashboard(source: DashboardSource, hash = '') {
  const budgets = openBudgetsStore(source);
  const settings = openSettingsStore(source);
  const apis = openApisStore(source);
  const estimator = openEstimatorStore(source.estimator);
  const privacy = openPrivacyStore(source);
  const relays = openRelaysStore(source, goTo);
  const savings = openSavingsStore(source, goTo);
  const shared = openSharedScreens(source, hash, ({ text, provider }) => {
    estimator.deeds.begin(text, provider);
    location.hash = '#estimator';
  });
  let looked: Screen | null = null;
  const close = source.watch((what) => {
    shared.onChange(what);
    if (looked === 'budgets') void budgets.reload();
    if (what === 'ledger') return;
    void settings.reload();
    void apis.reload();
  });
  return {
    ...shared.parts,
    ...{ budgets, settings, apis, estimator, privacy, relays, savings },
    copy: source.copy,
    /** The address has changed: other calls, days or spend may be asked for. */
    visit: (address: string): void => {
      shared.visit(address);
      if (looked === 'relays') void relays.visit(address);
      if (looked === 'savings') void savings.visit(address);
    },
    /** A screen is looked at: what it counts is counted anew. */
    reload: (screen: Screen): void => {
      looked = screen;
      shared.reload(screen);
      if (screen === 'estimator') estimator.reload();
      if (screen === 'privacy') void privacy.reload();
      if (screen === 'settings') void settings.reload();
      if (screen === 'apis') void apis.reload();
      if (screen === 'budgets') void budgets.reload();
      if (screen === 'relays') void relays.visit(location.hash);
      if (screen === 'savings') void savings.visit(location.hash, true);
    },
    close,
  };
}
