import { type ReactNode, useId } from 'react';
import { useSay } from '../popup/say.ts';

interface FieldProps {
  /** Of what is typed in or chosen with. */
  readonly id: string;
  readonly label: string;
  /** Beside its label, or wider than its neighbours. Absent: below it, as wide as they are. */
  readonly look?: 'is-row' | 'is-wide';
  readonly children: ReactNode;
}

/** A label, and what it names. */
export function Field({ id, label, look, children }: FieldProps) {
  return (
    <div className={look === undefined ? 'field' : `field ${look}`}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

interface SelectProps extends Pick<FieldProps, 'label' | 'look'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Its options. */
  readonly children: ReactNode;
}

/** One of several. */
export function SelectField({ label, look, value, onChange, children }: SelectProps) {
  const id = useId();
  return (
    <Field id={id} label={label} {...(look && { look })}>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {children}
      </select>
    </Field>
  );
}

interface AnyProps extends Omit<SelectProps, 'value' | 'onChange'> {
  /** Null: any. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** One of several, or any of them. */
export function AnyField({ value, onChange, children, ...props }: AnyProps) {
  const say = useSay();
  return (
    <SelectField {...props} value={value ?? ''} onChange={(chosen) => onChange(chosen || null)}>
      <option value="">{say('calls.any')}</option>
      {children}
    </SelectField>
  );
}

interface DayProps {
  readonly label: string;
  /** `YYYY-MM-DD`; null: none. */
  readonly value: string | null;
  readonly min?: string | null;
  readonly max?: string | null;
  readonly onChange: (day: string | null) => void;
}

/** A day. */
export function DayField({ label, value, min, max, onChange }: DayProps) {
  const id = useId();
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        type="date"
        value={value ?? ''}
        min={min ?? undefined}
        max={max ?? undefined}
        onChange={({ target }) => onChange(target.value || null)}
      />
    </Field>
  );
}
