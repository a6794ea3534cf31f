import { type FormEvent, useId, useState } from 'react';
import { type BudgetFault, budgetAmount, type OwnBudgetView } from '../../lib/domain/own-budget.ts';
import type { BudgetsDeeds } from '../../lib/ui/budgets-store.ts';
import { type Say, useSay } from '../popup/say.ts';
import { nameOfUnit } from './amount-row.tsx';
import { focusNotice } from './notice.tsx';
import { Question } from './question.tsx';

interface RowProps {
  readonly budget: OwnBudgetView;
  readonly deeds: Pick<BudgetsDeeds, 'raise' | 'remove'>;
  readonly onChange: () => void;
}

/** One budget: what it allows, what of that is gone, and what can be done. */
export function BudgetRow({ budget, deeds, onChange }: RowProps) {
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const { id, counts, limit, cap, unsure, unknownCalls, lasts } = budget;
  const unsureKey = counts.of === 'tokens' ? 'bud.unsureTokens' : 'bud.unsure';
  return (
    <>
      <div className="row-words">
        <h3>{id}</h3>
        <p>{lineOf(budget, say)}</p>
        <BudgetBar percent={budget.percent} />
        <p className="budget-use">
          <span>{useOf(budget, say)}</span> <b>{leftOf(budget, say)}</b>
        </p>
        {unsure > 0n && <p>{say(unsureKey, { unsure: budgetAmount(counts, unsure, 'up') })}</p>}
        {lasts && <p>{say('notice.lasts', { lasts })}</p>}
        {cap > limit && <p>{say('bud.raised', { by: budgetAmount(counts, cap - limit) })}</p>}
        {unknownCalls > 0 && <p>{say(unsure > 0n ? 'bud.unknownMost' : 'bud.unknown', { n: unknownCalls })}</p>}
      </div>
      <div className="row-deeds">
        <button type="button" aria-label={say('bud.changeFor', { budget: id })} onClick={onChange}>
          {say('bud.change')}
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={say('bud.removeFor', { budget: id })}
          onClick={() => setAsking(true)}
        >
          {say('bud.remove')}
        </button>
        {isAsking && (
          <Question
            head={say('bud.removeHead', { budget: id })}
            what={say('bud.removeWhat')}
            answer={say('bud.remove')}
            onCancel={() => setAsking(false)}
            onConfirm={() => {
              setAsking(false);
              deeds.remove(id);
              // The button that asked goes away with its row.
              focusNotice();
            }}
          />
        )}
      </div>
      <Raise budget={budget} onRaise={deeds.raise} />
    </>
  );
}

/** How much of it is gone, for the eye alone: the words beside it say the same. Near its end it is striped, at it, full. */
export function BudgetBar({ percent }: { readonly percent: number }) {
  const state = percent >= 100 ? 'is-over' : percent >= 80 ? 'is-near' : 'is-calm';
  return (
    <div className={`budget-bar ${state}`} aria-hidden="true">
      <span style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
    </div>
  );
}

interface RaiseProps {
  readonly budget: OwnBudgetView;
  readonly onRaise: BudgetsDeeds['raise'];
}

function Raise({ budget: { id, counts }, onRaise }: RaiseProps) {
  const say = useSay();
  const field = useId();
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<BudgetFault | null>(null);
  const unit = unitName(counts, say);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void onRaise(id, typed).then((said) => {
      setFault(said);
      if (said === null) return setTyped('');
      document.getElementById(field)?.focus();
    });
  };
  return (
    <details className="budget-raise">
      <summary aria-label={say('bud.raiseFor', { budget: id })}>{say('bud.raise')}</summary>
      <form className="row-deeds" onSubmit={onSubmit} noValidate>
        <span className="amount-field">
          <input
            id={field}
            type="text"
            inputMode="decimal"
            aria-label={say('bud.raiseBy', { budget: id, unit })}
            aria-invalid={fault !== null}
            aria-describedby={fault === null ? undefined : `${field}-bad`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span aria-hidden="true">{unit}</span>
        </span>
        <button type="submit">{say('bud.raiseDo')}</button>
        {fault !== null && (
          <p id={`${field}-bad`} role="alert" className="bad">
            {say(`bud.fault.${fault}`)}
          </p>
        )}
      </form>
    </details>
  );
}

/** What a budget counts, beside a field. */
export function unitName(counts: OwnBudgetView['counts'], say: Say): string {
  return counts.of === 'money' ? nameOfUnit(counts.unit, say) : say(`bud.counts.${counts.of}`);
}

type Standing = Pick<OwnBudgetView, 'counts' | 'cap' | 'spent' | 'held' | 'percent'>;

function lineOf({ scope, counts, limit, span, isHard }: OwnBudgetView, say: Say): string {
  const about =
    scope.kind === 'everything'
      ? { key: 'bud.about.everything' as const }
      : { key: `bud.about.${scope.kind}` as const, params: { name: { kind: 'verbatim', text: scope.name } as const } };
  return say('bud.line', {
    ...{ about, limit: budgetAmount(counts, limit) },
    ...{ span: { key: `bud.span.${span}` }, kind: { key: isHard ? 'bud.hard' : 'bud.soft' } },
  });
}

/** How much of it is used. */
export function useOf({ counts, cap, spent, held, percent }: Standing, say: Say): string {
  const params = { spent: budgetAmount(counts, spent), cap: budgetAmount(counts, cap), percent };
  return held === 0n ? say('bud.spent', params) : say('bud.spentHeld', { ...params, held: budgetAmount(counts, held) });
}

/** How much is left of it, or over. */
export function leftOf({ counts, cap, spent, held }: Standing, say: Say): string {
  const left = cap - spent - held;
  if (left === 0n) return say('bud.used');
  if (left < 0n) return say('bud.over', { over: budgetAmount(counts, -left, 'up') });
  return say('bud.left', { left: budgetAmount(counts, left, 'down') });
}
