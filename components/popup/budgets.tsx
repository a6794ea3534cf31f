import { glanceBudget, type OwnBudgetView } from '../../lib/domain/own-budget.ts';
import { useSay } from './say.ts';

interface BudgetsProps {
  /** Those that are nearly used up, or are, or will be before they begin anew. */
  readonly budgets: readonly OwnBudgetView[];
  readonly onOpen: () => void;
}

/** A line for each budget that is near its end or past it, and the way to where it can be raised. */
export function Budgets({ budgets, onOpen }: BudgetsProps) {
  const say = useSay();
  if (budgets.length === 0) return null;
  return (
    <section className="budgets" aria-labelledby="popup-budgets">
      <h2 id="popup-budgets">{say('popup.budgets')}</h2>
      <ul>
        {budgets.map((budget) => {
          const { key, params } = glanceBudget(budget);
          return (
            <li key={budget.id} className={budget.percent >= 100 ? 'is-over' : undefined}>
              {say(key, params)}
              {budget.lasts && <p>{say('notice.lasts', { lasts: budget.lasts })}</p>}
            </li>
          );
        })}
      </ul>
      <button type="button" onClick={onOpen}>
        {say('popup.budgetsOpen')}
      </button>
    </section>
  );
}
