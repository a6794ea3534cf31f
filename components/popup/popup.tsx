import { useState } from 'react';
import type { Language } from '../../lib/domain/text.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import type { PopupState } from '../../lib/ui/popup-store.ts';
import type { PopupModel, PopupSite, PopupSource } from '../../lib/webext/popup-model.ts';
import { Accounts } from './accounts.tsx';
import { Afford } from './afford.tsx';
import { AlertLine } from './alert-line.tsx';
import { BadgeChoice } from './badge-choice.tsx';
import { Budgets } from './budgets.tsx';
import { Calls } from './calls.tsx';
import { Explain } from './explain.tsx';
import { Head } from './head.tsx';
import { HintLine } from './hint-line.tsx';
import { Lost } from './lost.tsx';
import { Month } from './month.tsx';
import { News } from './news.tsx';
import { Paused } from './paused.tsx';
import { LanguageContext, useSay } from './say.ts';
import { Site } from './site.tsx';
import { Today } from './today.tsx';
import { Whose } from './whose.tsx';

interface PopupProps {
  readonly state: PopupState;
  /** Until the model says which. */
  readonly fallbackLanguage: Language;
  readonly on: Omit<PopupSource, 'glance' | 'load' | 'watch'>;
}

/** The toolbar button's screen: balances, today's spend, the last calls, and the switch for this site. */
export function Popup({ state, fallbackLanguage, on }: PopupProps) {
  const language = state.model?.language ?? fallbackLanguage;
  // Explaining needs nothing that is stored: it is there while the ledger is being opened, and when it cannot be.
  const [view, setView] = useState<'first' | 'explain' | 'back'>('first');
  return (
    <LanguageContext value={language}>
      <div className="popup" lang={language === 'zh' ? 'zh-CN' : 'en'}>
        <Head title={view === 'explain' ? 'explain.title' : 'popup.title'} />
        {view === 'explain' ? (
          <main>
            <Explain explain={on.onExplain} onOpen={on.onOpen} onBack={() => setView('back')} />
          </main>
        ) : (
          <>
            <main aria-busy={state.model === null ? state.status === 'loading' : state.model.site.state === 'unread'}>
              {state.model ? <Content model={state.model} on={on} /> : <Waiting status={state.status} />}
            </main>
            <Foot onOpenPage={on.onOpenPage} onExplain={() => setView('explain')} isFocused={view === 'back'} />
          </>
        )}
      </div>
    </LanguageContext>
  );
}

function Content({ model, on }: { readonly model: PopupModel; readonly on: PopupProps['on'] }) {
  const isEmpty = model.accounts.length === 0 && model.lastCalls.length === 0;
  return (
    <>
      {model.pausedUntil !== null && <Paused until={model.pausedUntil} onResume={on.onResume} />}
      {model.afford && <Afford view={model.afford} />}
      <Site site={model.site} on={on} />
      {/* The page in front says it of itself. */}
      <Lost
        count={(model.sitesLost ?? 0) - (model.site.state === 'lost' ? 1 : 0)}
        onOpen={() => on.onOpenPage('lost')}
      />
      {model.hint && <HintLine hint={model.hint} onKnown={on.onHintKnown} />}
      <News news={model.news ?? []} onKnown={on.onNewsKnown} />
      {model.alert && <AlertLine alert={model.alert} isUnanswered={model.isLowUnanswered} on={on} />}
      <Whose whose={model.whose} now={model.now} onLinkKey={on.onLinkKey} />
      {isEmpty ? (
        <Empty site={model.site} />
      ) : (
        <>
          <Accounts
            accounts={model.accounts}
            rates={model.rates}
            now={model.now}
            onOpen={on.onOpen}
            onRecharge={on.onRecharge}
            onLinkKey={on.onLinkKey}
          />
          <Budgets budgets={model.budgets ?? []} onOpen={() => on.onOpenPage('budgets')} />
          <Today spent={model.spentToday} unknown={model.unknownToday} />
          <Calls calls={model.lastCalls} now={model.now} />
          {model.badge && <BadgeChoice badge={model.badge} onBadge={on.onBadge} />}
          <Month onMonth={on.onMonth} onCopy={on.onCopy} />
        </>
      )}
    </>
  );
}

/** What to do first on the page in front; a button that it names is there. */
function firstStep({ state, providerName }: PopupSite): TextKey | null {
  switch (state) {
    case 'watched':
    case 'unread':
      return null;
    case 'unloaded':
      return 'popup.empty.reload';
    case 'off':
      return 'popup.empty.on';
    case 'lost':
      return 'popup.empty.here';
    case 'unwatched':
      return providerName === null ? 'popup.empty.perhapsHere' : 'popup.empty.here';
    case 'plain':
    case 'unsupported':
      return 'popup.empty.elsewhere';
  }
}

function Empty({ site }: { readonly site: PopupSite }) {
  const say = useSay();
  const first = firstStep(site);
  const steps = first === null ? (['popup.empty.watched'] as const) : [first, 'popup.empty.next' as const];
  return (
    <section className="empty">
      <h2>{say('popup.empty.head')}</h2>
      {steps.map((step) => (
        <p key={step}>{say(step)}</p>
      ))}
    </section>
  );
}

function Waiting({ status }: { readonly status: PopupState['status'] }) {
  const say = useSay();
  return status === 'failed' ? (
    <p role="alert" className="failed">
      {say('popup.failed')}
    </p>
  ) : (
    <p className="loading">{say('popup.loading')}</p>
  );
}

interface FootProps {
  readonly onOpenPage: PopupProps['on']['onOpenPage'];
  readonly onExplain: () => void;
  /** The user came back from there. */
  readonly isFocused: boolean;
}

function Foot({ onOpenPage, onExplain, isFocused }: FootProps) {
  const say = useSay();
  return (
    <footer>
      <div className="links">
        <button type="button" onClick={() => onOpenPage('calls')}>
          {say('popup.allCalls')}
        </button>
        <button type="button" onClick={() => onOpenPage('settings')}>
          {say('popup.settings')}
        </button>
        <button type="button" onClick={() => onOpenPage('welcome')}>
          {say('popup.welcome')}
        </button>
        <button type="button" ref={isFocused ? focus : null} onClick={onExplain}>
          {say('explain.title')}
        </button>
      </div>
      <p>{say('popup.workers')}</p>
    </footer>
  );
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}
