import { useContext, useId, useState } from 'react';
import type { BatchRow, BatchView } from '../../lib/domain/estimator.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import { type EstimatorDeeds, type EstimatorState, MODELS_MAX } from '../../lib/ui/estimator-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { moneyOf, rangeText } from './estimator-result.tsx';
import { Field } from './fields.tsx';

interface BatchProps {
  readonly state: EstimatorState;
  readonly deeds: Pick<EstimatorDeeds, 'stop' | 'addModel' | 'removeModel'>;
}

/** What a file of requests would cost: how far it is read, and by model what all of it comes to. */
export function EstimatorBatch({ state: { batch, progress, isStopped, models }, deeds }: BatchProps) {
  const say = useSay();
  const id = useId();
  const percent =
    progress === null || progress.bytesAll === 0 ? 0 : Math.floor((progress.bytes * 100) / progress.bytesAll);
  return (
    <section className="panel" aria-labelledby={`${id}-head`} aria-busy={progress !== null}>
      <h2 id={`${id}-head`}>{say('est.batch')}</h2>
      {progress !== null && (
        <div className="reading">
          <label htmlFor={`${id}-bar`}>{say('est.progress', { n: progress.requests, percent })}</label>
          <progress id={`${id}-bar`} max={100} value={percent} />
          <button type="button" onClick={deeds.stop}>
            {say('est.stop')}
          </button>
        </div>
      )}
      <p role="status" className={isStopped ? 'unsure' : undefined}>
        {batch !== null && progress === null && say(isStopped ? 'est.stopped' : 'est.batchSum', { n: batch.requests })}
      </p>
      {batch !== null && progress === null && (
        <>
          <Sums batch={batch} onRemove={deeds.removeModel} />
          <Bad batch={batch} />
          <Instead isFull={models.length >= MODELS_MAX} onAdd={deeds.addModel} />
        </>
      )}
    </section>
  );
}

function Sums({ batch, onRemove }: { readonly batch: BatchView; readonly onRemove: (model: string) => void }) {
  const say = useSay();
  const language = useContext(LanguageContext);
  if (batch.rows.length === 0) return null;
  return (
    <>
      <div className="wide-table">
        <table className="compared">
          <thead>
            <tr>
              <th scope="col">{say('est.col.model')}</th>
              <th scope="col">{say('est.col.requests')}</th>
              <th scope="col">{say('est.col.likely')}</th>
              <th scope="col">{say('est.col.range')}</th>
            </tr>
          </thead>
          <tbody>
            {batch.rows.map((row) => (
              <Sum
                key={`${row.providerName} ${row.model} ${row.isInstead} ${row.sum.unit}`}
                row={row}
                onRemove={onRemove}
              />
            ))}
          </tbody>
          {batch.totals.length > 0 && (
            <tfoot>
              {batch.totals.map(({ providerName, sum }) => (
                <tr key={`${providerName} ${sum.unit}`}>
                  <th scope="row">
                    {providerName === null ? say('est.all') : say('est.allOf', { provider: providerName })}
                  </th>
                  <Figures sum={sum} />
                </tr>
              ))}
            </tfoot>
          )}
        </table>
      </div>
      {batch.isCut && <p className="hint">{say('est.batchCut')}</p>}
      <ul className="words">
        {carriedOf(batch).map(({ name, text }) => (
          <li key={name}>
            {name}: {renderText(text, language)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What a balance carries: of all that it pays, not of each model on its own where it pays several. */
function carriedOf({ rows, totals }: BatchView): readonly { readonly name: string; readonly text: Text }[] {
  const isTotalled = (row: BatchRow): boolean =>
    !row.isInstead && totals.some(({ providerName }) => providerName === row.providerName);
  const named = [
    ...rows.filter((row) => !isTotalled(row)).map((row) => ({ ...row, name: row.model ?? row.providerName })),
    ...totals.map((total) => ({ ...total, name: total.providerName ?? '' })),
  ];
  return named.flatMap(({ name, carries }) => (carries === null ? [] : [{ name, text: carries.text }]));
}

function Figures({ sum }: Pick<BatchRow, 'sum'>) {
  const say = useSay();
  return (
    <>
      <td>{say('est.costExact', { likely: sum.calls })}</td>
      <td>{say('est.costExact', { likely: moneyOf(sum.unit, sum.likelyNano) })}</td>
      <td>{sum.lowNano === sum.highNano ? '' : rangeText(sum, say)}</td>
    </>
  );
}

function Sum({ row, onRemove }: { readonly row: BatchRow; readonly onRemove: (model: string) => void }) {
  const say = useSay();
  const { model, isInstead, providerName, sum } = row;
  const name = model ?? say('est.anyModel');
  return (
    <tr>
      <th scope="row">
        <span className="model-name">
          {isInstead
            ? say('est.instead', { model: name })
            : say('est.cli.head', { provider: providerName, model: name })}
        </span>
        {isInstead && (
          <button
            type="button"
            className="quiet remove"
            aria-label={say('est.remove', { model: name })}
            onClick={() => onRemove(name)}
          >
            ×
          </button>
        )}
      </th>
      <Figures sum={sum} />
    </tr>
  );
}

function Bad({ batch: { unknown, bad, problems } }: { readonly batch: BatchView }) {
  const say = useSay();
  const language = useContext(LanguageContext);
  if (unknown === 0 && bad === 0) return null;
  return (
    <div>
      <p className="unsure">{say('est.batchUnknown', { count: unknown, bad })}</p>
      <ul className="words">
        {problems.map(({ line, texts }) => (
          <li key={line}>
            {say('est.badLine', {
              n: line,
              text: { kind: 'verbatim', text: texts.map((text) => renderText(text, language)).join(' ') },
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which models a file could go to instead is not searched for each of its lines: a name is typed. */
function Instead({ isFull, onAdd }: { readonly isFull: boolean; readonly onAdd: (model: string) => void }) {
  const say = useSay();
  const id = useId();
  const [model, setModel] = useState('');
  return (
    <form
      className="instead"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(model.trim());
        setModel('');
      }}
    >
      <Field id={id} label={say('est.insteadOf')}>
        <input
          id={id}
          autoComplete="off"
          spellCheck={false}
          value={model}
          onChange={(event) => setModel(event.target.value)}
        />
      </Field>
      <button type="submit" disabled={isFull || model.trim() === ''}>
        {say('est.compare')}
      </button>
    </form>
  );
}
