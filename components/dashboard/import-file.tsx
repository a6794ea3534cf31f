import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useSay } from '../popup/say.ts';
import { Field } from './fields.tsx';

interface ImportProps {
  readonly isBusy: boolean;
  /** The file is locked: its password is asked for. */
  readonly isLocked: boolean;
  /** An empty password: none. */
  readonly onImport: (file: File, password: string) => void;
}

/** Takes a file in that was exported here or elsewhere. */
export function ImportFile({ isBusy, isLocked, onImport }: ImportProps) {
  const say = useSay();
  const id = useId();
  const password = useRef<HTMLInputElement>(null);
  const [isNone, setNone] = useState(false);
  useEffect(() => {
    if (isLocked && !isBusy) password.current?.focus();
  }, [isLocked, isBusy]);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const file = data.get('file');
    const isThere = file instanceof File && file.name !== '';
    setNone(!isThere);
    if (isThere) onImport(file, String(data.get('password') ?? ''));
    else document.getElementById(`${id}-file`)?.focus();
  };
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('priv.importHead')}</h2>
      <p>{say('priv.importWhat')}</p>
      <p className="hint">{say('priv.importStays')}</p>
      <form className="own-data" onSubmit={onSubmit} noValidate>
        <Field id={`${id}-file`} label={say('priv.importFile')}>
          <input
            id={`${id}-file`}
            name="file"
            type="file"
            accept=".json,.tollkeeper,application/json"
            aria-invalid={isNone}
            aria-describedby={isNone ? `${id}-bad` : undefined}
            onChange={() => setNone(false)}
          />
        </Field>
        {isNone && (
          <p id={`${id}-bad`} role="alert" className="bad">
            {say('priv.importNone')}
          </p>
        )}
        {isLocked && (
          <Field id={`${id}-password`} label={say('priv.importPassword')}>
            <input ref={password} id={`${id}-password`} name="password" type="password" autoComplete="off" />
          </Field>
        )}
        <div className="buttons">
          <button type="submit" disabled={isBusy}>
            {say('priv.importDo')}
          </button>
        </div>
      </form>
    </section>
  );
}
