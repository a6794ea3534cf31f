import type { Hint } from '../../lib/domain/hints.ts';
import { useSay } from './say.ts';

/** One sentence about what somebody has just met for the first time, until they say that they know. */
export function HintLine({ hint, onKnown }: { readonly hint: Hint; readonly onKnown: (hint: Hint) => void }) {
  const say = useSay();
  return (
    <section className="site hint-once" aria-label={say('hint.head')}>
      <p className="site-words">{say(`hint.${hint}`)}</p>
      <button type="button" onClick={() => onKnown(hint)}>
        {say('news.known')}
      </button>
    </section>
  );
}
