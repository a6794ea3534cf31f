import type { LostSite, SiteView } from '../../lib/domain/dashboard.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { Switch } from '../switch.tsx';
import { LostSites } from './lost-sites.tsx';

interface SitesProps {
  readonly lost: readonly LostSite[];
  readonly deeds: Pick<SettingsDeeds, 'allowAgain' | 'forgetLost'>;
  readonly sites: readonly SiteView[];
  readonly onSwitch: SettingsDeeds['switchSite'];
  readonly onWithdraw: SettingsDeeds['withdraw'];
}

/** Where calls are seen: each site can be switched off, or its permission given back. */
export function Sites({ sites, lost, deeds, onSwitch, onWithdraw }: SitesProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-sites">
      <h2 id="set-sites" tabIndex={-1}>
        {say('set.sites')}
      </h2>
      <p>{say('set.sitesWhat')}</p>
      {sites.length === 0 && <p className="now">{say('set.sitesNone')}</p>}
      <ul className="rows">
        {sites.map((site) => (
          <li key={site.pattern ?? site.origin} className="site-row">
            <Site site={site} onSwitch={onSwitch} onWithdraw={onWithdraw} />
          </li>
        ))}
      </ul>
      <LostSites lost={lost} deeds={deeds} />
    </section>
  );
}

function Site({
  site,
  onSwitch,
  onWithdraw,
}: { readonly site: SiteView } & Pick<SitesProps, 'onSwitch' | 'onWithdraw'>) {
  const say = useSay();
  const { pattern, origin, name, isOff } = site;
  const state = isOff ? say('set.siteOff') : say('set.siteOn');
  return (
    <>
      <div className="row-words">
        <h3>{name}</h3>
        <p>{origin === null ? say('set.siteMany') : state}</p>
      </div>
      <div className="row-deeds">
        {pattern !== null && (
          <button
            type="button"
            className="quiet"
            aria-label={say('set.withdrawFor', { site: name })}
            onClick={() => {
              onWithdraw(pattern, name);
              // The row goes away with its permission.
              document.getElementById('set-sites')?.focus();
            }}
          >
            {say('set.withdraw')}
          </button>
        )}
        {origin !== null && (
          <Switch
            isOn={!isOff}
            name={say('popup.site.toggle', { site: name })}
            onSwitch={() => onSwitch(origin, isOff)}
          />
        )}
      </div>
    </>
  );
}
