import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { SwitchRow } from './switch-row.tsx';

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
      <SwitchRow
        isOn={isOn}
        name={say('set.teamSwitch')}
        words={say('set.teamWhat')}
        onSwitch={() => deeds.choose({ team: !isOn })}
      />
      {isOn && (
        <p>
          <a href="#budgets">{say('set.teamGo')}</a>
        </p>
      )}
    </section>
  );
}
