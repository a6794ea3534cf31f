import { type FormEvent, useId, useState } from 'react';
import type { NoticesView } from '../../lib/domain/notices-view.ts';
import { isDay } from '../../lib/domain/utc-day.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';

interface TimesProps {
  readonly notices: Pick<NoticesView, 'digestAt' | 'daysOff'>;
  readonly onSet: SettingsDeeds['setNoticeHabits'];
}

/** Hours that a daily notice can come at. */
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const HOUR_MINUTES = 60;

/** When what can wait is told together, and on which days nobody recharges anything. */
export function NoticeTimes({ notices: { digestAt, daysOff }, onSet }: TimesProps) {
  const say = useSay();
  const id = useId();
  return (
    <>
      <div className="limit">
        <div className="row-words">
          <h3 id={id}>{say('notice.digest')}</h3>
          <p>{say('notice.digestWhat')}</p>
        </div>
        <div className="row-deeds">
          <select
            aria-labelledby={id}
            value={digestAt === null ? '' : String(digestAt)}
            onChange={({ target: { value } }) => onSet({ digestAt: value === '' ? null : Number(value) })}
          >
            <option value="">{say('notice.digestOff')}</option>
            {HOURS.map((hour) => (
              <option key={hour} value={hour * HOUR_MINUTES}>
                {say('notice.digestAt', { time: `${String(hour).padStart(2, '0')}:00` })}
              </option>
            ))}
          </select>
        </div>
      </div>
      <DaysOff daysOff={daysOff} onSet={(days) => onSet({ daysOff: days })} />
    </>
  );
}

interface DaysProps {
  readonly daysOff: readonly string[];
  readonly onSet: (days: readonly string[]) => void;
}

function DaysOff({ daysOff, onSet }: DaysProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const days = (typed ?? '').split(/[\s,，、;]+/).filter((day) => day !== '');
    const isWrong = !days.every(isDay) || days.length > DAYS_MAX;
    setBad(isWrong);
    if (isWrong) return document.getElementById(id)?.focus();
    onSet([...new Set(days)].toSorted());
    setTyped(null);
  };
  return (
    <form className="limit" onSubmit={onSubmit} noValidate>
      <div className="row-words">
        <h3>{say('notice.daysOff')}</h3>
        <p id={`${id}-what`}>{say('notice.daysOffWhat')}</p>
      </div>
      <div className="row-deeds">
        <input
          id={id}
          type="text"
          aria-label={say('notice.daysOff')}
          aria-invalid={isBad}
          aria-describedby={isBad ? `${id}-bad` : `${id}-what`}
          placeholder="2026-12-25, 2027-01-01"
          value={typed ?? daysOff.join(', ')}
          onChange={({ target: { value } }) => setTyped(value)}
        />
        <button type="submit" aria-label={say('notice.daysOffSave')}>
          {say('set.limitSave')}
        </button>
      </div>
      {isBad && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say('notice.daysOffBad')}
        </p>
      )}
    </form>
  );
}

const DAYS_MAX = 100;
