import { type FormEvent, useId, useState } from 'react';
import { PASSPHRASE_CHARS_MIN } from '../../lib/domain/folder-view.ts';
import { useSay } from '../popup/say.ts';
import { Field } from './fields.tsx';
import { WordList } from './word-list.tsx';

interface ExportProps {
  readonly isBusy: boolean;
  /** An empty password: the file is open to everybody. */
  readonly onExport: (password: string) => void;
}

const IN_FILE = ['priv.inFile.calls', 'priv.inFile.wallets', 'priv.inFile.habits', 'priv.inFile.settings'] as const;
const NOT_IN_FILE = ['priv.notInFile.keys', 'priv.notInFile.permissions', 'priv.notInFile.companion'] as const;

/** What is wrong with a password for a file that may be carried about; null: nothing. */
function faultIn(
  one: string,
  again: string,
): 'priv.passwordNone' | 'priv.passwordShort' | 'priv.passwordDiffers' | null {
  if (one === '') return 'priv.passwordNone';
  if (one.length < PASSPHRASE_CHARS_MIN) return 'priv.passwordShort';
  return one === again ? null : 'priv.passwordDiffers';
}

/** Everything as one file, locked if that is wanted; what is in it and what is not. */
export function ExportFile({ isBusy, onExport }: ExportProps) {
  const say = useSay();
  const id = useId();
  const [isLocked, setLocked] = useState(false);
  const [bad, setBad] = useState<'priv.passwordNone' | 'priv.passwordShort' | 'priv.passwordDiffers' | null>(null);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!isLocked) return onExport('');
    const form = event.currentTarget;
    const [one, again] = ['one', 'again'].map((name) => String(new FormData(form).get(name) ?? ''));
    const fault = faultIn(one ?? '', again ?? '');
    setBad(fault);
    if (fault !== null || one === undefined) return document.getElementById(`${id}-one`)?.focus();
    form.reset();
    setLocked(false);
    onExport(one);
  };
  const input = { type: 'password', autoComplete: 'new-password', 'aria-invalid': bad !== null } as const;
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('priv.export')}</h2>
      <p>{say('priv.exportWhat')}</p>
      <div className="columns">
        <WordList level={3} head="priv.inFile" items={IN_FILE} />
        <WordList level={3} head="priv.notInFile" items={NOT_IN_FILE} />
      </div>
      <form className="own-data" onSubmit={onSubmit} noValidate>
        <label className="choice">
          <input type="checkbox" checked={isLocked} onChange={({ target }) => setLocked(target.checked)} />
          {say('priv.lock')}
        </label>
        {isLocked && (
          <>
            <p className="hint" id={`${id}-what`}>
              {say('priv.lockWhat')}
            </p>
            <Field id={`${id}-one`} label={say('priv.password')}>
              <input {...input} id={`${id}-one`} name="one" aria-describedby={bad ? `${id}-bad` : `${id}-what`} />
            </Field>
            <Field id={`${id}-again`} label={say('priv.passwordAgain')}>
              <input {...input} id={`${id}-again`} name="again" />
            </Field>
            {bad !== null && (
              <p id={`${id}-bad`} role="alert" className="bad">
                {say(bad)}
              </p>
            )}
          </>
        )}
        <div className="buttons">
          <button type="submit" disabled={isBusy}>
            {say(isLocked ? 'priv.exportLockedDo' : 'priv.exportDo')}
          </button>
        </div>
      </form>
    </section>
  );
}
