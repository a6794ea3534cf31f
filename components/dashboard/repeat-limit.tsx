import type { RepeatsView } from '../../lib/domain/dashboard.ts';
import { REPEATS_ASK_DEFAULT, REPEATS_ASK_MAX } from '../../lib/domain/waste.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { OneFieldForm } from './one-field-form.tsx';
import { SwitchRow } from './switch-row.tsx';

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
      <SwitchRow
        isOn={isOn}
        name={say('set.repeatsSwitch')}
        words={isOn ? say('set.repeatsOn', { count: above }) : say('set.repeatsOff')}
        onSwitch={() => deeds.setRepeats(isOn ? null : REPEATS_ASK_DEFAULT)}
      />
      {isOn && (
        <ul className="rows">
          <li>
            <OneFieldForm
              name={say('set.repeatsNew')}
              shown={String(above)}
              unit={say('set.repeatsUnit')}
              input={{ inputMode: 'numeric' }}
              read={readTimes}
              onSet={deeds.setRepeats}
              bad={say('set.repeatsBad')}
              saveName={say('set.repeatsSave')}
            >
              {quietPages > 0 && <Quiet pages={quietPages} onAgain={() => deeds.setRepeats(above)} />}
            </OneFieldForm>
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

/** How many times; null: what was typed is no such number. */
function readTimes(typed: string): number | null {
  const times = Number(typed);
  return Number.isInteger(times) && times >= 1 && times <= REPEATS_ASK_MAX ? times : null;
}
