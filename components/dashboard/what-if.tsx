import { type FormEvent, use, useId, useState } from 'react';
import { percentChange } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import {
  CACHE_POLICIES,
  type SavingsQuery,
  type ShownCompared,
  type WhatIfAsked,
  type WhatIfView,
} from '../../lib/domain/savings-view.ts';
import { addressOfSavings } from '../../lib/ui/savings-address.ts';
import { whatIfCsv } from '../../lib/ui/savings-csv.ts';
import type { SavingsDeeds, SavingsState } from '../../lib/ui/savings-store.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { ComparedTable } from './compared-table.tsx';
import { Field, SelectField } from './fields.tsx';
import { SaveButtons } from './save-buttons.tsx';
import { moneyOf } from './spend-words.ts';

interface WhatIfProps {
  readonly state: SavingsState;
  readonly deeds: SavingsDeeds;
}

/** The question what the same calls would have cost otherwise, and its answer. */
export function WhatIf({ state, deeds }: WhatIfProps) {
  const say = useSay();
  const id = useId();
  const { query, whatIf } = state;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say('page.whatif')}</h2>
      <p>{say('save.whatifLead', { of: say('page.whatif.of') })}</p>
      <Question key={addressOfSavings(query)} state={state} deeds={deeds} />
      <div role="status" className="answer">
        {whatIf.status === 'loading' && <p className="hint">{say('save.loading')}</p>}
        {whatIf.status === 'ready' && whatIf.view !== null && (
          <Answer view={whatIf.view} query={query} onSave={deeds.save} />
        )}
      </div>
      {whatIf.status === 'failed' && (
        <p role="alert" className="failed">
          {say('dash.failed')}
        </p>
      )}
    </section>
  );
}

/** What is chosen is asked when the button is pressed: each answer takes a moment. */
function Question({ state: { query, choices }, deeds }: WhatIfProps) {
  const say = useSay();
  const [model, list] = [useId(), useId()];
  const [asked, setAsked] = useState<WhatIfAsked>(query);
  const change = (part: Partial<WhatIfAsked>): void => setAsked((before) => ({ ...before, ...part }));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    deeds.ask({ ...asked, model: asked.model?.trim() || null });
  };
  const { called = [], providers = [], models = [] } = choices ?? {};
  return (
    <form className="filters" onSubmit={onSubmit}>
      <SelectField
        label={say('page.whatif.of')}
        value={asked.of ?? ''}
        onChange={(value) => change({ of: value || null })}
      >
        <option value="">{say('page.whatif.all')}</option>
        {withChosen(called, asked.of).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <Field id={model} label={say('page.whatif.model')}>
        <input
          id={model}
          list={list}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          placeholder={say('save.asItWas')}
          value={asked.model ?? ''}
          onChange={({ target }) => change({ model: target.value || null })}
        />
        <datalist id={list}>
          {models.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </Field>
      <SelectField
        label={say('page.whatif.provider')}
        value={asked.provider ?? ''}
        onChange={(value) => {
          change({ provider: value || null });
          deeds.look(value || null);
        }}
      >
        <option value="">{say('save.asItWas')}</option>
        {providers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={say('page.whatif.cache')}
        value={asked.cache ?? ''}
        onChange={(value) => change({ cache: CACHE_POLICIES.find((policy) => policy === value) ?? null })}
      >
        <option value="">{say('page.cache.same')}</option>
        {CACHE_POLICIES.map((policy) => (
          <option key={policy} value={policy}>
            {say(`page.cache.${policy}`)}
          </option>
        ))}
      </SelectField>
      <button type="submit" className="primary">
        {say('page.whatif.ask')}
      </button>
    </form>
  );
}

/** The address may name a model that was not called in these days. */
function withChosen(names: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || names.includes(chosen) ? names : [chosen, ...names];
}

interface AnswerProps {
  readonly view: WhatIfView;
  readonly query: SavingsQuery;
  readonly onSave: SavingsDeeds['save'];
}

function Answer({ view, query, onSave }: AnswerProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { compared, leftOut, caveats, looked } = view;
  const rows = compared.map((row) => ({ ...row, name: query.of ?? say('page.whatif.all') }));
  return (
    <>
      {compared.length === 0 && <p className="now">{say('page.whatif.none')}</p>}
      {compared.map((row) => (
        <p key={`${row.unitWas} ${row.unit}`} className="now">
          {summaryOf(row, say)}
        </p>
      ))}
      {rows.length > 0 && <ComparedTable caption={say('save.whatif.table')} head={say('page.whatif.of')} rows={rows} />}
      <ul className="hint words">
        {leftOut.map(({ why, calls }) => (
          <li key={why}>{say(`page.leftOut.${why}`, { n: calls })}</li>
        ))}
        {rows.length > 0 && caveats.map((text) => <li key={text.key}>{renderText(text, language)}</li>)}
      </ul>
      {rows.length > 0 && (
        <SaveButtons
          file={`tollkeeper-what-if-${looked.fromDay}-${looked.toDay}`}
          csv={() => whatIfCsv(view)}
          onSave={onSave}
        />
      )}
    </>
  );
}

function summaryOf({ calls, unit, unitWas, wasNano, likelyNano }: ShownCompared, say: Say): string {
  const said = { n: calls, was: moneyOf(wasNano, unitWas, say), likely: moneyOf(likelyNano, unit, say) };
  if (unit !== unitWas) return say('save.whatif.otherUnit', said);
  if (likelyNano === wasNano) return say('save.whatif.same', said);
  const percent = percentChange(wasNano, likelyNano);
  if (percent === null) return say('save.whatif.otherUnit', said);
  const isLess = likelyNano < wasNano;
  const nano = isLess ? wasNano - likelyNano : likelyNano - wasNano;
  const by = { money: moneyOf(nano, unit, say), percent };
  return say(isLess ? 'save.whatif.less' : 'save.whatif.more', { ...said, ...by });
}
