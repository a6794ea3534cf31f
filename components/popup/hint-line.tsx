import type { Hint, ScreenHint } from '../../lib/domain/hints.ts';
import { useSay } from './say.ts';

interface HintLineProps<H extends Hint | ScreenHint> {
  readonly hint: H;
  readonly onKnown: (hint: H) => void;
  /** As what it is drawn. */
  readonly className?: string;
}

/** One sentence about what somebody meets for the first time, until they say that they know. */
export function HintLine<H extends Hint | ScreenHint>({
  hint,
  onKnown,
  className = 'site hint-once',
}: HintLineProps<H>) {
  const say = useSay();
  return (
    <section className={className} aria-label={say('hint.head')}>
      <p className="site-words">{say(`hint.${hint}`)}</p>
      <button type="button" onClick={() => onKnown(hint)}>
        {say('news.known')}
      </button>
    </section>
  );
}
