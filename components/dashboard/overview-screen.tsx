import { type BudgetGlance, glanceBudget } from '../../lib/domain/own-budget.ts';
import { FIRST_SPEND } from '../../lib/domain/spend-view.ts';
import type { OverviewState } from '../../lib/ui/overview-store.ts';
import { addressOfSpend } from '../../lib/ui/spend-address.ts';
import type { OverviewDeeds, OverviewModel } from '../../lib/webext/popup-model.ts';
import { Accounts } from '../popup/accounts.tsx';
import { AlertLine } from '../popup/alert-line.tsx';
import { Calls } from '../popup/calls.tsx';
import { useSay } from '../popup/say.ts';
import { Notice } from './notice.tsx';

interface OverviewProps {
  readonly state: OverviewState;
  readonly deeds: OverviewDeeds;
}

/** How everything stands: what needs somebody, what is left, what was spent. */
export function OverviewScreen({ state: { status, view }, deeds }: OverviewProps) {
  const say = useSay();
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      {view === null ? (
        <p className="hint" role="status">
          {status === 'loading' ? say('over.loading') : ''}
        </p>
      ) : (
        <Shown view={view} deeds={deeds} />
      )}
    </>
  );
}

function Shown({ view, deeds }: { readonly view: OverviewModel; readonly deeds: OverviewDeeds }) {
  const say = useSay();
  const { alerts, accounts, spent, budgets, lastCalls, rates, now } = view;
  if (accounts.length === 0 && lastCalls.length === 0) {
    return (
      <section className="nothing">
        <h2>{say('over.none')}</h2>
        <p>{say('over.noneHow')}</p>
      </section>
    );
  }
  return (
    <div className="overview">
      {alerts.map((alert) => (
        <AlertLine key={alert.id} alert={{ ...alert, others: 0 }} isUnanswered={false} on={deeds} />
      ))}
      <Spent spent={spent} budgets={budgets} />
      <div className="overview-columns">
        <div className="panel">
          <Accounts
            accounts={accounts}
            rates={rates}
            now={now}
            onOpen={deeds.onOpen}
            onRecharge={deeds.onRecharge}
            onLinkKey={deeds.onLinkKey}
          />
        </div>
        <div className="panel">
          <Calls calls={lastCalls} now={now} />
          <a href="#calls">{say('popup.allCalls')}</a>
        </div>
      </div>
    </div>
  );
}

function Spent({ spent, budgets }: Pick<OverviewModel, 'spent' | 'budgets'>) {
  const say = useSay();
  return (
    <section className="overview-spent" aria-label={say('dash.spend')}>
      {spent.map(({ span, days, sums, calls, unknownCalls }) => (
        <div key={span} className="panel">
          <h2>{say(`over.span.${span}`)}</h2>
          <p className="overview-sum">
            {sums.length === 0
              ? say('popup.todayNone')
              : sums.map((money) => say('chip.exact', { likely: { kind: 'money', money } })).join(' + ')}
          </p>
          <p className="hint">
            {say('over.calls', { n: calls - unknownCalls })}
            {unknownCalls > 0 && ` ${say('popup.todayUnknown', { n: unknownCalls })}`}
          </p>
          {budgets
            .filter((budget) => budget.span === span)
            .map((budget) => (
              <Budget key={budget.id} budget={budget} />
            ))}
          {calls > 0 && <a href={addressOfSpend({ ...FIRST_SPEND, period: days })}>{say('over.where')}</a>}
        </div>
      ))}
    </section>
  );
}

/** Of so much it is nearly used up. */
const NEAR_PERCENT = 80;

function Budget({ budget }: { readonly budget: BudgetGlance }) {
  const say = useSay();
  const { percent } = budget;
  const { key, params } = glanceBudget(budget);
  return (
    <div className={percent >= 100 ? 'overview-budget is-over' : 'overview-budget'}>
      <span>{say(key, params)}</span>
      <div aria-hidden="true">
        <div
          className={percent >= NEAR_PERCENT ? 'is-near' : undefined}
          style={{ width: `${Math.min(100, percent)}%` }}
        />
      </div>
    </div>
  );
}
