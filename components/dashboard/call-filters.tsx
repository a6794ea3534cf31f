import { useEffect, useId, useState } from 'react';
import { CALL_OUTCOMES, type CallFilter } from '../../lib/domain/dashboard.ts';
import type { CallsDeeds, CallsState } from '../../lib/ui/calls-store.ts';
import { useSay } from '../popup/say.ts';
import { AnyField, DayField, Field } from './fields.tsx';

/** How long nobody may type before it is looked for, ms. */
const TYPED_MS = 250;

interface FilterProps {
  readonly state: CallsState;
  readonly deeds: Pick<CallsDeeds, 'setFilter' | 'clearFilter'>;
}

/** What narrows the list. */
export function CallFilters({ state, deeds }: FilterProps) {
  const say = useSay();
  const { filter, choices } = state;
  const set = (change: Partial<CallFilter>): void => deeds.setFilter(change);
  const isSet = Object.values(filter).some((value) => value !== null && value !== '');
  return (
    <search className="filters" aria-label={say('calls.filter')}>
      <Search value={filter.search} onSearch={(search) => set({ search })} />
      <AnyField label={say('calls.provider')} value={filter.provider} onChange={(provider) => set({ provider })}>
        {choices.providers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </AnyField>
      {(choices.accounts.length > 1 || filter.account !== null) && (
        <AnyField label={say('calls.account')} value={filter.account} onChange={(account) => set({ account })}>
          {choices.accounts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </AnyField>
      )}
      <AnyField label={say('calls.model')} value={filter.model} onChange={(model) => set({ model })}>
        {choices.models.map((model) => (
          <option key={model}>{model}</option>
        ))}
      </AnyField>
      <AnyField
        label={say('calls.outcome')}
        value={filter.outcome}
        onChange={(value) => set({ outcome: CALL_OUTCOMES.find((one) => one === value) ?? null })}
      >
        {CALL_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {say(outcome === 'unreviewed' ? 'calls.unreviewed' : `popup.outcome.${outcome}`)}
          </option>
        ))}
      </AnyField>
      <div className="days">
        <DayField
          label={say('calls.fromDay')}
          value={filter.fromDay}
          max={filter.toDay}
          onChange={(fromDay) => set({ fromDay })}
        />
        <DayField
          label={say('calls.toDay')}
          value={filter.toDay}
          min={filter.fromDay}
          onChange={(toDay) => set({ toDay })}
        />
      </div>
      {isSet && (
        <button type="button" className="quiet" onClick={deeds.clearFilter}>
          {say('calls.clear')}
        </button>
      )}
    </search>
  );
}

/** Looks when nobody has typed for a moment; what is typed stays what is shown. */
function Search({ value, onSearch }: { readonly value: string; readonly onSearch: (search: string) => void }) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onSearch(typed), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <Field id={id} label={say('calls.search')} look="is-wide">
      <input
        id={id}
        type="search"
        value={typed}
        placeholder={say('calls.searchHint')}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </Field>
  );
}
