import { use } from 'react';
import type { BudgetStanding, BudgetView, EnvelopeView } from '../../lib/domain/budget-view.ts';
import { percentIn } from '../../lib/domain/money.ts';
import { budgetAmount } from '../../lib/domain/own-budget.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { BudgetBar, leftOf, useOf } from './budget-row.tsx';

/** Budgets of a companion with the parts that they are shared out into, to be read: they are changed there. */
export function BudgetParts({ budgets }: { readonly budgets: readonly BudgetView[] }) {
  return (
    <ul className="rows budgets">
      {budgets.map((budget) => (
        <li key={budget.id}>
          <Row budget={budget} />
        </li>
      ))}
    </ul>
  );
}

function Row({ budget }: { readonly budget: BudgetView }) {
  const say = useSay();
  const { id, span, counts, limit, unknownCalls, envelopes } = budget;
  return (
    <div className="row-words">
      <h3>{id}</h3>
      <p>{lineOf(budget, say)}</p>
      {/* Of each call by itself nothing adds up. */}
      {span !== 'call' && <Standing of={budget} counts={counts} />}
      {unknownCalls > 0 && <p>{say('bud.unknown', { n: unknownCalls })}</p>}
      {envelopes.length > 0 && limit > 0n && <Parts budget={budget} />}
    </div>
  );
}

function Parts({ budget }: { readonly budget: BudgetView }) {
  const say = useSay();
  const { id, counts, envelopes, emergency, moves } = budget;
  return (
    <>
      <ul className="rows" aria-label={say('cbud.parts', { budget: id })}>
        {envelopes.map((envelope) => (
          <li key={envelope.name}>
            <div className="row-words">
              <h4>{envelope.name}</h4>
              <p>{say('cbud.share', { percent: envelope.share, whose: labelsOf(envelope) })}</p>
              <Standing of={envelope} counts={counts} />
            </div>
          </li>
        ))}
      </ul>
      {emergency !== null && emergency.stopsFirst.length > 0 && (
        <p>
          {say('cbud.emergency', {
            amount: budgetAmount(counts, emergency.amount),
            labels: { kind: 'verbatim', text: emergency.stopsFirst.join(', ') },
          })}
        </p>
      )}
      {moves.length > 0 && <Moves budget={budget} />}
    </>
  );
}

/** What was moved, newest first: how much of the whole each was is a bar below the amount. */
function Moves({ budget: { id, counts, cap, moves } }: { readonly budget: BudgetView }) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <details className="moves">
      <summary aria-label={say('cbud.movesOf', { n: moves.length, budget: id })}>
        {say('cbud.moves', { n: moves.length })}
      </summary>
      <table aria-label={say('cbud.movesOf', { n: moves.length, budget: id })}>
        <thead>
          <tr>
            <th scope="col">{say('cbud.move.when')}</th>
            <th scope="col">{say('cbud.move.parts')}</th>
            <th scope="col">{say('cbud.move.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ id: move, from, to, amount, at }) => (
            <tr key={move}>
              <td>{formatInstant(at, language)}</td>
              <td>{say('cbud.move.way', { from, to })}</td>
              <td>
                {say('cbud.move.sum', { amount: budgetAmount(counts, amount) })}
                <div className="budget-bar" aria-hidden="true">
                  <span style={{ width: `${Math.min(100, percentIn(amount, cap))}%` }} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Standing({ of, counts }: { readonly of: BudgetStanding } & Pick<BudgetView, 'counts'>) {
  const say = useSay();
  const standing = { ...of, counts };
  return (
    <>
      <BudgetBar percent={of.percent} />
      <p className="budget-use">
        <span>{useOf(standing, say)}</span> <b>{leftOf(standing, say)}</b>
      </p>
    </>
  );
}

function lineOf({ scope, counts, limit, span, isHard }: BudgetView, say: Say): string {
  const about =
    scope === null
      ? { key: 'bud.about.everything' as const }
      : { key: `bud.about.${scope.kind}` as const, params: { name: { kind: 'verbatim', text: scope.name } as const } };
  return say('bud.line', {
    ...{ about, limit: budgetAmount(counts, limit) },
    ...{ span: { key: `bud.span.${span}` }, kind: { key: isHard ? 'bud.hard' : 'bud.soft' } },
  });
}

function labelsOf({ labels }: EnvelopeView) {
  if (labels.length === 0) return { key: 'cbud.rest' as const };
  return { key: 'cbud.labels' as const, params: { labels: { kind: 'verbatim', text: labels.join(', ') } as const } };
}
