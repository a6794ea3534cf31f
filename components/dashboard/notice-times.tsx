import { useId } from 'react';
import type { NoticesView } from '../../lib/domain/notices-view.ts';
import { isDay } from '../../lib/domain/utc-day.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { OneFieldForm } from './one-field-form.tsx';

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
      <OneFieldForm
        name={say('notice.daysOff')}
        what={say('notice.daysOffWhat')}
        shown={daysOff.join(', ')}
        input={{ placeholder: '2026-12-25, 2027-01-01' }}
        read={readDays}
        onSet={(days) => onSet({ daysOff: days })}
        bad={say('notice.daysOffBad')}
        saveName={say('notice.daysOffSave')}
      />
    </>
  );
}

/** In order, none twice; null: something of what was typed is no day, or they are too many. */
function readDays(typed: string): readonly string[] | null {
  const days = typed.split(/[\s,，、;]+/).filter((day) => day !== '');
  return days.every(isDay) && days.length <= DAYS_MAX ? [...new Set(days)].toSorted() : null;
}

const DAYS_MAX = 100;
