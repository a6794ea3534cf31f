import { oneAtATime } from '../domain/one-at-a-time.ts';
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

/** What shows nothing before what every screen has is read. */
const OF_THE_REST: readonly Screen[] = ['settings', 'apis'];

/**
 * What the first screen does not show is read once it has what it shows: browsers read one thing after the other, and a large ledger
 * takes its time to say what it has.
 */
function withRestLater(given: DashboardSource): {
  readonly source: DashboardSource;
  readonly shown: Promise<void>;
  readonly onShown: () => void;
} {
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
    hasSavings: later(given.hasSavings),
    readSettings: later(given.readSettings),
    readApis: later(given.readApis),
  };
  // Not copied: it may say only when asked what it has.
  return { source: Object.assign(Object.create(given), rest), shown, onShown };
}

/** Every store of the dashboard over one source, told of what changes. `hash`: what the address asks for at first. */
export function openDashboard(given: DashboardSource, hash = '') {
  const { source, shown, onShown } = withRestLater(given);
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
  const readBudgetsAnew = oneAtATime(budgets.reload);
  const readSettingsAnew = oneAtATime(settings.reload);
  /** Reads what a screen of these shows, where that is more than what is read for all of them. */
  const readScreen: Readonly<Partial<Record<Screen, () => Promise<unknown>>>> = {
    budgets: () => budgets.reload(),
    relays: () => relays.visit(location.hash),
    // Settings and the menu do not wait for what is worked out for seconds.
    savings: async () => void savings.visit(location.hash, true),
    settings: () => settings.reload(),
    apis: () => apis.reload(),
    privacy: () => privacy.reload(),
  };
  const onChange = (what: 'ledger' | 'settings'): void => {
    shared.onChange(what);
    if (looked === 'budgets') readBudgetsAnew();
    // How exchanges go stands there.
    if (looked === 'settings' && what === 'ledger') readSettingsAnew();
    if (what === 'ledger') return;
    void settings.reload();
    void apis.reload();
  };
  const following = shown.then(async () => {
    const stop = await source.watch(onChange);
    // What was written since the first screen was read.
    onChange('ledger');
    return stop;
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
      if (screen === 'estimator') estimator.reload();
      if (OF_THE_REST.includes(screen)) onShown();
      void shared.reload(screen, readScreen[screen]).finally(onShown);
    },
    close: (): void => void following.then((stop) => stop()),
  };
}
