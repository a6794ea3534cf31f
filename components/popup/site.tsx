import type { PopupSite, PopupSource } from '../../lib/webext/popup-model.ts';
import { type Say, useSay } from './say.ts';

interface SiteProps {
  readonly site: PopupSite;
  readonly onToggleSite: PopupSource['onToggleSite'];
  readonly onWatch: PopupSource['onWatch'];
}

/** The page in the active tab: what happens there, and the switch for it. */
export function Site({ site, onToggleSite, onWatch }: SiteProps) {
  const say = useSay();
  const { origin, state } = site;
  const host = hostOf(origin);
  const isOn = state === 'watched';
  return (
    <section className="site" aria-label={say('popup.site')}>
      <div className="site-words">
        <strong>{host ?? say('popup.site')}</strong>
        <span>{describe(site, say)}</span>
      </div>
      {origin !== null && (isOn || state === 'off') && (
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={isOn}
          aria-label={say('popup.site.toggle', { site: host ?? '' })}
          onClick={() => onToggleSite(origin, !isOn)}
        >
          <span />
        </button>
      )}
      {origin !== null && state === 'unwatched' && (
        <button type="button" className="primary" onClick={() => onWatch(origin)}>
          {say('popup.site.watch')}
        </button>
      )}
    </section>
  );
}

function describe({ state, providerName }: PopupSite, say: Say): string {
  if (state === 'off') return say('popup.site.off');
  if (state === 'unsupported') return say('popup.site.unsupported');
  if (state === 'watched') {
    return providerName === null
      ? say('popup.site.watchedPlain')
      : say('popup.site.watched', { provider: providerName });
  }
  return providerName === null
    ? say('popup.site.unwatched')
    : say('popup.site.unwatchedKnown', { provider: providerName });
}

function hostOf(origin: string | null): string | null {
  return origin !== null && URL.canParse(origin) ? new URL(origin).host : null;
}
