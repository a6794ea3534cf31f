import type { NoticesView } from '../../lib/domain/notices-view.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { NoticeTimes } from './notice-times.tsx';
import { QuietHours } from './quiet-hours.tsx';
import { SwitchRow } from './switch-row.tsx';
import { WatchedAccount } from './watched-account.tsx';

interface NoticesProps {
  readonly notices: NoticesView;
  readonly deeds: Pick<
    SettingsDeeds,
    'setThresholds' | 'setNoticeHours' | 'setNoticeHabits' | 'setPaidBy' | 'chooseNotice'
  >;
}

/** Whether a notification says what runs out, when, and from where on, by account. */
export function Notices({ notices, deeds }: NoticesProps) {
  const say = useSay();
  const { isOn, isElsewhere, hours, accounts } = notices;
  return (
    <section className="panel" aria-labelledby="set-low">
      <h2 id="set-low" tabIndex={-1}>
        {say('set.low')}
      </h2>
      <p>{say('set.lowWhat')}</p>
      {isElsewhere && <p>{say('notice.elsewhere')}</p>}
      <SwitchRow
        isOn={isOn}
        name={say('set.lowSwitch')}
        words={say(isOn ? 'set.lowOn' : 'set.lowOff')}
        onSwitch={() => deeds.chooseNotice(!isOn)}
      />
      <QuietHours hours={hours} onSet={deeds.setNoticeHours} />
      <NoticeTimes notices={notices} onSet={deeds.setNoticeHabits} />
      {accounts.length === 0 ? (
        <p>{say('notice.none')}</p>
      ) : (
        <ul className="rows">
          {accounts.map((account) => (
            <li key={account.account}>
              <WatchedAccount view={account} onSet={deeds.setThresholds} onPaidBy={deeds.setPaidBy} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
