import { type ChangeEvent, type DragEvent, useId, useRef, useState } from 'react';
import type { EstimatorDeeds, EstimatorState } from '../../lib/ui/estimator-store.ts';
import { useSay } from '../popup/say.ts';

interface InputProps {
  readonly state: Pick<EstimatorState, 'text' | 'file' | 'providers' | 'provider' | 'view'>;
  readonly deeds: Pick<EstimatorDeeds, 'write' | 'open' | 'clear' | 'chooseProvider'>;
}

/** Where a request is pasted, or a file opened or dropped, and who answers is chosen. */
export function EstimatorInput({ state, deeds }: InputProps) {
  const say = useSay();
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const { isOver, ...drop } = useDrop(deeds.open);
  const { text, file, view } = state;
  const isWrong = view?.none?.kind === 'problem';
  return (
    <section className={isOver ? 'panel is-over' : 'panel'} aria-labelledby={`${id}-head`} {...drop}>
      <h2 id={`${id}-head`}>{say('est.request')}</h2>
      <div className="field">
        <label htmlFor={`${id}-text`}>
          {say('est.paste')} <span className="hint">({say('est.pasteHint')})</span>
        </label>
        <textarea
          id={`${id}-text`}
          className="code"
          rows={8}
          spellCheck={false}
          autoCapitalize="off"
          value={text}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'est-problem' : undefined}
          onChange={(event) => deeds.write(event.target.value)}
        />
      </div>
      <div className="buttons">
        <button type="button" onClick={() => picker.current?.click()}>
          {say('est.file')}
        </button>
        <span className="hint">{file === null ? say('est.drop') : file.name}</span>
        <button
          type="button"
          className="quiet"
          disabled={text === '' && file === null}
          onClick={() => {
            deeds.clear();
            document.getElementById(`${id}-text`)?.focus();
          }}
        >
          {say('est.clear')}
        </button>
        <input ref={picker} type="file" hidden onChange={(event) => pick(event, deeds.open)} />
      </div>
      <ProviderChoiceField state={state} deeds={deeds} />
    </section>
  );
}

function ProviderChoiceField({ state, deeds }: InputProps) {
  const say = useSay();
  const id = useId();
  return (
    <div className="field estimator-provider">
      <label htmlFor={id}>{say('est.provider')}</label>
      <select
        id={id}
        value={state.provider ?? ''}
        onChange={(event) => deeds.chooseProvider(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{say('est.provider.auto')}</option>
        {state.providers.map((provider) => (
          <option key={provider.id} value={provider.id}>
            {provider.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function pick({ target }: ChangeEvent<HTMLInputElement>, open: EstimatorDeeds['open']): void {
  const [chosen] = target.files ?? [];
  if (chosen !== undefined) open(chosen);
  // The same file can be opened again.
  target.value = '';
}

/** A file dropped anywhere on the panel is opened; the browser would leave the page for it. */
function useDrop(open: EstimatorDeeds['open']) {
  const [isOver, setOver] = useState(false);
  return {
    isOver,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      const [file] = event.dataTransfer.files;
      setOver(false);
      if (file === undefined) return;
      event.preventDefault();
      open(file);
    },
  };
}
