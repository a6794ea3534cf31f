import { use, useId, useState } from 'react';
import { KEEP_DAYS, type KeepDays, type StoredView } from '../../lib/domain/dashboard.ts';
import { formatDay } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { focusNotice } from './notice.tsx';
import { Question } from './question.tsx';

interface KeepDaysProps {
  readonly stored: StoredView;
  readonly isBusy: boolean;
  readonly onKeep: (days: KeepDays | null) => void;
}

/** For how long details of calls are kept. A time that deletes some of them is asked about once more. */
export function KeepDaysChoice({ stored, isBusy, onKeep }: KeepDaysProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const id = useId();
  const { keepDays, forgottenBefore, clockDoubted, roomMade } = stored;
  const [chosen, setChosen] = useState<KeepDays | null>(keepDays);
  const [isAsked, setIsAsked] = useState(false);
  const keep = (): void => {
    setIsAsked(false);
    onKeep(chosen);
    // The button that asked is disabled meanwhile; what becomes of it is said there.
    focusNotice();
  };
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('priv.keep')}</h2>
      <p>{say('priv.keepWhat')}</p>
      {roomMade !== null && <p role="alert">{say('priv.roomMade', { day: formatDay(roomMade, language) })}</p>}
      {keepDays !== null && clockDoubted !== null && (
        <p role="alert">{say('priv.clockDoubted', { day: formatDay(clockDoubted, language) })}</p>
      )}
      {forgottenBefore !== null && <p>{say('priv.forgotten', { day: formatDay(forgottenBefore, language) })}</p>}
      <div className="field is-row">
        <label htmlFor={id}>{say('priv.keepFor')}</label>
        <select
          id={id}
          value={chosen ?? ''}
          onChange={({ target }) => setChosen(KEEP_DAYS.find((days) => String(days) === target.value) ?? null)}
        >
          <option value="">{say('priv.keep.always')}</option>
          {KEEP_DAYS.map((days) => (
            <option key={days} value={days}>
              {say('priv.keep.days', { n: days })}
            </option>
          ))}
        </select>
        <button
          type="button"
          disabled={isBusy || chosen === keepDays}
          onClick={() => (chosen === null ? keep() : setIsAsked(true))}
        >
          {say('priv.keepDo')}
        </button>
      </div>
      {isAsked && chosen !== null && (
        <Question
          head={say('priv.keep.head', { n: chosen })}
          what={say('priv.keep.what')}
          answer={say('priv.keep.answer')}
          onCancel={() => setIsAsked(false)}
          onConfirm={keep}
        />
      )}
    </section>
  );
}
