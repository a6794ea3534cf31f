import type { LostSite } from '../../lib/domain/dashboard.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';

interface LostSitesProps {
  readonly lost: readonly LostSite[];
  readonly deeds: Pick<SettingsDeeds, 'allowAgain' | 'forgetLost'>;
}

/** Sites whose permission was given once and withdrawn: what that means, and the way back. */
export function LostSites({ lost, deeds }: LostSitesProps) {
  const say = useSay();
  if (lost.length === 0) return null;
  return (
    <>
      <h3 id="set-lost">{say('set.lost')}</h3>
      <p>{say('set.lostWhat')}</p>
      <ul className="rows" aria-labelledby="set-lost">
        {lost.map(({ pattern, name }) => (
          <li key={pattern} className="site-row">
            <div className="row-words">
              <h4>{name}</h4>
            </div>
            <div className="row-deeds">
              <button
                type="button"
                className="quiet"
                aria-label={say('set.lostForgetFor', { site: name })}
                onClick={() => {
                  deeds.forgetLost(pattern);
                  leave();
                }}
              >
                {say('set.lostForget')}
              </button>
              <button
                type="button"
                aria-label={say('set.lostAgainFor', { site: name })}
                onClick={() => deeds.allowAgain(pattern, name)}
              >
                {say('set.lostAgain')}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The row goes away with its button. */
function leave(): void {
  document.getElementById('set-sites')?.focus();
}
