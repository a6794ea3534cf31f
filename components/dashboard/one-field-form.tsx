import { type FormEvent, type InputHTMLAttributes, type ReactNode, useId, useState } from 'react';
import { useSay } from '../popup/say.ts';

interface OneFieldProps<T> {
  readonly name: string;
  /** What it means. Absent: its name says it. */
  readonly what?: string;
  /** What holds now, as it would be typed. */
  readonly shown: string;
  /** Null: what was typed is none. */
  readonly read: (typed: string) => T | null;
  readonly onSet: (value: T) => void;
  /** What is said then. */
  readonly bad: string;
  /** Of the button, for those who do not see what it stands beside. */
  readonly saveName: string;
  /** After the field. Absent: it has none. */
  readonly unit?: string;
  readonly input?: Pick<InputHTMLAttributes<HTMLInputElement>, 'inputMode' | 'placeholder'>;
  /** What else there is to say. */
  readonly children?: ReactNode;
}

/** A row of a panel where one thing is typed and saved; what is wrong with it is said there, and nothing is changed. */
export function OneFieldForm<T>({ name, what, shown, unit, input, children, ...on }: OneFieldProps<T>) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const value = on.read(typed ?? shown);
    setBad(value === null);
    if (value === null) return document.getElementById(id)?.focus();
    on.onSet(value);
    setTyped(null);
  };
  const field = (
    <input
      {...input}
      id={id}
      type="text"
      aria-invalid={isBad}
      aria-describedby={isBad ? `${id}-bad` : what && `${id}-what`}
      value={typed ?? shown}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
  return (
    <form className="limit" onSubmit={onSubmit} noValidate>
      <div className="row-words">
        <h3>
          <label htmlFor={id}>{name}</label>
        </h3>
        {what !== undefined && <p id={`${id}-what`}>{what}</p>}
      </div>
      <div className="row-deeds">
        {unit === undefined ? (
          field
        ) : (
          <span className="amount-field">
            {field}
            <span aria-hidden="true">{unit}</span>
          </span>
        )}
        <button type="submit" aria-label={on.saveName}>
          {say('set.limitSave')}
        </button>
      </div>
      {isBad && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {on.bad}
        </p>
      )}
      {children}
    </form>
  );
}
