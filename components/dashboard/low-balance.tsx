import type { LowView } from '../../lib/domain/dashboard.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { AmountRow, type AmountWords } from './amount-row.tsx';

const WORDS: AmountWords = {
  own: 'set.lowOwn',
  usual: 'set.lowUsual',
  none: 'set.lowNone',
  input: 'set.lowNew',
  save: 'set.lowSaveFor',
  forget: 'set.lowForget',
  forgetFor: 'set.lowForgetFor',
};

interface LowProps {
  readonly low: LowView;
  readonly deeds: Pick<SettingsDeeds, 'setLowLine' | 'chooseNotice'>;
}

/** Whether a notification says that a balance is low, and below what it is, by account and unit. */
export function LowBalance({ low, deeds }: LowProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-low">
      <h2 id="set-low">{say('set.low')}</h2>
      <p>{say('set.lowWhat')}</p>
      <div className="limit is-switch">
        <div className="row-words">
          <h3>{say('set.lowSwitch')}</h3>
          <p>{say(low.isOn ? 'set.lowOn' : 'set.lowOff')}</p>
        </div>
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={low.isOn}
          aria-label={say('set.lowSwitch')}
          onClick={() => deeds.chooseNotice(!low.isOn)}
        >
          <span />
        </button>
      </div>
      <ul className="rows">
        {low.lines.map((line) => (
          <li key={`${line.account} ${line.unit}`}>
            <AmountRow line={line} words={WORDS} onSet={deeds.setLowLine} />
          </li>
        ))}
      </ul>
    </section>
  );
}
