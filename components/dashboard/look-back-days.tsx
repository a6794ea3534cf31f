import { LOOK_BACK_DAYS, type LookBackDays } from '../../lib/ui/look-back.ts';
import { SelectField } from './fields.tsx';

interface LookBackDaysProps {
  readonly days: LookBackDays;
  readonly onChange: (days: LookBackDays) => void;
  readonly label: string;
  readonly nameOf: (days: LookBackDays) => string;
}

/** How many days back a screen looks. */
export function LookBackDaysField({ days, onChange, label, nameOf }: LookBackDaysProps) {
  return (
    <SelectField
      label={label}
      look="is-row"
      value={String(days)}
      onChange={(value) => onChange(LOOK_BACK_DAYS.find((one) => one === Number(value)) ?? 30)}
    >
      {LOOK_BACK_DAYS.map((one) => (
        <option key={one} value={one}>
          {nameOf(one)}
        </option>
      ))}
    </SelectField>
  );
}
