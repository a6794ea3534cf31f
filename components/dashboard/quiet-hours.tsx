import { type FormEvent, useId, useState } from 'react';
import type { NoticeHours } from '../../lib/domain/notices-view.ts';
import { useSay } from '../popup/say.ts';

interface QuietProps {
  readonly hours: NoticeHours | null;
  readonly onSet: (hours: NoticeHours | null) => void;
}

/** When only what is urgent is told. */
export function QuietHours({ hours, onSet }: QuietProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<{ readonly from: string; readonly until: string } | null>(null);
  const [isBad, setBad] = useState(false);
  const shown = typed ?? (hours ? { from: clock(hours.from), until: clock(hours.until) } : { from: '', until: '' });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const [from, until] = [minutesOf(shown.from), minutesOf(shown.until)];
    const isWrong = from === null || until === null || from === until;
    setBad(isWrong);
    if (isWrong) return document.getElementById(`${id}-from`)?.focus();
    onSet({ from, until });
    setTyped(null);
  };
  const field = (which: keyof NoticeHours) => (
    <label className="time">
      <span>{say(which === 'until' ? 'notice.quietUntil' : 'notice.quietFrom')}</span>
      <input
        id={`${id}-${which}`}
        type="time"
        aria-invalid={isBad}
        aria-describedby={isBad ? `${id}-bad` : undefined}
        value={shown[which]}
        onChange={(event) => setTyped({ ...shown, [which]: event.target.value })}
      />
    </label>
  );
  return (
    <form className="limit" onSubmit={onSubmit} noValidate>
      <div className="row-words">
        <h3>
          {say('notice.quiet')}:{' '}
          {hours
            ? say('notice.quietOn', { from: clock(hours.from), until: clock(hours.until) })
            : say('notice.quietOff')}
        </h3>
        <p>{say('notice.quietWhat')}</p>
      </div>
      <div className="row-deeds">
        {field('from')}
        {field('until')}
        <button type="submit" aria-label={say('notice.quietSave')}>
          {say('set.limitSave')}
        </button>
        {hours !== null && (
          <button
            type="button"
            className="quiet"
            onClick={() => {
              setTyped(null);
              setBad(false);
              onSet(null);
              // This button goes away with what it forgets.
              document.getElementById(`${id}-from`)?.focus();
            }}
          >
            {say('notice.quietForget')}
          </button>
        )}
      </div>
      {isBad && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say('notice.quietBad')}
        </p>
      )}
    </form>
  );
}

function clock(minutes: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Minutes after midnight; null: it is no time. */
function minutesOf(typed: string): number | null {
  const [, hours = '', minutes = ''] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(typed) ?? [];
  return hours === '' ? null : Number(hours) * 60 + Number(minutes);
}
