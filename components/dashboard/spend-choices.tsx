import { useId } from 'react';
import { SPEND_BY, SPEND_PERIODS, type SpendPeriod } from '../../lib/domain/spend-view.ts';
import type { SpendDeeds, SpendState } from '../../lib/ui/spend-store.ts';
import { useSay } from '../popup/say.ts';

interface ChoicesProps {
  readonly state: SpendState;
  readonly deeds: Pick<SpendDeeds, 'ask'>;
}

/** Which days, by what, and in which unit where there are several. */
export function SpendChoices({ state, deeds }: ChoicesProps) {
  const say = useSay();
  const { query, view } = state;
  const id = useId();
  const units = view?.units ?? [];
  return (
    <search className="filters" aria-label={say('spend.choose')}>
      <Period period={query.period} days={view?.days ?? null} onChange={(period) => deeds.ask({ period })} />
      <div className="field">
        <label htmlFor={`${id}-by`}>{say('spend.by')}</label>
        <select
          id={`${id}-by`}
          value={query.by}
          onChange={({ target }) => deeds.ask({ by: SPEND_BY.find((one) => one === target.value) ?? query.by })}
        >
          {SPEND_BY.filter((by) => by === query.by || query.within[by] === undefined).map((by) => (
            <option key={by} value={by}>
              {say(`spend.by.${by}`)}
            </option>
          ))}
        </select>
      </div>
      {units.length > 1 && (
        <div className="field">
          <label htmlFor={`${id}-unit`}>{say('spend.unit')}</label>
          <select
            id={`${id}-unit`}
            value={view?.unit ?? ''}
            onChange={({ target }) => deeds.ask({ unit: target.value || null })}
          >
            {units.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </select>
        </div>
      )}
    </search>
  );
}

interface PeriodProps {
  readonly period: SpendPeriod;
  /** The days it means; null: not known yet. */
  readonly days: { readonly from: string; readonly to: string } | null;
  readonly onChange: (period: SpendPeriod) => void;
}

const OWN_DAYS = 'days';

function Period({ period, days, onChange }: PeriodProps) {
  const say = useSay();
  const id = useId();
  const choose = (value: string): void => {
    const named = SPEND_PERIODS.find((one) => one === value);
    if (named !== undefined) onChange(named);
    else if (days !== null) onChange({ from: days.from, to: days.to });
  };
  const own = typeof period === 'string' ? null : period;
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{say('spend.period')}</label>
        <select
          id={id}
          value={own === null ? String(period) : OWN_DAYS}
          onChange={({ target }) => choose(target.value)}
        >
          {SPEND_PERIODS.map((one) => (
            <option key={one} value={one}>
              {say(`spend.period.${one}`)}
            </option>
          ))}
          <option value={OWN_DAYS}>{say('spend.period.days')}</option>
        </select>
      </div>
      {own !== null && (
        <>
          <Day label={say('calls.fromDay')} value={own.from} onChange={(from) => onChange(inOrder(from, own.to))} />
          <Day label={say('calls.toDay')} value={own.to} onChange={(to) => onChange(inOrder(own.from, to))} />
        </>
      )}
    </>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function Day({ label, value, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        onChange={({ target }) => target.value !== '' && onChange(target.value)}
      />
    </div>
  );
}

/** A first day behind the last one moves the last. */
function inOrder(from: string, to: string): { readonly from: string; readonly to: string } {
  return from <= to ? { from, to } : { from: to, to: from };
}
