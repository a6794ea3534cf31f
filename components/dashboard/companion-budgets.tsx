import type { BudgetView, EnvelopeView } from '../../lib/domain/budget-view.ts';
import { budgetAmount } from '../../lib/domain/own-budget.ts';
import type { CompanionBudgetsState } from '../../lib/ui/companion-budgets-store.ts';
import { type Say, useSay } from '../popup/say.ts';
import { BudgetBar, leftOf, useOf } from './budget-row.tsx';
import { Notice } from './notice.tsx';

/** The companion's budgets and the parts that they are shared out into: how they stand. They are set by its command line. */
export function CompanionBudgets({ state: { status, budgets } }: { readonly state: CompanionBudgetsState }) {
  const say = useSay();
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <p className="lead">{say('cbud.what')}</p>
      {status === 'loading' && budgets.length === 0 && (
        <p className="hint" role="status">
          {say('bud.loading')}
        </p>
      )}
      {status === 'ready' && budgets.length === 0 && (
        <section className="nothing">
          <h2>{say('bud.none')}</h2>
          <p>{say('cbud.noneHow')}</p>
          <p>
            <code>tollkeeper budgets set daily --limit 5 --per day</code>
          </p>
        </section>
      )}
      {budgets.length > 0 && (
        <section className="panel" aria-labelledby="budget-list">
          <h2 id="budget-list">{say('bud.yours')}</h2>
          <ul className="rows budgets">
            {budgets.map((budget) => (
              <li key={budget.id}>
                <Row budget={budget} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
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
      {envelopes.length > 0 && limit > 0n && (
        <ul className="rows" aria-label={say('cbud.parts', { budget: id })}>
          {envelopes.map((envelope) => (
            <li key={envelope.name}>
              <div className="row-words">
                <h4>{envelope.name}</h4>
                <p>{labelsOf(envelope, say)}</p>
                <Standing of={envelope} counts={counts} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Standing({ of, counts }: { readonly of: BudgetView | EnvelopeView } & Pick<BudgetView, 'counts'>) {
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

function labelsOf({ labels }: EnvelopeView, say: Say): string {
  if (labels.length === 0) return say('cbud.rest');
  return say('cbud.labels', { labels: { kind: 'verbatim', text: labels.join(', ') } });
}
