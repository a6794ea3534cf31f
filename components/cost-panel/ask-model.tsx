import { use, useId } from 'react';
import type { TabAnswer, TabQuestion } from '../../lib/domain/recording-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { RecordingState } from '../../lib/ui/recording-store.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { between } from './recording-total.tsx';

interface AskProps {
  readonly state: RecordingState;
  readonly onAsk: (question: TabQuestion) => void;
}

/** What would these calls have cost elsewhere? */
export function AskModel({ state: { calls, choices, question, answer, problem }, onAsk }: AskProps) {
  const say = useSay();
  const id = useId();
  return (
    <section className="panel ask-model" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('rec.if')}</h2>
      <div className="ask-fields">
        <div className="field">
          <label htmlFor={`${id}-provider`}>{say('rec.if.provider')}</label>
          <select
            id={`${id}-provider`}
            value={question.provider ?? ''}
            onChange={({ target }) => onAsk({ ...question, provider: target.value === '' ? null : target.value })}
          >
            <option value="">{say('rec.if.each')}</option>
            {choices.providers.map(({ id: provider, name }) => (
              <option key={provider} value={provider}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-model`}>
            {say('rec.if.model')} <span className="hint">({say('rec.if.hint')})</span>
          </label>
          <input
            id={`${id}-model`}
            type="text"
            list={`${id}-models`}
            autoComplete="off"
            spellCheck={false}
            value={question.model}
            onChange={({ target }) => onAsk({ ...question, model: target.value })}
          />
          <datalist id={`${id}-models`}>
            {choices.models.map((model) => (
              <option key={model} value={model} />
            ))}
          </datalist>
        </div>
      </div>
      {problem === 'question' && (
        <p role="alert" className="failed">
          {say('rec.if.failed')}
        </p>
      )}
      <div role="status">
        {calls.length === 0 && <p className="hint">{say('rec.if.none')}</p>}
        {calls.length > 0 && answer !== null && <Answer answer={answer} model={question.model.trim()} />}
      </div>
    </section>
  );
}

function Answer({ answer, model }: { readonly answer: TabAnswer; readonly model: string }) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <>
      {answer.compared.length === 0 && <p>{say('rec.if.nothing', { model })}</p>}
      {answer.compared.map((one) => (
        <p key={`${one.unitWas} ${one.unit}`}>
          <b>{comparedText(one, model, say)}</b> <span className="hint">{say('rec.if.calls', { n: one.calls })}</span>
        </p>
      ))}
      <ul className="hint">
        {answer.leftOut.map(({ why, calls }) => (
          <li key={why}>{say(`rec.if.left.${why}`, { n: calls })}</li>
        ))}
        {answer.compared.length > 0 &&
          answer.caveats.map((caveat) => <li key={caveat.key}>{renderText(caveat, language)}</li>)}
      </ul>
    </>
  );
}

function comparedText(one: TabAnswer['compared'][number], model: string, say: Say): string {
  const { unit, unitWas, wasNano, lowNano, likelyNano, highNano } = one;
  const was = { kind: 'money', money: { unit: unitWas, nano: wasNano } } as const;
  const money = { unit, nano: likelyNano };
  if (lowNano === highNano) return say('rec.if.say', { model, was, money: { kind: 'money', money } });
  return say('rec.if.sayRange', { model, was, money: { kind: 'about', money }, ...between(unit, lowNano, highNano) });
}
