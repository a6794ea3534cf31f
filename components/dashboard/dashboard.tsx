import { useEffect } from 'react';
import { formatClock } from '../../lib/domain/format-clock.ts';
import type { ScreenHint } from '../../lib/domain/hints.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { AboutState } from '../../lib/ui/about-store.ts';
import type { AccountsState } from '../../lib/ui/accounts-store.ts';
import type { AccuracyState } from '../../lib/ui/accuracy-store.ts';
import type { ApisDeeds, ApisState } from '../../lib/ui/apis-store.ts';
import type { BudgetsDeeds, BudgetsState } from '../../lib/ui/budgets-store.ts';
import type { CallsDeeds, CallsState } from '../../lib/ui/calls-store.ts';
import { SCREENS, type Screen } from '../../lib/ui/dashboard.ts';
import type { EstimatorDeeds, EstimatorState } from '../../lib/ui/estimator-store.ts';
import type { OverviewState } from '../../lib/ui/overview-store.ts';
import type { PricesState } from '../../lib/ui/prices-store.ts';
import type { PrivacyDeeds, PrivacyState } from '../../lib/ui/privacy-store.ts';
import type { RefusalsDeeds, RefusalsState } from '../../lib/ui/refusals-store.ts';
import type { RelaysDeeds, RelaysState } from '../../lib/ui/relays-store.ts';
import type { SavingsDeeds, SavingsState } from '../../lib/ui/savings-store.ts';
import type { SettingsDeeds, SettingsState } from '../../lib/ui/settings-store.ts';
import type { SpendDeeds, SpendState } from '../../lib/ui/spend-store.ts';
import type { OverviewDeeds } from '../../lib/webext/popup-model.ts';
import { HintLine } from '../popup/hint-line.tsx';
import { LanguageContext, usePageLanguage, useSay } from '../popup/say.ts';
import { Bar, Main, useScreen } from './frame.tsx';
import { deedsOf, listCommands } from './list-commands.ts';
import { OverviewScreen } from './overview-screen.tsx';
import { Palette } from './palette.tsx';
import type { Part } from './part.ts';
import { useCode } from './screen-code.ts';

interface DashboardProps {
  readonly budgets: Part<BudgetsState, BudgetsDeeds>;
  readonly calls: Part<CallsState, CallsDeeds>;
  readonly settings: Part<SettingsState, SettingsDeeds>;
  readonly apis: Part<ApisState, ApisDeeds>;
  readonly overview: Part<OverviewState, OverviewDeeds>;
  readonly prices: { readonly state: PricesState };
  readonly estimator: Part<EstimatorState, EstimatorDeeds>;
  readonly accounts: { readonly state: AccountsState };
  readonly about: { readonly state: AboutState; readonly onCheck: () => void };
  readonly accuracy: { readonly state: AccuracyState };
  readonly privacy: Part<PrivacyState, PrivacyDeeds>;
  readonly refusals: Part<RefusalsState, RefusalsDeeds>;
  readonly relays: Part<RelaysState, RelaysDeeds>;
  readonly savings: Part<SavingsState, SavingsDeeds>;
  readonly spend: Part<SpendState, SpendDeeds>;
  readonly copy: (text: string) => Promise<boolean>;
  readonly fallbackLanguage: Language;
  /** A screen comes up. */
  readonly onScreen: (screen: Screen) => void;
}

/** The extension's own page: a bar of screens, and the one the address names. */
export function Dashboard(props: DashboardProps) {
  const { settings, fallbackLanguage, onScreen } = props;
  const language = settings.state.view?.language ?? fallbackLanguage;
  const screen = useScreen(SCREENS);
  useEffect(() => onScreen(screen), [screen, onScreen]);
  usePageLanguage(language);
  return (
    <LanguageContext value={language}>
      <div className="dashboard">
        <Bar screen={screen} {...barOf(props, screen)}>
          <Finder {...props} />
        </Bar>
        <Paused settings={settings} />
        <Content key={screen} screen={screen} {...props} />
        <OnceHint {...props} screen={screen} />
      </div>
    </LanguageContext>
  );
}

/** What is always in the bar. */
const ALWAYS: readonly Screen[] = ['overview', 'calls', 'spend', 'settings'];
/** What one can begin something with: it is behind "More" until it has something to show. Others are not there before. */
const BEGUN_THERE: readonly Screen[] = ['budgets', 'estimator', 'apis', 'privacy', 'about'];

