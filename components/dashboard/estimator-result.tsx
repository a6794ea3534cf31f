import { useContext, useId } from 'react';
import type { Estimate } from '../../lib/domain/estimate.ts';
import type { EstimateView, TokenPart } from '../../lib/domain/estimator.ts';
import { explainNone } from '../../lib/domain/explain-estimate.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { TextParam } from '../../lib/domain/text.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';

interface ResultProps {
  readonly view: EstimateView;
  /** Something was changed since, and is being counted. */
  readonly isOld: boolean;
}

/** What one request would cost by its own model: the sum, what it consists of, and why. */
export function EstimatorResult({ view, isOld }: ResultProps) {
  const say = useSay();
  const language = useContext(LanguageContext);
  const id = useId();
  const [own] = view.rows;
  const none = view.none ?? own?.none ?? null;
  const isProblem = view.none?.kind === 'problem';
  return (
    <section className="panel estimate" aria-labelledby={`${id}-head`} aria-busy={isOld}>
      <h2 id={`${id}-head`}>{say('est.result')}</h2>
      <div role="status" className="estimate-head">
        {view.providerName !== null && (
          <p className="estimate-who">
            {own?.model ? say('est.cli.head', { provider: view.providerName, model: own.model }) : view.providerName}
          </p>
        )}
        {own?.estimate && <Cost estimate={own.estimate} />}
        {none !== null && (
          <div id={isProblem ? 'est-problem' : undefined}>
            {explainNone(none).map((text) => (
              <p key={text.key} className={isProblem ? 'bad' : undefined}>
                {renderText(text, language)}
              </p>
            ))}
          </div>
        )}
        {own?.estimate && <Balance view={view} />}
      </div>
      {view.parts.length > 1 && <Parts parts={view.parts} />}
      {own !== undefined && own.reasons.length > 0 && (
        <div>
          <h3>{say('est.why')}</h3>
          <ul className="words">
            {own.reasons.map((reason) => (
              <li key={reason.key}>{renderText(reason, language)}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Cost({ estimate }: { readonly estimate: Estimate }) {
  const say = useSay();
  const { unit, likelyNano, lowNano, highNano, reserveNano } = estimate;
  const isExact = lowNano === highNano;
  const likely = moneyOf(unit, likelyNano);
  return (
    <>
      <p className="estimate-cost">{say(isExact ? 'est.costExact' : 'est.cost', { likely })}</p>
      {!isExact && <p>{rangeText(estimate, say)}</p>}
      {reserveNano !== null && reserveNano > 0n && (
        <p>{say('est.aside', { money: moneyOf(unit, reserveNano, 'up') })}</p>
      )}
    </>
  );
}

/** From the lowest to the highest, never more than the one, never less than the other; and what it cannot exceed. */
export function rangeText(
  { unit, lowNano, highNano, mostNano }: Pick<Estimate, 'unit' | 'lowNano' | 'highNano' | 'mostNano'>,
  say: Say,
): string {
  const ends = { low: moneyOf(unit, lowNano, 'down'), high: moneyOf(unit, highNano, 'up') };
  if (mostNano === undefined || mostNano <= highNano) return say('est.between', ends);
  return say('est.betweenMost', { ...ends, most: moneyOf(unit, mostNano, 'up') });
}

/** An amount as these screens show it. */
export function moneyOf(unit: string, nano: bigint, rounding?: 'up' | 'down'): TextParam {
  return { kind: 'money', money: { unit, nano }, ...(rounding && { rounding }) };
}

function Balance({ view: { balance, rows } }: { readonly view: EstimateView }) {
  const say = useSay();
  const language = useContext(LanguageContext);
  const carried = rows[0]?.carries ?? null;
  if (balance === null) return <p className="hint">{say('est.noBalance')}</p>;
  const age = { kind: 'age', ms: Date.now() - balance.at } as const;
  return (
    <>
      <p className="hint">
        {say('est.balance', { money: moneyOf(balance.money.unit, balance.money.nano, 'down'), age })}
      </p>
      {carried !== null && (
        <p className={carried.how === 'no' ? 'bad' : carried.how === 'maybe' ? 'unsure' : undefined}>
          {renderText(carried.text, language)}
        </p>
      )}
    </>
  );
}

/** The bar says nothing that the list does not. */
function Parts({ parts }: { readonly parts: readonly TokenPart[] }) {
  const say = useSay();
  return (
    <div>
      <h3>{say('est.parts')}</h3>
      <div className="parts-bar" aria-hidden="true">
        {parts.map(({ part, tokens }) => (
          <span key={part} className={`is-${part}`} style={{ flexGrow: tokens }} />
        ))}
      </div>
      <dl className="parts-list">
        {parts.map(({ part, tokens }) => (
          <div key={part}>
            <dt>
              <span className={`parts-mark is-${part}`} aria-hidden="true" />
              {say(`est.part.${part}`)}
            </dt>
            <dd>{say('est.costExact', { likely: tokens })}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
