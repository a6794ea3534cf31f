import { SPEND_BY, SPEND_PERIODS, type SpendPeriod } from '../../lib/domain/spend-view.ts';
import type { SpendDeeds, SpendState } from '../../lib/ui/spend-store.ts';
import { useSay } from '../popup/say.ts';
import { DayField, SelectField } from './fields.tsx';

interface ChoicesProps {
  readonly state: SpendState;
  readonly deeds: Pick<SpendDeeds, 'ask'>;
}

/** Which days, by what, and in which unit where there are several. */
export function SpendChoices({ state, deeds }: ChoicesProps) {
  const say = useSay();
  const { query, view } = state;
  const units = view?.units ?? [];
  return (
    <search className="filters" aria-label={say('spend.choose')}>
      <PeriodFields period={query.period} days={view?.days ?? null} onChange={(period) => deeds.ask({ period })} />
      <SelectField
        label={say('spend.by')}
        value={query.by}
        onChange={(value) => deeds.ask({ by: SPEND_BY.find((one) => one === value) ?? query.by })}
      >
        {(view?.choices ?? [query.by]).map((by) => (
          <option key={by} value={by}>
            {say(`spend.by.${by}`)}
          </option>
        ))}
      </SelectField>
      {units.length > 1 && (
        <SelectField
          label={say('spend.unit')}
          value={view?.unit ?? ''}
          onChange={(unit) => deeds.ask({ unit: unit || null })}
        >
          {units.map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </SelectField>
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

/** Which days: those that have a name, or two of one's own. */
export function PeriodFields({ period, days, onChange }: PeriodProps) {
  const say = useSay();
  const choose = (value: string): void => {
    const named = SPEND_PERIODS.find((one) => one === value);
    if (named !== undefined) onChange(named);
    else if (days !== null) onChange({ from: days.from, to: days.to });
  };
  const own = typeof period === 'string' ? null : period;
  return (
    <>
      <SelectField label={say('spend.period')} value={own === null ? String(period) : OWN_DAYS} onChange={choose}>
        {SPEND_PERIODS.map((one) => (
          <option key={one} value={one}>
            {say(`spend.period.${one}`)}
          </option>
        ))}
        <option value={OWN_DAYS}>{say('spend.period.days')}</option>
      </SelectField>
      {own !== null && (
        <>
          <DayField
            label={say('calls.fromDay')}
            value={own.from}
            onChange={(from) => from && onChange(inOrder(from, own.to))}
          />
          <DayField
            label={say('calls.toDay')}
            value={own.to}
            onChange={(to) => to && onChange(inOrder(own.from, to))}
          />
        </>
      )}
    </>
  );
}

/** A first day behind the last one moves the last. */
function inOrder(from: string, to: string): { readonly from: string; readonly to: string } {
  return from <= to ? { from, to } : { from: to, to: from };
}
