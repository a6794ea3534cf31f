import type { CompanionBudgetsState } from '../../lib/ui/companion-budgets-store.ts';
import { useSay } from '../popup/say.ts';
import { BudgetParts } from './budget-parts.tsx';
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
          <BudgetParts budgets={budgets} />
        </section>
      )}
    </>
  );
}
