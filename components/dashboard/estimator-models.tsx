import { useContext, useId, useState } from 'react';
import type { EstimateView, ModelRow } from '../../lib/domain/estimator.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { type EstimatorDeeds, MODELS_MAX } from '../../lib/ui/estimator-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { moneyOf, rangeText } from './estimator-result.tsx';

/** Models that are offered at once. */
const OFFERED_MAX = 12;

interface ModelsProps {
  readonly view: EstimateView;
  readonly chosen: readonly string[];
  readonly deeds: Pick<EstimatorDeeds, 'addModel' | 'removeModel'>;
}

/** The same request by several models of its provider, and others to add, cheapest first. */
export function EstimatorModels({ view, chosen, deeds }: ModelsProps) {
  const say = useSay();
  const id = useId();
  const hasAside = view.rows.some(({ estimate }) => estimate !== null && estimate.reserveNano !== 0n);
  const hasBalance = view.rows.some(({ carries }) => carries !== null);
  if (view.others.length === 0 && view.rows.length < 2) return null;
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('est.models')}</h2>
      <div className="wide-table">
        <table className="compared">
          <thead>
            <tr>
              <th scope="col">{say('est.col.model')}</th>
              <th scope="col">{say('est.col.likely')}</th>
              <th scope="col">{say('est.col.range')}</th>
              {hasAside && <th scope="col">{say('est.col.aside')}</th>}
              {hasBalance && <th scope="col">{say('est.col.carries')}</th>}
            </tr>
          </thead>
          <tbody>
            {view.rows.map((row) => (
              <Row
                key={row.model ?? ''}
                row={row}
                {...{ hasAside, hasBalance }}
                onRemove={row.model !== null && chosen.includes(row.model) ? deeds.removeModel : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Others view={view} isFull={chosen.length >= MODELS_MAX} onAdd={deeds.addModel} />
    </section>
  );
}

const SEARCH = 'est-search';

/** Whoever used a button that goes away with its deed goes on where models are looked for. */
function goOn(deed: () => void): void {
  deed();
  document.getElementById(SEARCH)?.focus();
}

interface RowProps {
  readonly row: ModelRow;
  readonly hasAside: boolean;
  readonly hasBalance: boolean;
  readonly onRemove: ((model: string) => void) | null;
}

function Row({ row: { model, estimate, none, carries }, hasAside, hasBalance, onRemove }: RowProps) {
  const say = useSay();
  const name = model ?? say('est.anyModel');
  const isRange = estimate !== null && estimate.lowNano !== estimate.highNano;
  return (
    <tr>
      <th scope="row">
        <span className="model-name">{name}</span>
        {onRemove !== null && (
          <button
            type="button"
            className="quiet remove"
            aria-label={say('est.remove', { model: name })}
            onClick={() => goOn(() => onRemove(name))}
          >
            ×
          </button>
        )}
      </th>
      <td className={none === null ? undefined : 'unsure'}>
        {estimate === null
          ? say('est.unknown')
          : say('est.costExact', { likely: moneyOf(estimate.unit, estimate.likelyNano) })}
      </td>
      <td>{isRange ? rangeText(estimate, say) : ''}</td>
      {hasAside && (
        <td>
          {estimate?.reserveNano == null
            ? say('est.unknown')
            : say('est.costExact', { likely: moneyOf(estimate.unit, estimate.reserveNano, 'up') })}
        </td>
      )}
      {hasBalance && <td>{carries === null ? '' : say(`est.carries.${carries.how ?? 'other'}`)}</td>}
    </tr>
  );
}

interface OthersProps {
  readonly view: EstimateView;
  readonly isFull: boolean;
  readonly onAdd: (model: string) => void;
}

function Others({ view: { others, rows }, isFull, onAdd }: OthersProps) {
  const say = useSay();
  const language = useContext(LanguageContext);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = others.filter(({ model }) => model?.toLowerCase().includes(wanted));
  const more = found.length - OFFERED_MAX;
  const last = rows.at(-1);
  return (
    <div className="others">
      <div className="field">
        <label htmlFor={SEARCH}>
          {say('est.search')} <span className="hint">({say('est.searchHint')})</span>
        </label>
        <input
          id={SEARCH}
          type="search"
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <p role="status" className="visually-hidden">
        {last?.estimate && rows.length > 1
          ? say('est.said', {
              model: last.model ?? '',
              likely: moneyOf(last.estimate.unit, last.estimate.likelyNano),
              low: moneyOf(last.estimate.unit, last.estimate.lowNano, 'down'),
              high: moneyOf(last.estimate.unit, last.estimate.highNano, 'up'),
            })
          : ''}
      </p>
      {isFull && <p className="hint">{say('est.full')}</p>}
      {found.length === 0 && <p className="hint">{say('est.noneFound')}</p>}
      <ul className="offered">
        {found.slice(0, OFFERED_MAX).map(({ model, estimate }) => (
          <li key={model}>
            <button type="button" disabled={isFull} onClick={() => model !== null && goOn(() => onAdd(model))}>
              <span className="model-name">{model}</span>{' '}
              <span className="offered-cost">
                {estimate &&
                  renderText(
                    { key: 'est.cost', params: { likely: moneyOf(estimate.unit, estimate.likelyNano) } },
                    language,
                  )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="hint">{say('est.more', { n: more })}</p>}
    </div>
  );
}
