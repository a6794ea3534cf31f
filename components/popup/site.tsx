import { useState } from 'react';
import type { PopupSite, PopupSource } from '../../lib/webext/popup-model.ts';
import { Switch } from '../switch.tsx';
import { type Say, useSay } from './say.ts';

interface SiteProps {
  readonly site: PopupSite;
  readonly on: Pick<PopupSource, 'onToggleSite' | 'onWatch' | 'onReload'>;
}

/** The page in the active tab: what happens there, and what can be done about it. */
export function Site({ site, on }: SiteProps) {
  const say = useSay();
  const { origin, state } = site;
  const host = hostOf(origin);
  if (state === 'unread') return <Unread />;
  return (
    <section className="site" aria-label={say('popup.site')}>
      <div className="site-words">
        <strong>{host ?? say('popup.site')}</strong>
        <span>{describe(site, say)}</span>
      </div>
      {origin !== null && (state === 'watched' || state === 'off') && (
        <Switch
          isOn={state === 'watched'}
          name={say('popup.site.toggle', { site: host ?? '' })}
          onSwitch={() => on.onToggleSite(origin, state === 'off')}
        />
      )}
      {state === 'unloaded' && (
        <button type="button" className="primary" onClick={on.onReload}>
          {say('popup.site.reload')}
        </button>
      )}
      {origin !== null && (state === 'unwatched' || state === 'lost') && <Ask origin={origin} onWatch={on.onWatch} />}
    </section>
  );
}

/** As high as what will stand there, so that nothing moves below it. */
function Unread() {
  return (
    <div className="site" aria-hidden="true">
      <div className="site-words">
        <strong>…</strong>
        <span>…</span>
      </div>
    </div>
  );
}

/** What is read and what never is, in one breath, before the browser asks for the permission. */
function Ask({ origin, onWatch }: { readonly origin: string; readonly onWatch: PopupSource['onWatch'] }) {
  const say = useSay();
  const [isRefused, setRefused] = useState(false);
  const watch = (): void => {
    setRefused(false);
    void onWatch(origin).then((isGiven) => setRefused(!isGiven));
  };
  return (
    <>
      <button type="button" className="primary" onClick={watch}>
        {say('popup.site.watch')}
      </button>
      <p className="promise">{say('popup.site.reads')}</p>
      <p className="promise failed" role="status">
        {isRefused && say('popup.site.refused')}
      </p>
    </>
  );
}

const PLAIN = {
  watched: 'popup.site.watchedPlain',
  unloaded: 'popup.site.unloadedPlain',
  unwatched: 'popup.site.unwatched',
} as const;
const KNOWN = {
  watched: 'popup.site.watched',
  unloaded: 'popup.site.unloaded',
  unwatched: 'popup.site.unwatchedKnown',
} as const;

function describe({ state, providerName }: PopupSite, say: Say): string {
  if (state === 'unread') return '';
  if (state === 'off') return say('popup.site.off');
  if (state === 'lost') return say('popup.site.lost');
  if (state === 'plain') return say('popup.site.plain');
  if (state === 'unsupported') return say('popup.site.unsupported');
  return providerName === null ? say(PLAIN[state]) : say(KNOWN[state], { provider: providerName });
}

function hostOf(origin: string | null): string | null {
  return origin !== null && URL.canParse(origin) ? new URL(origin).host : null;
}
