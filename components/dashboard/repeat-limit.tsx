import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { RepeatsView } from '../../lib/domain/dashboard.ts';
import { REPEATS_ASK_DEFAULT, REPEATS_ASK_MAX } from '../../lib/domain/waste.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';

interface RepeatsProps {
  readonly repeats: RepeatsView;
  readonly deeds: Pick<SettingsDeeds, 'setRepeats'>;
}

/** Whether the same request again is asked about, above how many, and the pages that are left alone today. */
export function RepeatLimit({ repeats, deeds }: RepeatsProps) {
  const say = useSay();
  const { above, quietPages } = repeats;
  const isOn = above !== null;
  return (
    <section className="panel" aria-labelledby="set-repeats">
      <h2 id="set-repeats" tabIndex={-1}>
        {say('set.repeats')}
      </h2>
      <p>{say('set.repeatsWhat')}</p>
      <div className="limit is-switch">
        <div className="row-words">
          <h3>{say('set.repeatsSwitch')}</h3>
          <p>{isOn ? say('set.repeatsOn', { count: above }) : say('set.repeatsOff')}</p>
        </div>
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={isOn}
          aria-label={say('set.repeatsSwitch')}
          onClick={() => deeds.setRepeats(isOn ? null : REPEATS_ASK_DEFAULT)}
        >
          <span />
        </button>
      </div>
      {isOn && (
        <ul className="rows">
          <li>
            <Times above={above} onSet={deeds.setRepeats}>
              {quietPages > 0 && <Quiet pages={quietPages} onAgain={() => deeds.setRepeats(above)} />}
            </Times>
          </li>
        </ul>
      )}
    </section>
  );
}

/** "Don't ask here again today", and the way back. */
function Quiet({ pages, onAgain }: { readonly pages: number; readonly onAgain: () => void }) {
  const say = useSay();
  return (
    <div className="said-line">
      <p>{say('set.repeatsQuiet', { n: pages })}</p>
      <button
        type="button"
        className="quiet"
        onClick={() => {
          onAgain();
          // This button goes away with what it forgets.
          document.getElementById('set-repeats')?.focus();
        }}
      >
        {say('set.repeatsAgain')}
      </button>
    </div>
  );
}

interface TimesProps {
  readonly above: number;
  readonly onSet: (above: number) => void;
  /** What else there is to say. */
  readonly children: ReactNode;
}

function Times({ above, onSet, children }: TimesProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const times = Number(typed ?? above);
    const isWrong = !Number.isInteger(times) || times < 1 || times > REPEATS_ASK_MAX;
    setBad(isWrong);
    if (isWrong) return document.getElementById(id)?.focus();
    onSet(times);
    setTyped(null);
  };
  return (
    <form className="limit" onSubmit={onSubmit} noValidate>
      <div className="row-words">
        <label htmlFor={id}>{say('set.repeatsNew')}</label>
      </div>
      <div className="row-deeds">
        <span className="amount-field">
          <input
            id={id}
            type="text"
            inputMode="numeric"
            aria-invalid={isBad}
            aria-describedby={isBad ? `${id}-bad` : undefined}
            value={typed ?? String(above)}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span aria-hidden="true">{say('set.repeatsUnit')}</span>
        </span>
        <button type="submit" aria-label={say('set.repeatsSave')}>
          {say('set.limitSave')}
        </button>
      </div>
      {isBad && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say('set.repeatsBad')}
        </p>
      )}
      {children}
    </form>
  );
}
