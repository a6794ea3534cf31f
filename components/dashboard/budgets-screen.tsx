import { useEffect, useRef, useState } from 'react';
import type { BudgetsView } from '../../lib/domain/own-budget.ts';
import type { BudgetsDeeds, BudgetsState } from '../../lib/ui/budgets-store.ts';
import { useSay } from '../popup/say.ts';
import { BudgetForm } from './budget-form.tsx';
import { BudgetRow } from './budget-row.tsx';
import { focusNotice, Notice } from './notice.tsx';
import { SharedPanel } from './shared-budgets.tsx';

interface BudgetsProps {
  readonly state: BudgetsState;
  readonly deeds: BudgetsDeeds;
}

/** The user's own budgets: how they stand, and a form to set them. */
export function BudgetsScreen({ state, deeds }: BudgetsProps) {
  const say = useSay();
  const { status, view, notice } = state;
  return (
    <>
      <Notice words={notice === null ? '' : say(notice.key, notice.params)} isFailed={status === 'failed'} />
      <p className="lead">{say('bud.what')}</p>
      {status === 'loading' && view === null && (
        <p className="hint" role="status">
          {say('bud.loading')}
        </p>
      )}
      {view !== null && <Budgets view={view} deeds={deeds} />}
    </>
  );
}

function Budgets({ view, deeds }: { readonly view: BudgetsView; readonly deeds: BudgetsDeeds }) {
  const say = useSay();
  // Which one is being changed, by its name; null: a new one is typed.
  const [was, setWas] = useState<string | null>(null);
  const form = useRef<HTMLHeadingElement>(null);
  const changed = view.budgets.find(({ id }) => id === was) ?? null;
  useEffect(() => {
    if (was !== null) form.current?.focus();
  }, [was]);
  return (
    <div className="panels">
      <section className="panel" aria-labelledby="budget-list">
        <h2 id="budget-list">{say(view.budgets.length === 0 ? 'bud.none' : 'bud.yours')}</h2>
        {view.budgets.length === 0 ? (
          <p>{say('bud.noneHow')}</p>
        ) : (
          <ul className="rows budgets">
            {view.budgets.map((budget) => (
              <li key={budget.id}>
                <BudgetRow budget={budget} deeds={deeds} onChange={() => setWas(budget.id)} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <SharedPanel shared={view.shared} isTeam={view.isTeam} />
      {view.shared !== null && <Paired hasOwn={view.budgets.length > 0} onHandOver={deeds.handOver} />}
      <section className="panel" aria-labelledby="budget-form">
        <h2 id="budget-form" ref={form} tabIndex={-1}>
          {changed === null ? say('bud.new') : say('bud.changing', { budget: changed.id })}
        </h2>
        <BudgetForm
          // Another one, or as it is after a change: typed anew.
          key={changed === null ? `new ${view.budgets.length}` : `of ${changed.id}`}
          view={view}
          budget={changed}
          onSave={(typed) => deeds.save(typed, changed?.id ?? null)}
          onClose={() => {
            setWas(null);
            focusNotice();
          }}
        />
      </section>
    </div>
  );
}

/** One set of budgets for pages and scripts, where somebody wants that. */
function Paired({ hasOwn, onHandOver }: { readonly hasOwn: boolean; readonly onHandOver: () => void }) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="budget-hand">
      <h2 id="budget-hand">{say('bud.hand')}</h2>
      <p>{say(hasOwn ? 'bud.handWhat' : 'bud.paired')}</p>
      {hasOwn && (
        <div className="buttons">
          <button
            type="button"
            onClick={() => {
              onHandOver();
              focusNotice();
            }}
          >
            {say('bud.handDo')}
          </button>
        </div>
      )}
    </section>
  );
}
