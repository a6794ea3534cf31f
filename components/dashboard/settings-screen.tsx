import { use } from 'react';
import type { SettingsView } from '../../lib/domain/dashboard.ts';
import { formatClock } from '../../lib/domain/format-clock.ts';
import { REFUSAL_HANDLINGS } from '../../lib/domain/refusal-handling.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { SettingsDeeds, SettingsState } from '../../lib/ui/settings-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { Choice } from './choice.tsx';
import { Companion } from './companion.tsx';
import { Folder } from './folder.tsx';
import { Limits } from './limits.tsx';
import { LookAndLanguage } from './look-and-language.tsx';
import { Notice } from './notice.tsx';
import { Notices } from './notices.tsx';
import { OwnPrices } from './own-prices.tsx';
import { PriceFile } from './price-file.tsx';
import { RepeatLimit } from './repeat-limit.tsx';
import { type Section, Sections } from './sections.tsx';
import { Sites } from './sites.tsx';
import { TeamSwitch } from './team-switch.tsx';
import { Wallets } from './wallets.tsx';

interface SettingsProps {
  readonly state: SettingsState;
  readonly deeds: SettingsDeeds;
}

/** What a person can choose. Each choice holds at once. */
export function SettingsScreen({ state, deeds }: SettingsProps) {
  const language = use(LanguageContext);
  const { status, view, notice } = state;
  return (
    <>
      <Notice words={notice === null ? '' : renderText(notice, language)} isFailed={status === 'failed'} />
      {view && (
        <div onSubmitCapture={deeds.begin}>
          <Sections screen="settings" sections={sectionsOf(view, state, deeds)} />
        </div>
      )}
    </>
  );
}

/** The panels, as they stand below each other: a line each. */
function sectionsOf(
  view: SettingsView,
  {
    priceFileFault: fault,
    pairFault,
    folderFault,
  }: Pick<SettingsState, 'priceFileFault' | 'pairFault' | 'folderFault'>,
  deeds: SettingsDeeds,
): readonly Section[] {
  return [
    { id: 'set-pause', title: 'set.pause', panel: <Pause view={view} deeds={deeds} /> },
    {
      id: 'set-limits',
      title: 'set.limits',
      panel: <Limits limits={view.limits} tokenLimits={view.tokenLimits} deeds={deeds} />,
    },
    { id: 'set-repeats', title: 'set.repeats', panel: <RepeatLimit repeats={view.repeats} deeds={deeds} /> },
    { id: 'set-low', title: 'set.low', panel: <Notices notices={view.notices} deeds={deeds} /> },
    { id: 'set-prices', title: 'set.prices', panel: <OwnPrices prices={view.prices} deeds={deeds} /> },
    {
      id: 'set-file',
      title: 'set.file',
      panel: <PriceFile file={view.priceFile} fault={fault} deeds={deeds} />,
    },
    {
      id: 'set-companion',
      title: 'set.companion',
      panel: <Companion companion={view.companion} fault={pairFault} deeds={deeds} />,
    },
    {
      id: 'set-sync',
      title: 'set.sync',
      panel: <Folder folder={view.folder} fault={folderFault} deeds={deeds} />,
    },
    { id: 'set-team', title: 'set.team', panel: <TeamSwitch isOn={view.team} deeds={deeds} /> },
    { id: 'set-wallets', title: 'set.wallets', panel: <Wallets wallets={view.wallets} deeds={deeds} /> },
    { id: 'set-refusals', title: 'set.refusals', panel: <Refusals view={view} deeds={deeds} /> },
    {
      id: 'set-sites',
      title: 'set.sites',
      panel: (
        <Sites
          sites={view.sites}
          lost={view.lost ?? []}
          deeds={deeds}
          onSwitch={deeds.switchSite}
          onWithdraw={deeds.withdraw}
        />
      ),
    },
    { id: 'set-look', title: 'set.look', panel: <LookAndLanguage chosen={view} onChoose={deeds.choose} /> },
  ];
}

interface PanelProps {
  readonly view: SettingsView;
  readonly deeds: SettingsDeeds;
}

function Pause({ view, deeds }: PanelProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const until = view.pausedUntil;
  return (
    <section className="panel" aria-labelledby="set-pause">
      <h2 id="set-pause">{say('set.pause')}</h2>
      <p>{say('set.pauseWhat')}</p>
      <p className="now">
        {until === null ? say('set.pauseOff') : say('set.pauseOn', { time: formatClock(until, language) })}
      </p>
      <div className="buttons">
        <button type="button" onClick={() => deeds.pause('hour')}>
          {say('set.pauseHour')}
        </button>
        <button type="button" onClick={() => deeds.pause('today')}>
          {say('set.pauseToday')}
        </button>
        {until !== null && (
          <button type="button" className="primary" onClick={() => deeds.pause(null)}>
            {say('pause.resume')}
          </button>
        )}
      </div>
    </section>
  );
}

function Refusals({ view, deeds }: PanelProps) {
  const say = useSay();
  return (
    <section className="panel">
      <fieldset>
        <legend>
          <h2 id="set-refusals">{say('set.refusals')}</h2>
        </legend>
        {REFUSAL_HANDLINGS.map((handling) => (
          <Choice
            key={handling}
            group="refusals"
            isChosen={view.refusals === handling}
            hint={say(`set.refusals.${handling}What`)}
            onChoose={() => deeds.choose({ refusals: handling })}
          >
            {say(`set.refusals.${handling}`)}
          </Choice>
        ))}
      </fieldset>
    </section>
  );
}
