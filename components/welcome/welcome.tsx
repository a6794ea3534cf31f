import { useEffect, useRef, useState } from 'react';
import type { Language } from '../../lib/domain/text.ts';
import { WELCOME_STEPS, type WelcomeModel, type WelcomeSource, type WelcomeStep } from '../../lib/domain/welcome.ts';
import type { WelcomeState } from '../../lib/ui/welcome-store.ts';
import { Mark } from '../mark.tsx';
import { LanguageContext, usePageLanguage, useSay } from '../popup/say.ts';
import { CompanionStep } from './companion-step.tsx';
import { DemoStep } from './demo-step.tsx';
import { LimitStep } from './limit-step.tsx';
import { ProvidersStep } from './providers-step.tsx';

interface WelcomeProps {
  readonly state: WelcomeState;
  readonly fallbackLanguage: Language;
  readonly on: WelcomeSource;
}

/** The first page: four steps, each of which can be skipped; the address names the step, so that the way back works. */
export function Welcome({ state, fallbackLanguage, on }: WelcomeProps) {
  const language = state.model?.language ?? fallbackLanguage;
  usePageLanguage(language);
  return (
    <LanguageContext value={language}>
      <div className="dashboard welcome">
        <Frame state={state} on={on} />
      </div>
    </LanguageContext>
  );
}

function Frame({ state, on }: Pick<WelcomeProps, 'state' | 'on'>) {
  const say = useSay();
  const { step, wasMoved } = useStep(state);
  const title = `${say('welcome.title')} · ${say(`welcome.step.${step}`)}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  // Read anew with each step, for whoever comes back later.
  useEffect(() => {
    if (wasMoved) on.onStep(step);
  }, [on, step, wasMoved]);
  return (
    <>
      <header className="welcome-head">
        <Mark />
        <h1>{say('welcome.title')}</h1>
        <p>{say('welcome.lead')}</p>
      </header>
      <nav aria-label={say('welcome.nav')}>
        <ol>
          {WELCOME_STEPS.map((name) => (
            <li key={name}>
              <a href={`#${name}`} aria-current={name === step ? 'step' : undefined}>
                {say(`welcome.step.${name}`)}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <main>
        {state.status === 'failed' && (
          <p role="alert" className="bad">
            {say('welcome.failed')}
          </p>
        )}
        {(state.model !== null || state.status === 'failed') && (
          <Step key={step} {...{ step, wasMoved, on }} model={state.model} />
        )}
      </main>
      <Foot step={step} on={on} />
    </>
  );
}

interface StepProps {
  readonly step: WelcomeStep;
  readonly wasMoved: boolean;
  readonly model: WelcomeModel | null;
  readonly on: WelcomeSource;
}

function Step({ step, wasMoved, model, on }: StepProps) {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where a step begins, once.
  useEffect(() => {
    if (wasMoved) heading.current?.focus();
  }, []);
  return (
    <section aria-labelledby="welcome-step">
      <h2 id="welcome-step" ref={heading} tabIndex={-1}>
        {say(`welcome.head.${step}`)}
      </h2>
      {step === 'providers' && <ProvidersStep model={model} on={on} />}
      {step === 'demo' && <DemoStep demo={on.demo} theme={model?.theme ?? null} />}
      {step === 'limit' && <LimitStep limit={model?.limit ?? null} onLimit={on.onLimit} />}
      {step === 'companion' && <CompanionStep isPaired={model?.isPaired ?? false} onOpenPage={on.onOpenPage} />}
    </section>
  );
}

/** The way on, the way back, and the way out. */
function Foot({ step, on }: { readonly step: WelcomeStep; readonly on: WelcomeSource }) {
  const say = useSay();
  const at = WELCOME_STEPS.indexOf(step);
  const [before, after] = [WELCOME_STEPS[at - 1], WELCOME_STEPS[at + 1]];
  return (
    <footer>
      <div className="buttons">
        {before !== undefined && (
          <button type="button" onClick={() => goTo(before)}>
            {say('welcome.back')}
          </button>
        )}
        {after === undefined ? (
          <button type="button" className="primary" onClick={() => on.onOpenPage('overview')}>
            {say('welcome.done')}
          </button>
        ) : (
          <button type="button" onClick={() => goTo(after)}>
            {say('welcome.next')}
          </button>
        )}
        {after !== undefined && (
          <button type="button" className="quiet" onClick={() => on.onOpenPage('overview')}>
            {say('welcome.leave')}
          </button>
        )}
      </div>
      <p className="hint">{say('welcome.companion.after')}</p>
    </footer>
  );
}

function goTo(step: WelcomeStep): void {
  location.hash = step;
}

/** The step that the address names, else where somebody left. */
function useStep({ model }: WelcomeState): { readonly step: WelcomeStep; readonly wasMoved: boolean } {
  const [named, setNamed] = useState(readStep);
  const [wasMoved, setMoved] = useState(false);
  useEffect(() => {
    const onHash = (): void => {
      setMoved(true);
      setNamed(readStep());
    };
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, []);
  // What is stored changes with each step: where this page began is looked up once.
  const [first, setFirst] = useState<WelcomeStep | null>(null);
  useEffect(() => {
    if (model !== null) setFirst((known) => known ?? model.step);
  }, [model]);
  return { step: named ?? first ?? model?.step ?? 'providers', wasMoved };
}

function readStep(): WelcomeStep | null {
  return WELCOME_STEPS.find((step) => location.hash === `#${step}`) ?? null;
}
