import { use, useEffect } from 'react';
import { formatClock } from '../../lib/domain/format-clock.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { AboutState } from '../../lib/ui/about-store.ts';
import type { AccountsState } from '../../lib/ui/accounts-store.ts';
import type { AccuracyState } from '../../lib/ui/accuracy-store.ts';
import type { CallsDeeds, CallsState } from '../../lib/ui/calls-store.ts';
import type { CompanionBudgetsState } from '../../lib/ui/companion-budgets-store.ts';
import type { OverviewState } from '../../lib/ui/overview-store.ts';
import type { PricesState } from '../../lib/ui/prices-store.ts';
import type { RefusalsDeeds, RefusalsState } from '../../lib/ui/refusals-store.ts';
import type { SpendDeeds, SpendState } from '../../lib/ui/spend-store.ts';
import type { OverviewDeeds } from '../../lib/webext/popup-model.ts';
import { LanguageContext, usePageLanguage, useSay } from '../popup/say.ts';
import { AboutScreen } from './about-screen.tsx';
import { AccountsScreen } from './accounts-screen.tsx';
import { CallsScreen } from './calls-screen.tsx';
import { CompanionBudgets } from './companion-budgets.tsx';
import { Bar, Main, useScreen } from './frame.tsx';
import { listCommands, looksOf } from './list-commands.ts';
import { type Look, LookAndLanguage } from './look-and-language.tsx';
import { OverviewScreen } from './overview-screen.tsx';
import { Palette } from './palette.tsx';
import type { Part } from './part.ts';
import { PricesScreen } from './prices-screen.tsx';
import { RefusalsScreen } from './refusals-screen.tsx';
import { SpendScreen } from './spend-screen.tsx';

interface CompanionProps {
  readonly calls: Part<CallsState, CallsDeeds>;
  readonly spend: Part<SpendState, SpendDeeds>;
  readonly overview: Part<OverviewState, OverviewDeeds>;
  readonly refusals: Part<RefusalsState, RefusalsDeeds>;
  readonly accounts: { readonly state: AccountsState };
  readonly budgets: { readonly state: CompanionBudgetsState };
  readonly prices: { readonly state: PricesState };
  readonly accuracy: { readonly state: AccuracyState };
  readonly about: { readonly state: AboutState; readonly onCheck: () => void };
  readonly look: { readonly chosen: Look; readonly onChoose: (change: Partial<Look>) => void };
  /** `away`: the companion does not answer; `locked`: this browser has not been let in. `since`: epoch ms. */
  readonly link: { readonly is: 'reading' | 'live' | 'away' | 'locked'; readonly since: number };
  readonly fallbackLanguage: Language;
  readonly copy: (text: string) => Promise<boolean>;
  /** A screen comes up. */
  readonly onScreen: (screen: CompanionScreen) => void;
}

const SCREENS = ['overview', 'calls', 'spend', 'accounts', 'budgets', 'prices', 'refusals', 'about'] as const;
/** Screens of this dashboard. */
export type CompanionScreen = (typeof SCREENS)[number];
/** What the companion's other pages begin with: alerts, owners, savings, plan. */
const WATCH = '/watch';
/** Where it is said from when on to warn. */
const WARNINGS = '/watch/people';

/** The companion's dashboard: the screens of the extension's that are of its ledger. */
export function CompanionDashboard(props: CompanionProps) {
  const { look, fallbackLanguage, link, onScreen } = props;
  const language = look.chosen.language ?? fallbackLanguage;
  const screen = useScreen(SCREENS);
  useEffect(() => onScreen(screen), [screen, onScreen]);
  usePageLanguage(language);
  return (
    <LanguageContext value={language}>
      <div className="dashboard">{link.is === 'locked' ? <Locked /> : <Inside {...props} screen={screen} />}</div>
    </LanguageContext>
  );
}

function Locked() {
  const say = useSay();
  return (
    <main id="main">
      <h1>{say('page.locked')}</h1>
      <p className="lead">{say('page.locked.dashboard')}</p>
      <p>
        <code>tollkeeper open dashboard</code>
      </p>
    </main>
  );
}

function Inside(props: CompanionProps & { readonly screen: CompanionScreen }) {
  const say = useSay();
  const { screen, calls, look, link, copy } = props;
  const deeds = looksOf(look.onChoose, say);
  const known = { screens: SCREENS, calls: calls.state, deeds };
  return (
    <>
      <Bar screen={screen} {...barOf(props)} elsewhere={[{ address: WATCH, name: say('page.watch') }]}>
        <Palette commandsFor={(typed) => listCommands({ ...known, typed }, say)} />
      </Bar>
      {link.is === 'away' && <Away since={link.since} />}
      <Main key={screen} screen={screen}>
        {screen === 'overview' && <OverviewScreen {...props.overview} />}
        {screen === 'calls' && <CallsScreen {...calls} copy={copy} accuracy={props.accuracy.state} />}
        {screen === 'spend' && <SpendScreen {...props.spend} />}
        {screen === 'accounts' && (
          <AccountsScreen {...props.accounts} deeds={props.overview.deeds} warningsAt={WARNINGS} />
        )}
        {screen === 'budgets' && <CompanionBudgets {...props.budgets} />}
        {screen === 'prices' && <PricesScreen {...props.prices} ownAt={null} />}
        {screen === 'refusals' && <RefusalsScreen {...props.refusals} />}
        {screen === 'about' && (
          <>
            <AboutScreen {...props.about} copy={copy} />
            <LookAndLanguage {...look} />
          </>
        )}
      </Main>
    </>
  );
}

/** What has something to show is in the bar at once; the screen that is open, and what this is, always are. */
function barOf({ screen, calls, refusals }: CompanionProps & { readonly screen: CompanionScreen }) {
  const hasContent: Partial<Record<CompanionScreen, boolean>> = {
    accounts: calls.state.choices.accounts.length > 0,
    prices: calls.state.choices.providers.length > 0,
    refusals: refusals.state.isThere,
  };
  const shown = SCREENS.filter((name) => name === screen || (hasContent[name] ?? true));
  return { shown, more: [] };
}

function Away({ since }: { readonly since: number }) {
  const say = useSay();
  return (
    <section className="pause-bar" role="status">
      <p>
        <strong>{say('page.away')}</strong> {say('page.away.since', { time: formatClock(since, use(LanguageContext)) })}
      </p>
    </section>
  );
}
