import { type FormEvent, useId, useRef, useState } from 'react';
import { toDecimal } from '../../lib/domain/money.ts';
import type { BudgetFault, BudgetsView, OwnBudgetView, TypedBudget } from '../../lib/domain/own-budget.ts';
import { useSay } from '../popup/say.ts';
import { nameOfUnit } from './amount-row.tsx';
import { Field } from './fields.tsx';

interface FormProps {
  readonly view: BudgetsView;
  /** The one that is changed; null: a new one. */
  readonly budget: OwnBudgetView | null;
  readonly onSave: (typed: TypedBudget) => Promise<BudgetFault | null>;
  /** It is kept, or nothing is to be changed. */
  readonly onClose: () => void;
}

/** Of which field a fault is. */
const FIELD: Readonly<Record<BudgetFault, string>> = {
  'bad-name': 'name',
  'name-taken': 'name',
  'too-many': 'name',
  gone: 'name',
  'bad-limit': 'limit',
  'bad-scope': 'scope',
};

/** A budget as it is typed, with a sentence beside the field that is wrong. */
export function BudgetForm({ view, budget, onSave, onClose }: FormProps) {
  const say = useSay();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<BudgetFault | null>(null);
  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const said = await onSave(readForm(new FormData(event.currentTarget)));
    setFault(said);
    if (said === null) return onClose();
    form.current?.querySelector<HTMLElement>(`[name=${FIELD[said]}]`)?.focus();
  };
  const wrong = (name: string) => {
    const isWrong = fault !== null && FIELD[fault] === name;
    return { 'aria-invalid': isWrong, 'aria-describedby': isWrong ? `${id}-bad` : undefined };
  };
  const old = budget === null ? null : typedOf(budget);
  return (
    <form ref={form} className="budget-form" onSubmit={(event) => void onSubmit(event)} noValidate>
      <Field id={`${id}-name`} label={say('bud.name')}>
        <input
          {...{ id: `${id}-name`, name: 'name', defaultValue: old?.name ?? '', autoComplete: 'off', ...wrong('name') }}
        />
      </Field>
      <Field id={`${id}-scope`} label={say('bud.scope')}>
        <select {...{ id: `${id}-scope`, name: 'scope', defaultValue: old?.scope ?? 'everything', ...wrong('scope') }}>
          <Scopes view={view} />
        </select>
      </Field>
      <Field id={`${id}-limit`} label={say('bud.limit')}>
        <input
          {...{ id: `${id}-limit`, name: 'limit', inputMode: 'decimal', autoComplete: 'off', ...wrong('limit') }}
          defaultValue={old?.limit ?? ''}
        />
      </Field>
      <Field id={`${id}-counts`} label={say('bud.counts')}>
        <select id={`${id}-counts`} name="counts" defaultValue={old?.counts ?? `money|${view.units[0] ?? 'USD'}`}>
          <Counts view={view} />
        </select>
      </Field>
      <Field id={`${id}-span`} label={say('bud.per')}>
        <select id={`${id}-span`} name="span" defaultValue={old?.span ?? 'day'}>
          {(['day', 'week', 'month'] as const).map((span) => (
            <option key={span} value={span}>
              {say(`bud.span.${span}`)}
            </option>
          ))}
        </select>
      </Field>
      <Kinds isHard={old?.isHard ?? false} />
      {fault !== null && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say(`bud.fault.${fault}`)}
        </p>
      )}
      <div className="buttons">
        <button type="submit" className="primary">
          {say(budget === null ? 'bud.add' : 'bud.save')}
        </button>
        {budget !== null && (
          <button type="button" onClick={onClose}>
            {say('bud.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}

function Scopes({ view: { providers, models } }: { readonly view: BudgetsView }) {
  const say = useSay();
  return (
    <>
      <option value="everything">{say('bud.about.everything')}</option>
      {providers.length > 0 && (
        <optgroup label={say('bud.scope.providers')}>
          {providers.map(({ id, name }) => (
            <option key={id} value={`provider|${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      )}
      {models.length > 0 && (
        <optgroup label={say('bud.scope.models')}>
          {models.map((model) => (
            <option key={model} value={`model|${model}`}>
              {model}
            </option>
          ))}
        </optgroup>
      )}
    </>
  );
}

function Counts({ view: { units } }: { readonly view: BudgetsView }) {
  const say = useSay();
  return (
    <>
      {units.map((unit) => (
        <option key={unit} value={`money|${unit}`}>
          {nameOfUnit(unit, say)}
        </option>
      ))}
      <option value="tokens">{say('bud.counts.tokens')}</option>
      <option value="calls">{say('bud.counts.calls')}</option>
    </>
  );
}

function Kinds({ isHard }: { readonly isHard: boolean }) {
  const say = useSay();
  return (
    <fieldset>
      <legend>{say('bud.when')}</legend>
      {(['soft', 'hard'] as const).map((kind) => (
        <label key={kind} className="choice">
          <input type="radio" name="kind" value={kind} defaultChecked={(kind === 'hard') === isHard} />
          <span>
            <span className="choice-name">{say(`bud.${kind}Choice`)}</span>
            <span className="hint">{say(`bud.${kind}What`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function readForm(data: FormData): TypedBudget {
  const text = (name: string): string => String(data.get(name) ?? '');
  return {
    ...{ name: text('name'), scope: text('scope'), counts: text('counts'), limit: text('limit'), span: text('span') },
    isHard: text('kind') === 'hard',
  };
}

function typedOf({ id: name, scope, counts, limit, span, isHard }: OwnBudgetView): TypedBudget {
  return {
    ...{ name, span, isHard },
    scope: scope.kind === 'everything' ? scope.kind : `${scope.kind}|${scope.id}`,
    counts: counts.of === 'money' ? `money|${counts.unit}` : counts.of,
    limit: counts.of === 'money' ? toDecimal(limit) : limit.toString(),
  };
}