/** Screens that have something to show are in the bar at once. Prices are those of what was called. */
function barOf({ calls, budgets, settings, refusals, relays, savings, apis }: DashboardProps, screen: Screen) {
  const hasContent: Partial<Record<Screen, boolean>> = {
    accounts: calls.state.choices.accounts.length > 0,
    budgets: budgets.state.isThere || settings.state.view?.team === true,
    prices: calls.state.choices.providers.length > 0,
    refusals: refusals.state.isThere,
    relays: relays.state.isThere,
    savings: savings.state.isThere,
    apis: apis.state.apis.length > 0,
  };
  const shown = SCREENS.filter((name) => name === screen || ALWAYS.includes(name) || hasContent[name] === true);
  return { shown, more: BEGUN_THERE.filter((name) => !shown.includes(name)) };
}

/** What is still to be said of a screen, once there is something on it. It comes late, and moves nothing. */
function OnceHint({ calls, settings, screen }: DashboardProps & { readonly screen: Screen }) {
  const hint = settings.state.view?.hints.find((one) => one === screen);
  if (hint === undefined || calls.state.choices.providers.length === 0) return null;
  const onKnown = (known: ScreenHint): void => {
    settings.deeds.knowHint(known);
    // The button goes away with what it says.
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  };
  return <HintLine className="pause-bar hint-bar" hint={hint} onKnown={onKnown} />;
}

function Finder({ calls, settings }: Pick<DashboardProps, 'calls' | 'settings'>) {
  const say = useSay();
  const known = { screens: SCREENS, calls: calls.state, deeds: deedsOf(settings.state, settings.deeds, say) };
  return <Palette commandsFor={(typed) => listCommands({ ...known, typed }, say)} />;
}

function Paused({ settings }: { readonly settings: DashboardProps['settings'] }) {
  const say = useSay();
  const language = settings.state.view?.language ?? null;
  const until = settings.state.view?.pausedUntil ?? null;
  if (until === null) return null;
  return (
    <section className="pause-bar" aria-labelledby="pause-bar">
      <p>
        <strong id="pause-bar">{say('pause.until', { time: formatClock(until, language ?? 'en') })}</strong>{' '}
        {say('pause.means')}
      </p>
      <button type="button" onClick={() => settings.deeds.pause(null)}>
        {say('pause.resume')}
      </button>
    </section>
  );
}

function Content({
  screen,
  about,
  accounts,
  budgets,
  calls,
  estimator,
  overview,
  prices,
  accuracy,
  settings,
  apis,
  privacy,
  refusals,
  relays,
  savings,
  spend,
  copy,
}: DashboardProps & { readonly screen: Screen }) {
  const code = useCode(screen);
  // Its heading comes with it: whoever is led there has the focus on it.
  if (screen !== 'overview' && code[screen] === undefined) return null;
  return (
    <Main screen={screen}>
      {screen === 'estimator' && code.estimator && <code.estimator.EstimatorScreen {...estimator} />}
      {screen === 'calls' && code.calls && <code.calls.CallsScreen {...calls} copy={copy} accuracy={accuracy.state} />}
      {screen === 'accounts' && code.accounts && (
        <code.accounts.AccountsScreen {...accounts} deeds={overview.deeds} warningsAt="#settings?at=set-low" />
      )}
      {screen === 'about' && code.about && <code.about.AboutScreen {...about} copy={copy} />}
      {screen === 'overview' && <OverviewScreen {...overview} />}
      {screen === 'spend' && code.spend && <code.spend.SpendScreen {...spend} />}
      {screen === 'budgets' && code.budgets && <code.budgets.BudgetsScreen {...budgets} />}
      {screen === 'prices' && code.prices && <code.prices.PricesScreen {...prices} ownAt="#settings" />}
      {screen === 'settings' && code.settings && <code.settings.SettingsScreen {...settings} />}
      {screen === 'apis' && code.apis && <code.apis.ApisScreen {...apis} />}
      {screen === 'refusals' && code.refusals && <code.refusals.RefusalsScreen {...refusals} />}
      {screen === 'relays' && code.relays && <code.relays.RelaysScreen {...relays} copy={copy} />}
      {screen === 'savings' && code.savings && <code.savings.SavingsScreen {...savings} />}
      {screen === 'privacy' && code.privacy && <code.privacy.PrivacyScreen {...privacy} />}
    </Main>
  );
}
