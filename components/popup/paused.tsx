import { use } from 'react';
import { formatClock } from '../../lib/domain/format-clock.ts';
import { LanguageContext, useSay } from './say.ts';

/** That nothing is checked at the moment, and the way out of it. */
export function Paused({ until, onResume }: { readonly until: number; readonly onResume: () => void }) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <section className="site paused" aria-labelledby="popup-paused">
      <div className="site-words">
        <strong id="popup-paused">{say('pause.until', { time: formatClock(until, language) })}</strong>
        <span>{say('pause.means')}</span>
      </div>
      <button type="button" onClick={onResume}>
        {say('pause.resume')}
      </button>
    </section>
  );
}
