import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatClock } from '../../lib/domain/format-clock.ts';
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
import { Mark } from '../mark.tsx';
import { LanguageContext, useSay } from '../popup/say.ts';
import { AboutScreen } from './about-screen.tsx';
import { AccountsScreen } from './accounts-screen.tsx';
import { ApisScreen } from './apis-screen.tsx';
import { BudgetsScreen } from './budgets-screen.tsx';
import { CallsScreen } from './calls-screen.tsx';
import { EstimatorScreen } from './estimator-screen.tsx';
import { listCommands } from './list-commands.ts';
import { OverviewScreen } from './overview-screen.tsx';
import { Palette } from './palette.tsx';
import { PricesScreen } from './prices-screen.tsx';
import { PrivacyScreen } from './privacy-screen.tsx';
import { RefusalsScreen } from './refusals-screen.tsx';
import { RelaysScreen } from './relays-screen.tsx';
import { SavingsScreen } from './savings-screen.tsx';
import { SettingsScreen } from './settings-screen.tsx';
import { SpendScreen } from './spend-screen.tsx';

/** A store's state, and what can be done with it. */
export interface Part<S, D> {
  readonly state: S;
  readonly deeds: D;
}

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
  const screen = useScreen();
  useEffect(() => onScreen(screen), [screen, onScreen]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  return (
    <LanguageContext value={language}>
      <div className="dashboard">
        <Bar screen={screen} filled={filledOf(props)}>
          <Finder {...props} />
        </Bar>
        <Paused settings={settings} />
        <Content key={screen} screen={screen} {...props} />
      </div>
    </LanguageContext>
  );
}

/** What is always in the bar. */
const ALWAYS: readonly Screen[] = ['overview', 'calls', 'spend', 'settings'];
/** What one can begin something with: it is behind "More" until it has something to show. Others are not there before. */
const BEGUN_THERE: readonly Screen[] = ['budgets', 'estimator', 'apis', 'privacy', 'about'];

/** Screens that have something to show. Prices are those of what was called. */
function filledOf({ calls, budgets, refusals, relays, savings, apis }: DashboardProps): readonly Screen[] {
  const hasContent: Partial<Record<Screen, boolean>> = {
    accounts: calls.state.choices.accounts.length > 0,
    budgets: budgets.state.isThere,
    prices: calls.state.choices.providers.length > 0,
    refusals: refusals.state.isThere,
    relays: relays.state.isThere,
    savings: savings.state.isThere,
    apis: apis.state.apis.length > 0,
  };
  return SCREENS.filter((screen) => ALWAYS.includes(screen) || hasContent[screen] === true);
}

interface BarProps {
  readonly screen: Screen;
  readonly filled: readonly Screen[];
  /** What is at its end. */
  readonly children: ReactNode;
}

/** `filled`: what is in the bar at once. The screen that is open is in it all the same. */
function Bar({ screen, filled, children }: BarProps) {
  const say = useSay();
  const shown = SCREENS.filter((name) => name === screen || filled.includes(name));
  const more = BEGUN_THERE.filter((name) => !shown.includes(name));
  const link = (name: Screen) => (
    <a key={name} href={`#${name}`} aria-current={name === screen ? 'page' : undefined}>
      {say(`dash.${name}`)}
    </a>
  );
  return (
    <header className="bar">
      <button type="button" className="skip" onClick={skipToMain}>
        {say('dash.skip')}
      </button>
      <div className="brand">
        <Mark />
        <span>{say('popup.title')}</span>
      </div>
      {children}
      <nav aria-label={say('dash.nav')}>
        {shown.map(link)}
        {more.length > 0 && (
          // A menu that was chosen from closes: it is another one.
          <details key={screen} className="more">
            <summary>{say('dash.more')}</summary>
            <div>{more.map(link)}</div>
          </details>
        )}
      </nav>
    </header>
  );
}

function Finder({ calls, settings }: Pick<DashboardProps, 'calls' | 'settings'>) {
  const say = useSay();
  const known = { calls: calls.state, settings: settings.state, deeds: settings.deeds };
  return <Palette commandsFor={(typed) => listCommands({ ...known, typed }, say)} />;
}

/** No link: the address names the screen. */
function skipToMain(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
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
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = say(`dash.${screen}`);
  const title = say('dash.title', { screen: name });
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    // After a step from one screen to another; when the page opens, the focus stays where browsers put it.
    // A section of its own is gone to by the screen.
    if (wasMoved && !location.hash.includes('?')) heading.current?.focus();
  }, []);
  return (
    <main id="main">
      <h1 ref={heading} tabIndex={-1}>
        {headOf(screen, say) ?? name}
      </h1>
      {screen === 'estimator' && <EstimatorScreen {...estimator} />}
      {screen === 'calls' && <CallsScreen {...calls} copy={copy} accuracy={accuracy.state} />}
      {screen === 'accounts' && <AccountsScreen {...accounts} deeds={overview.deeds} />}
      {screen === 'about' && <AboutScreen {...about} copy={copy} />}
      {screen === 'overview' && <OverviewScreen {...overview} />}
      {screen === 'spend' && <SpendScreen {...spend} />}
      {screen === 'budgets' && <BudgetsScreen {...budgets} />}
      {screen === 'prices' && <PricesScreen {...prices} />}
      {screen === 'settings' && <SettingsScreen {...settings} />}
      {screen === 'apis' && <ApisScreen {...apis} />}
      {screen === 'refusals' && <RefusalsScreen {...refusals} />}
      {screen === 'relays' && <RelaysScreen {...relays} copy={copy} />}
      {screen === 'savings' && <SavingsScreen {...savings} />}
      {screen === 'privacy' && <PrivacyScreen {...privacy} />}
    </main>
  );
}

/** Where a screen's heading says more than the menu has room for. */
function headOf(screen: Screen, say: ReturnType<typeof useSay>): string | null {
  if (screen === 'relays') return say('rel.head');
  if (screen === 'savings') return say('save.head');
  return screen === 'refusals' ? say('no.head') : null;
}

let wasMoved = false;

/** The screen that the address names; the first without one. */
function useScreen(): Screen {
  const [screen, setScreen] = useState(readScreen);
  useEffect(() => {
    const onHash = (): void => {
      wasMoved = true;
      setScreen(readScreen());
    };
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, []);
  return screen;
}

function readScreen(): Screen {
  return SCREENS.find((name) => location.hash.split('?')[0] === `#${name}`) ?? 'overview';
}
