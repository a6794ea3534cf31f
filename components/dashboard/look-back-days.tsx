import { useId } from 'react';
import { LOOK_BACK_DAYS, type LookBackDays } from '../../lib/ui/look-back.ts';

interface LookBackDaysProps {
  readonly days: LookBackDays;
  readonly onChange: (days: LookBackDays) => void;
  readonly label: string;
  readonly nameOf: (days: LookBackDays) => string;
}

/** How many days back a screen looks. */
export function LookBackDaysField({ days, onChange, label, nameOf }: LookBackDaysProps) {
  const id = useId();
  return (
    <div className="field is-row">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={days}
        onChange={(event) => onChange(LOOK_BACK_DAYS.find((one) => one === Number(event.target.value)) ?? 30)}
      >
        {LOOK_BACK_DAYS.map((one) => (
          <option key={one} value={one}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </div>
  );
}
