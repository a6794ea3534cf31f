import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { Dashboard } from '../../components/dashboard/dashboard.tsx';
import '../../components/dashboard/dashboard.css';
import { bringLanguage } from '../../lib/domain/languages.ts';
import { openDashboard } from '../../lib/ui/dashboard.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { openDashboardLater } from '../../lib/webext/dashboard-later.ts';
import { chooseLanguage, readSettings } from '../../lib/webext/settings.ts';

// Settings as a whole are read after the first screen: until then the page is in these.
const look = await readSettings();
const fallbackLanguage = chooseLanguage(look);
const isFirst = location.hash === '' || location.hash === '#overview';
const dashboard = openDashboard(openDashboardLater(isFirst), location.hash);
await bringLanguage(fallbackLanguage);

addEventListener('hashchange', () => dashboard.visit(location.hash));

const system = matchMedia('(prefers-color-scheme: dark)');
const wear = (): void => {
  const { theme } = dashboard.settings.store.getState().view ?? look;
  document.documentElement.dataset.theme = theme ?? (system.matches ? 'dark' : 'light');
};
wear();
system.addEventListener('change', wear);
dashboard.settings.store.subscribe(wear);

/** Shown at once, as what is chosen is: so its texts are brought before. */
const choose: SettingsDeeds['choose'] = (change) => {
  const { language } = change;
  if (language === undefined) return dashboard.settings.deeds.choose(change);
  void bringLanguage(chooseLanguage({ language })).then(() => dashboard.settings.deeds.choose(change));
};

function Root() {
  const calls = { state: useStore(dashboard.calls.store), deeds: dashboard.calls.deeds };
  const budgets = { state: useStore(dashboard.budgets.store), deeds: dashboard.budgets.deeds };
  const settings = { state: useStore(dashboard.settings.store), deeds: { ...dashboard.settings.deeds, choose } };
  const apis = { state: useStore(dashboard.apis.store), deeds: dashboard.apis.deeds };
  const relays = { state: useStore(dashboard.relays.store), deeds: dashboard.relays.deeds };
  const refusals = { state: useStore(dashboard.refusals.store), deeds: dashboard.refusals.deeds };
  const savings = { state: useStore(dashboard.savings.store), deeds: dashboard.savings.deeds };
  const spend = { state: useStore(dashboard.spend.store), deeds: dashboard.spend.deeds };
  const overview = { state: useStore(dashboard.overview.store), deeds: dashboard.overview.deeds };
  const accounts = { state: useStore(dashboard.accounts.store) };
  const about = { state: useStore(dashboard.about.store), onCheck: () => dashboard.reload('about') };
  const prices = { state: useStore(dashboard.prices.store) };
  const estimator = { state: useStore(dashboard.estimator.store), deeds: dashboard.estimator.deeds };
  const accuracy = { state: useStore(dashboard.accuracy.store) };
  const privacy = { state: useStore(dashboard.privacy.store), deeds: dashboard.privacy.deeds };
  return (
    <Dashboard
      {...{
        about,
        accounts,
        accuracy,
        budgets,
        calls,
        estimator,
        overview,
        prices,
        settings,
        apis,
        privacy,
        refusals,
        relays,
        savings,
        spend,
      }}
      copy={dashboard.copy}
      fallbackLanguage={fallbackLanguage}
      onScreen={dashboard.reload}
    />
  );
}

const mount = document.getElementById('dashboard');
if (mount) createRoot(mount).render(<Root />);
