import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { CompanionDashboard, type CompanionScreen } from '../components/dashboard/companion-dashboard.tsx';
import '../components/dashboard/dashboard.css';
import { oneAtATime } from '../lib/domain/one-at-a-time.ts';
import type { Language } from '../lib/domain/text.ts';
import { openCompanionBudgetsStore } from '../lib/ui/companion-budgets-store.ts';
import { openSharedScreens } from '../lib/ui/shared-screens.ts';
import { openHttpSource } from './http-source.ts';
import { openLink } from './link.ts';
import { openLook } from './look.ts';

/** What the companion has found this browser to prefer. */
const fallback: Language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
const look = openLook();
const link = openLink(Date.now);
const source = openHttpSource(link, () => look.store.getState().language ?? fallback);
// Nothing leads there: the companion estimates on a page of its own.
const screens = openSharedScreens(source, location.hash, () => undefined);
const budgets = openCompanionBudgetsStore(source);
const readBudgetsAnew = oneAtATime(budgets.reload);
let looked: CompanionScreen | null = null;
source.watch((what) => {
  screens.onChange(what);
  if (looked === 'budgets') readBudgetsAnew();
});

function onScreen(screen: CompanionScreen): void {
  looked = screen;
  screens.reload(screen);
  if (screen === 'budgets') void budgets.reload();
}

addEventListener('hashchange', () => screens.visit(location.hash));

const system = matchMedia('(prefers-color-scheme: dark)');
const wear = (): void => {
  document.documentElement.dataset.theme = look.store.getState().theme ?? (system.matches ? 'dark' : 'light');
};
wear();
system.addEventListener('change', wear);
look.store.subscribe(wear);

function Root() {
  const { calls, spend, overview, refusals, ...read } = screens.parts;
  return (
    <CompanionDashboard
      calls={{ state: useStore(calls.store), deeds: calls.deeds }}
      spend={{ state: useStore(spend.store), deeds: spend.deeds }}
      overview={{ state: useStore(overview.store), deeds: overview.deeds }}
      refusals={{ state: useStore(refusals.store), deeds: refusals.deeds }}
      accounts={{ state: useStore(read.accounts.store) }}
      budgets={{ state: useStore(budgets.store) }}
      prices={{ state: useStore(read.prices.store) }}
      accuracy={{ state: useStore(read.accuracy.store) }}
      about={{ state: useStore(read.about.store), onCheck: () => screens.reload('about') }}
      look={{ chosen: useStore(look.store), onChoose: look.choose }}
      link={useStore(link.store)}
      fallbackLanguage={fallback}
      copy={source.copy}
      onScreen={onScreen}
    />
  );
}

const mount = document.getElementById('dashboard');
if (mount) createRoot(mount).render(<Root />);
