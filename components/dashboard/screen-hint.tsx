import type { ScreenHint } from '../../lib/domain/hints.ts';
import { useSay } from '../popup/say.ts';

interface ScreenHintProps {
  /** Null: nothing is to be said. */
  readonly hint: ScreenHint | null;
  readonly onKnown: (hint: ScreenHint) => void;
}

/** One sentence about what can be done on a screen, until somebody says that they know. It comes late, and moves nothing. */
export function ScreenHintLine({ hint, onKnown }: ScreenHintProps) {
  const say = useSay();
  if (hint === null) return null;
  return (
    <section className="pause-bar hint-bar" aria-label={say('hint.head')}>
      <p>{say(`hint.${hint}`)}</p>
      <button
        type="button"
        onClick={() => {
          onKnown(hint);
          // This button goes away with what it says.
          document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
        }}
      >
        {say('news.known')}
      </button>
    </section>
  );
}
