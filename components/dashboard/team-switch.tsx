import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';

interface TeamProps {
  readonly isOn: boolean;
  readonly deeds: Pick<SettingsDeeds, 'choose'>;
}

/** Whether what several people use together is shown although there is none of it yet. */
export function TeamSwitch({ isOn, deeds }: TeamProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-team">
      <h2 id="set-team" tabIndex={-1}>
        {say('set.team')}
      </h2>
      <div className="limit is-switch">
        <div className="row-words">
          <h3>{say('set.teamSwitch')}</h3>
          <p>{say('set.teamWhat')}</p>
        </div>
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={isOn}
          aria-label={say('set.teamSwitch')}
          onClick={() => deeds.choose({ team: !isOn })}
        >
          <span />
        </button>
      </div>
      {isOn && (
        <p>
          <a href="#budgets">{say('set.teamGo')}</a>
        </p>
      )}
    </section>
  );
}
