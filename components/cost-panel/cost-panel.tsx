import { type ReactNode, useEffect } from 'react';
import type { Language } from '../../lib/domain/text.ts';
import type { RecordingDeeds, RecordingState } from '../../lib/ui/recording-store.ts';
import { LanguageContext, usePageLanguage, useSay } from '../popup/say.ts';
import { AskModel } from './ask-model.tsx';
import { RecordedCalls } from './recorded-calls.tsx';
import { RecordingTotal } from './recording-total.tsx';

interface PanelProps {
  readonly state: RecordingState;
  readonly deeds: RecordingDeeds;
  readonly fallbackLanguage: Language;
}

/** The priced calls of one tab, as they are made. */
export function CostPanel({ state, deeds, fallbackLanguage }: PanelProps) {
  const isAny = state.calls.length > 0;
  return (
    <Frame language={state.look?.language ?? fallbackLanguage}>
      <Toolbar state={state} deeds={deeds} />
      <Problems state={state} />
      {isAny && <RecordingTotal calls={state.calls} dropped={state.dropped} />}
      {isAny && <RecordedCalls calls={state.calls} />}
      {!isAny && <Nothing state={state} />}
      <AskModel state={state} onAsk={deeds.ask} />
    </Frame>
  );
}

/** The address names no tab. */
export function NoTab({ language }: { readonly language: Language }) {
  return (
    <Frame language={language}>
      <NoTabText />
    </Frame>
  );
}

function NoTabText() {
  const say = useSay();
  return <p>{say('rec.noTab', { name: say('rec.title') })}</p>;
}

function Frame({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  usePageLanguage(language);
  return (
    <LanguageContext value={language}>
      <div className="dashboard cost-panel">
        <main>
          <Title />
          {children}
        </main>
      </div>
    </LanguageContext>
  );
}

function Title() {
  const say = useSay();
  const title = say('rec.title');
  useEffect(() => {
    document.title = `Tollkeeper · ${title}`;
  }, [title]);
  return <h1 className="visually-hidden">{title}</h1>;
}

function Toolbar({ state: { calls, isRecording }, deeds }: Pick<PanelProps, 'state' | 'deeds'>) {
  const say = useSay();
  const isNone = calls.length === 0;
  return (
    <section className="toolbar" aria-label={say('rec.deeds')}>
      <span className={isRecording ? 'is-recording' : undefined} role="status">
        {say(isRecording ? 'rec.isOn' : 'rec.isOff')}
      </span>
      <button type="button" onClick={isRecording ? deeds.stop : deeds.start}>
        {say(isRecording ? 'rec.stop' : 'rec.start')}
      </button>
      <button type="button" disabled={isNone} onClick={deeds.clear}>
        {say('rec.clear')}
      </button>
      <span className="space" />
      <button type="button" disabled={isNone} onClick={() => void deeds.saveHar()}>
        {say('rec.har')}
      </button>
      <button type="button" disabled={isNone} onClick={deeds.saveCsv}>
        {say('rec.csv')}
      </button>
    </section>
  );
}

function Problems({ state: { status, problem } }: Pick<PanelProps, 'state'>) {
  const say = useSay();
  if (status !== 'failed' && problem !== 'export') return null;
  return (
    <div role="alert" className="failed">
      {status === 'failed' && <p>{say('rec.failed')}</p>}
      {problem === 'export' && <p>{say('rec.saveFailed')}</p>}
    </div>
  );
}

function Nothing({ state: { status, isRecording } }: Pick<PanelProps, 'state'>) {
  const say = useSay();
  if (status === 'loading') return <p className="hint">{say('rec.loading')}</p>;
  return (
    <section className="nothing">
      <h2>{say('rec.empty')}</h2>
      <p>{say(isRecording ? 'rec.emptyHow' : 'rec.emptyOff')}</p>
    </section>
  );
}
